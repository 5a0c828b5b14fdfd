import type { Api, Model } from "../ir/index.js";
import { type PlannedChannels, sharedChannels } from "./channels/channel-views.js";
import type { Framings } from "./channels/framing.js";
import { planRealtime } from "./channels/realtime-view.js";
import type { Telling } from "./channels/telling.js";
import { planClient } from "./client-definition.js";
import type { ClientConfig } from "./config/client-config.js";
import type { PlanOptions, Settings } from "./config/settings.js";
import { docsView, line } from "./docs/docs.js";
import type { Group } from "./names/groups.js";
import type { ModelNaming } from "./names/model-names.js";
import { httpParts } from "./names/runtime-names.js";
import type { Alternatives } from "./operations/auth-needs.js";
import { operationShapes } from "./operations/operation-shapes.js";
import type { PlannedOperation } from "./operations/operation-views.js";
import { converts, mayConvert } from "./schemas/conversion.js";
import type { Reached } from "./schemas/reach.js";
import { type ShapeSetting, shapeOf } from "./schemas/shapes.js";
import type {
  ChannelExchangeView,
  ClientView,
  ConstantValue,
  DocsView,
  FacadeView,
  FilePlan,
  HeaderView,
  IndexView,
  ModelNames,
  ModelView,
  NestedFacadeView,
  OperationView,
  SymbolRef,
  TypeStyle,
  WebhooksView,
} from "./views.js";

/** Everything that is decided before files are laid out. */
export interface FileParts {
  readonly api: Api;
  readonly config: ClientConfig;
  readonly options: PlanOptions;
  readonly settings: Settings;
  readonly reached: Reached;
  readonly marked: ReadonlySet<string>;
  readonly naming: ReadonlyMap<string, ModelNaming>;
  readonly shapeNames: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly planned: readonly PlannedOperation[];
  readonly channels: PlannedChannels;
  readonly framings: Framings;
  readonly tellings: ReadonlyMap<string, Telling>;
  readonly isWide: boolean;
  readonly events: WebhooksView["events"];
  readonly schemes: ReadonlyMap<string, string>;
  readonly commonAuth: Alternatives | null;
  readonly shapes: ShapeSetting;
  /** Reached by operations, in pointer order. */
  readonly models: readonly Model[];
  /** Reached by webhooks only. */
  readonly webhookModels: readonly Model[];
}

interface Shared {
  readonly header: HeaderView;
  readonly names: ModelNames;
  readonly style: TypeStyle;
}

interface Laying extends FileParts {
  /** Slots that stand for generated façades. */
  readonly replaced: ReadonlySet<string>;
  /** Operations by group, in pointer order. */
  readonly byGroup: ReadonlyMap<string, readonly OperationView[]>;
  /** Exchanges by group, in pointer order. */
  readonly exchanges: ReadonlyMap<string, readonly ChannelExchangeView[]>;
}

/** Lays the output out in files; those that would be empty are left out. */
export function planFiles(given: FileParts): readonly FilePlan[] {
  const facades = new Map([...given.groups.values()].map((group) => [slotOf(group), group.className]));
  const parts: Laying = {
    ...given,
    replaced: new Set(given.options.custom?.replaces(facades)),
    byGroup: byGroup(given.planned),
    exchanges: byGroup(given.channels.exchanges),
  };
  const { api, config, settings } = parts;
  const header = { title: api.title, version: api.version };
  const shared: Shared = { header, names: modelNames(parts), style: settings.style };
  const groups = [...parts.groups.values()];
  const files: FilePlan[] = [];
  if (parts.models.length > 0)
    files.push({ path: "models.ts", template: "models", view: { ...shared, models: parts.models.flatMap((model) => modelViews(model, parts)) } });
  files.push(...groups.flatMap((group) => groupFiles(group, parts, shared)));
  const common = parts.channels.channels.filter(({ file }) => file === sharedChannels).map(({ view }) => view);
  if (common.length > 0) files.push({ path: `${sharedChannels}.ts`, template: "channels", view: { ...shared, facade: null, channels: common, exchanges: [] } });
  if (parts.events.length > 0) {
    const models = parts.webhookModels.flatMap((model) => modelViews(model, parts));
    const name = unionName(parts);
    files.push({ path: "webhooks.ts", template: "webhooks", view: { ...shared, models, events: parts.events, unionName: name, parse: parsing(parts, name) } });
  }
  if (parts.models.length > 0 || (parts.webhookModels.length > 0 && mayConvert(settings.style)))
    files.push({ path: "schemas.ts", template: "schemas", view: { ...shared, shapes: shapes(parts), operations: operationShapes(parts) } });
  files.push({ path: "client.ts", template: "client", view: clientView(parts, shared) });
  if (config.raw === true) files.push({ path: "raw.ts", template: "raw", view: { header, prefix: settings.prefix } });
  files.push({ path: "index.ts", template: "index", view: { header, exports: indexExports(parts) } });
  return files;
}

