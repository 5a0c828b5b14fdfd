import { note, type Report } from "../diagnostics.js";
import type { Api, Model, Operation } from "../ir/index.js";
import { tellAlike, tellHeaders } from "./channels/carried.js";
import { carriesWide } from "./channels/channel-conversion.js";
import { exchangesOf, usesOfExchange } from "./channels/channel-exchanges.js";
import { planExchanges } from "./channels/channel-views.js";
import { tellForeign } from "./channels/foreign-payloads.js";
import { framingsOf } from "./channels/framing.js";
import { tellBytes } from "./channels/message-wire.js";
import { planTelling, withAlike } from "./channels/telling.js";
import type { ClientConfig } from "./config/client-config.js";
import { withDeclaredRetries } from "./config/declared-retries.js";
import { isLeftOut, keptOutBy } from "./config/declared-rules.js";
import { byPointer, operationKey, selectOperations } from "./config/select.js";
import { type PlanOptions, settle } from "./config/settings.js";
import { reportUnmatched } from "./config/unmatched.js";
import { reportUnmatchedGroups } from "./config/unmatched-groups.js";
import { type FileParts, planFiles } from "./files.js";
import { createAllocator } from "./names/allocator.js";
import { camelCase } from "./names/casing.js";
import { nameExchanges } from "./names/channel-names.js";
import { conventionsOf } from "./names/conventions.js";
import { planGroups } from "./names/groups.js";
import { manifestOf } from "./names/manifest-of.js";
import { lockKey, type ModelNaming, nameModels } from "./names/model-names.js";
import { openNameBook } from "./names/name-book.js";
import { nameOperations, type OperationNames } from "./names/operation-names.js";
import { isReservedValue } from "./names/reserved.js";
import { commonAlternatives, nameSchemes } from "./operations/auth-needs.js";
import { bare } from "./operations/bare.js";
import { planLinks } from "./operations/links.js";
import { planOperations, shapeSymbol } from "./operations/operation-views.js";
import { tellForms } from "./operations/reply-forms.js";
import { withStreamTwins } from "./operations/stream-twins.js";
import { allWebhooks, planEvents } from "./operations/webhooks.js";
import { modelsWithMarks } from "./schemas/access.js";
import { reach, usesOf, webhookUses, withRest } from "./schemas/reach.js";
import type { Plan } from "./views.js";

/**
 * Decides every name, path and import of the output. The result is plain JSON and the same whatever the order of keys in
 * the document; names of an earlier run (`options.lock`) stay.
 */
