import type { PlannedExchange } from "../channels/channel-views.js";
import type { FileParts } from "../files.js";
import type { PlannedOperation } from "../operations/operation-views.js";
import type { Manifest, OperationView } from "../views.js";
import { capital } from "./casing.js";
import { lockKey, type ModelNaming, modelLock } from "./model-names.js";
import type { typeSuffixes } from "./name-book.js";

/** What the next run has to know: every name given, and the choices behind them. */
export function manifestOf(parts: FileParts): Manifest {
  const { api, options, settings, groups, planned } = parts;
  return {
    generator: options.generator,
    hash: options.hash,
    models: lockedModels(parts),
    groups: Object.fromEntries([...groups.values()].map(({ id, className }) => [id, className])),
    operations: Object.fromEntries([
      ...planned.map((each) => [each.names.key, lockedOperation(each)] as const),
      ...parts.channels.exchanges.map((each) => [each.names.key, lockedExchange(each)] as const),
    ]),
    files: {},
    facts: { title: api.title, version: api.version, prefix: settings.prefix, ...options.facts },
  };
}

/** Under the model's key, and the input projection's apart where there is one. */
function lockedModels(parts: FileParts): Readonly<Record<string, string>> {
  const locked: [string, string][] = [];
  for (const { key } of [...parts.models, ...parts.webhookModels]) {
    const { output, input } = modelLock(key, parts.naming.get(key) as ModelNaming, parts); // every model of a file was named
    const place = lockKey(key, parts.options.entries);
    if (output !== null) locked.push([place, output]);
    if (input !== null) locked.push([`${place} input`, input]);
  }
  return Object.fromEntries(locked.sort(([left], [right]) => (left < right ? -1 : 1)));
}

function lockedOperation({ names, operation, input, view }: PlannedOperation): Manifest["operations"][string] {
  const types = unusualTypes(view);
  return {
    id: operation.id,
    function: names.functionName,
    group: names.group.join("."),
    method: names.methodName,
    body: input.body,
    inputs: lockedInputs(input.keys, input.body !== null),
    ...(Object.keys(types).length > 0 ? { types } : {}),
  };
}

function lockedExchange({ names, exchange, view, input }: PlannedExchange): Manifest["operations"][string] {
  const given: readonly [string, string | null][] = [
    ["Input", view.input?.name ?? null],
    [view.verb === "ask" ? "Reply" : "Payload", view.output?.name ?? null],
    ["Headers", view.headers?.name ?? null],
  ];
  const types = given.filter(
    (entry): entry is [string, string] => entry[1] !== null && (entry[0] !== "Input" || entry[1] !== `${capital(names.functionName)}Input`),
  );
  return {
    id: exchange.operation.id,
    function: names.functionName,
    group: names.group.join("."),
    method: names.methodName,
    body: view.verb === "subscribe" ? null : input.isFlat ? "flat" : "nested",
    inputs: {},
    ...(types.length > 0 ? { types: Object.fromEntries(types) } : {}),
  };
}

/** Types that the function's name alone does not tell, by suffix. */
function unusualTypes({ functionName, input, output, errors, verb }: OperationView): Readonly<Record<string, string>> {
  const usual: Readonly<Record<(typeof typeSuffixes)[number], string | null>> = {
    Input: input?.name ?? null,
    Output: output.name,
    Errors: errors?.name ?? null,
  };
  const types = Object.entries(usual).filter(([suffix, name]) => name !== `${capital(functionName)}${suffix}`);
  if (verb.verb === "events") types.push(["Event", verb.item.name]);
  if (verb.verb === "pages") types.push(["Item", verb.item.name]);
  if (verb.verb === "job") types.push(["Done", verb.done.name]);
  return Object.fromEntries(types.filter((entry): entry is [string, string] => entry[1] !== null));
}

/**
 * Input keys that differ from the wire name, and those that a body field of a later document could claim: it comes before
 * query, header and cookie. The rest follows from the document.
 */
export function lockedInputs(keys: ReadonlyMap<string, string>, hasBody: boolean): Readonly<Record<string, string>> {
  const isAtRisk = (place: string): boolean => (hasBody && place.startsWith("query")) || place.startsWith("header.") || place.startsWith("cookie.");
  return Object.fromEntries([...keys].filter(([place, key]) => isAtRisk(place) || place.slice(place.indexOf(".") + 1) !== key));
}