function byGroup<V>(planned: readonly { readonly names: { readonly group: readonly string[] }; readonly view: V }[]): ReadonlyMap<string, readonly V[]> {
  const lists = new Map<string, V[]>();
  for (const { names, view } of planned) {
    const id = names.group.join(".");
    const list = lists.get(id);
    if (list === undefined) lists.set(id, [view]);
    else list.push(view);
  }
  return lists;
}

/** Null where payloads are delivered as JSON.parse gives them. */
function parsing({ events, settings, shapes: setting, models, webhookModels }: FileParts, union: string): WebhooksView["parse"] {
  if (!mayConvert(settings.style)) return null;
  const known = new Map([...models, ...webhookModels].map((model) => [model.key, model]));
  const isConverted = events.some(({ payload }) => converts(payload.schema, { models: known, style: settings.style }));
  if (!isConverted) return null;
  const byName = new Map<string, ConstantValue[]>();
  for (const { name, payload } of events) byName.set(name, [...(byName.get(name) ?? []), shapeOf(payload.schema, setting)]);
  return {
    functionName: `parse${union}`,
    constName: "payloadShapes",
    shapes: Object.fromEntries([...byName].map(([name, [shape = {}, ...more]]) => [name, more.length === 0 ? shape : { anyOf: [shape, ...more] }])),
  };
}

function unionName({ events, settings }: FileParts): string {
  const taken = new Set(events.map(({ typeName }) => typeName));
  const name = `${settings.prefix}Webhook`;
  return taken.has(name) ? `${name}s` : name;
}

function modelNames({ models, webhookModels, naming }: FileParts): ModelNames {
  const names: [string, SymbolRef][] = [];
  const add = (list: readonly Model[], from: string): void => {
    for (const { key } of list) {
      const { input, output } = naming.get(key) as ModelNaming; // every reached model was named
      names.push([`in:${key}`, { name: input, from, type: true }], [`out:${key}`, { name: output, from, type: true }]);
    }
  };
  add(models, "models");
  add(webhookModels, "webhooks");
  return Object.fromEntries(names);
}

/** One view, or one for each way that values go. */
function modelViews(model: Model, { naming, marked, reached, settings }: FileParts): readonly ModelView[] {
  const { input, output } = naming.get(model.key) as ModelNaming; // every reached model was named
  const sides = marked.has(model.key) ? (["output", "input"] as const).filter((side) => reached[side].has(model.key)) : (["both"] as const);
  const printed = form(model, settings.style);
  return sides.map((side) => ({
    name: side === "input" ? input : output,
    docs: docsView(model.docs, printed === "const" && model.schema.kind === "literal" ? { ...model.schema, members: [] } : model.schema, model.name),
    type: { schema: model.schema, side },
    open: settings.style.open || settings.open.has(model.name) || (model.schema.kind === "literal" && model.schema.open),
    form: printed,
  }));
}

function form({ schema }: Model, style: TypeStyle): ModelView["form"] {
  if (schema.kind === "literal")
    return style.enums === "const" && schema.base === "string" && schema.members.every(({ value }) => typeof value === "string") ? "const" : "type";
  return schema.kind === "object" || schema.kind === "all" ? "interface" : "type";
}

/** The façade with its operations; functions over channels beside it, or with it where there are no operations. */
function groupFiles(group: Group, parts: Laying, shared: Shared): readonly FilePlan[] {
  const exchanges = parts.exchanges.get(group.id) ?? [];
  const facade = facadeView(group, parts, exchanges);
  const isOperations = group.takes.includes("client");
  const files: FilePlan[] = [];
  if (isOperations)
    files.push({ path: `${group.file}.ts`, template: "operations", view: { ...shared, facade, operations: parts.byGroup.get(group.id) ?? [] } });
  const file = group.channels ?? group.file;
  if (isOperations && exchanges.length === 0) return files;
  const channels = parts.channels.channels.filter((channel) => channel.file === file).map(({ view }) => view);
  return [...files, { path: `${file}.ts`, template: "channels", view: { ...shared, facade: isOperations ? null : facade, channels, exchanges } }];
}