export function plan(api: Api, given: ClientConfig, givenOptions: PlanOptions, report: Report): Plan {
  const [said, options] = [bare(given), { ...givenOptions, lock: bare(givenOptions.lock) }];
  reportUnmatched(api, said, report);
  const models = new Map(api.models.map((model) => [model.key, model]));
  const operations = takenIn(withStreamTwins(selectOperations(api, said), models), said, report);
  const config = withDeclaredRetries(api, operations, said, report);
  const settings = settle(api, config, options);
  const tellings = planTelling(api, config, models);
  const exchanges = withAlike(exchangesOf(api, config, report), tellings, report);
  const webhooks = allWebhooks(api.webhooks, operations);
  const uses = [...operations.flatMap((operation) => usesOf(operation, models)), ...exchanges.flatMap(usesOfExchange)];
  const told = reach(webhooks.flatMap(webhookUses), models);
  const taken = reach(uses, models);
  const used = takesRest(config) ? withRest(taken, told, models) : taken;
  const marked = modelsWithMarks(api.models);
  const reached = { input: new Set([...used.input, ...told.input]), output: new Set([...used.output, ...told.output]) };
  const ordered = byPointer(api.models.filter(({ key }) => reached.input.has(key) || reached.output.has(key)));
  const exports = createAllocator(isReservedValue);
  for (const name of clientNames(settings.prefix, exchanges.length > 0)) exports.hold(name);
  const book = openNameBook(exports, options.lock, {
    models: ordered.map(({ key }) => lockKey(key, options.entries)),
    operations: [...operations.map(operationKey), ...exchanges.map(({ key }) => key)],
  });
  const naming = nameModels(ordered, { config, book, reached, marked, entries: options.entries, report });
  const shapeNames = new Map(ordered.map((model) => [model.key, exports.give([`${camelCase((naming.get(model.key) as ModelNaming).output)}Shape`])])); // every ordered model was named
  const conventions = conventionsOf(operations);
  reportUnmatchedGroups(operations, { api, config, conventions, exchanges }, report);
  const names = nameOperations(operations, api, config, { book, conventions, lock: options.lock });
  const exchangeNames = nameExchanges(exchanges, { config, book, conventions, lock: options.lock, taken: membersOf(names) });
  const groups = planGroups(names, api, { book, conventions, exchanges: exchangeNames });
  const schemes = nameSchemes(api, config);
  const commonAuth = commonAlternatives(operations, schemes, config);
  const shapes = { style: settings.style, symbol: shapeSymbol(shapeNames) };
  const planned = planOperations(operations, names, {
    api,
    config,
    models,
    style: settings.style,
    groups,
    schemes,
    commonAuth,
    shapes,
    book,
    links: planLinks(api, operations, names, report),
    lock: options.lock,
    report,
  });
  const framings = framingsOf(api, config, report);
  const isWide = carriesWide(exchanges, framings, { models, style: settings.style, shapes }, report);
  const channels = planExchanges(exchanges, exchangeNames, { models, style: settings.style, shapes, groups, schemes, book, framings, tellings, isWide });
  tellForms(operations, config, models, report);
  tellBytes(exchanges, report);
  tellForeign(exchanges, { models, framings }, report);
  tellHeaders(exchanges, { api, config }, report);
  tellAlike(exchanges, models, { api, config }, report);
  const events = planEvents(webhooks, exports);
  const isOwn = ({ key }: Model): boolean => used.input.has(key) || used.output.has(key);
  const parts: FileParts = {
    api,
    config,
    options,
    settings,
    reached,
    marked,
    naming,
    shapeNames,
    groups,
    planned,
    channels,
    framings,
    tellings,
    isWide,
    events,
    schemes,
    commonAuth,
    shapes,
    models: ordered.filter(isOwn),
    webhookModels: ordered.filter((model) => !isOwn(model)),
  };
  const runtime = config.runtime === "inline" ? { runtime: config.runtime } : {};
  return { name: settings.name, ...runtime, files: planFiles(parts), manifest: manifestOf(parts) };
}

/** Schemas that nothing reaches have models too, unless `select` picks some operations. */
const takesRest = ({ models, select = {} }: ClientConfig): boolean =>
  models === undefined ? Object.values(select).every((each) => each === undefined) : models === "all";

/** Without the operations that stay out; those that the document keeps out are told. */
function takenIn(operations: readonly Operation[], config: ClientConfig, report: Report): readonly Operation[] {
  return operations.filter((operation) => {
    const keeper = keptOutBy(operation, config);
    if (keeper !== null) {
      const remedy = "`skip: false` under its entry in `operations` of client.yaml takes it in.";
      report(note("operation-left-out", operation.at, `${operationKey(operation)} is left out: ${keeper} keeps it from generated clients.`, remedy));
    }
    return !isLeftOut(operation, config);
  });
}

/** Methods of each façade so far. */
function membersOf(names: readonly OperationNames[]): ReadonlyMap<string, readonly string[]> {
  const members = new Map<string, string[]>();
  for (const { group, methodName } of names) {
    const list = members.get(group.join("."));
    if (list === undefined) members.set(group.join("."), [methodName]);
    else list.push(methodName);
  }
  return members;
}

/** Names that client.ts declares. */
function clientNames(prefix: string, isRealtime: boolean): readonly string[] {
  const lower = prefix.charAt(0).toLowerCase() + prefix.slice(1);
  return [prefix, `${prefix}Options`, `${lower}Api`, `create${prefix}`, `create${prefix}Client`, ...(isRealtime ? [`create${prefix}Realtime`] : [])];
}