function facadeView(group: Group, parts: Laying, exchanges: readonly ChannelExchangeView[]): FacadeView {
  const nested = [...parts.groups.values()].filter(({ path }) => path.length === group.path.length + 1 && path.slice(0, -1).join(".") === group.id);
  return {
    name: group.className,
    docs: group.docs,
    groups: nested.map((each) => nestedView(each, parts)),
    ...(group.takes.includes("realtime") ? { channels: exchanges, channelsFrom: group.channels === group.file ? null : group.channels } : {}),
  };
}

function nestedView(group: Group, parts: Laying): NestedFacadeView {
  const isPlain = group.takes.length === 1 && group.takes[0] === "client";
  return { property: group.property, className: classSymbol(group, parts), docs: group.docs, ...(isPlain ? {} : { takes: group.takes }) };
}

function slotOf(group: Group): string {
  return group.file.replace(/^(?:operations|channels)\//, "");
}

/** The façade's class: the hand-written one where there is a slot for it. */
function classSymbol(group: Group, { options, replaced }: Laying): SymbolRef {
  const slot = slotOf(group);
  const from = options.custom !== null && replaced.has(slot) ? `${options.custom.folder}/${slot}` : group.file;
  return { name: group.className, from, type: false };
}

/** Of webhooks' own models only where their payloads are converted. */
function shapes({ models, webhookModels, shapeNames, shapes: setting, naming, settings }: FileParts) {
  return [...models, ...(mayConvert(settings.style) ? webhookModels : [])].map((model) => ({
    name: shapeNames.get(model.key) as string, // every reached model has one
    docs: line(`Shape of ${(naming.get(model.key) as ModelNaming).output}.`), // every reached model was named
    shape: shapeOf(model.schema, setting),
  }));
}

function clientView(parts: Laying, shared: Shared): ClientView {
  const { api, config, settings, schemes, commonAuth } = parts;
  const operations = parts.planned.map(({ operation }) => operation);
  const groups = [...parts.groups.values()].filter(({ path }) => path.length === 1);
  const exchanges = parts.channels.exchanges.map(({ exchange }) => exchange);
  const { framings, tellings, isWide } = parts;
  const planned = planClient({ api, config, name: settings.name, operations, exchanges, framings, schemes, commonAuth });
  const realtime = {
    api,
    exchanges,
    framings,
    tellings,
    isWide,
    parts: planned.parts.filter(({ name }) => !httpParts.includes(name)),
    http: operations.length > 0,
  };
  return {
    ...shared,
    prefix: settings.prefix,
    docs: clientDocs(api),
    ...planned,
    groups: groups.map((group) => nestedView(group, parts)),
    ...(exchanges.length > 0 ? { realtime: planRealtime(realtime) } : {}),
    codecs: [],
  };
}

/** The title and the first paragraph of what the document says about itself. */
function clientDocs(api: Api): DocsView {
  const { lines } = docsView(api.docs);
  const end = lines.indexOf("");
  const first = end < 0 ? lines : lines.slice(0, end);
  return { lines: first.length > 0 ? first : [api.title], tags: [] };
}

/** Slots that stand for a façade are exported by name: a `*` would fight with the generated class of that name. */
function indexExports(parts: Laying): IndexView["exports"] {
  const { models, groups, options, settings, replaced } = parts;
  const custom = options.custom?.index === true ? [{ from: `${options.custom.folder}/index.js`, typesOnly: false }] : [];
  const slots = [...groups.values()].flatMap((group) => {
    const { name, from } = classSymbol(group, parts);
    return replaced.has(slotOf(group)) ? [{ from: `${from}.js`, typesOnly: false, names: [name] }] : [];
  });
  return [
    { from: "./client.js", typesOnly: false },
    ...(models.length > 0 ? [{ from: "./models.js", typesOnly: settings.style.enums !== "const" }] : []),
    ...[...groups.values()]
      .flatMap(({ file, channels }) => [...new Set([file, ...(channels === null ? [] : [channels])])])
      .map((file) => ({ from: `./${file}.js`, typesOnly: false })),
    ...slots,
    ...custom,
  ];
}
