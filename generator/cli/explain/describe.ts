import { relative } from "node:path";
import { configOf } from "../../plan/config/operation-config.js";
import { camelCase, kebabCase, pascalCase } from "../../plan/names/casing.js";
import { nameHints } from "../../plan/names/operation-hints.js";
import { own } from "../../plan/names/own.js";
import type { Manifest } from "../../plan/views.js";
import type { Inspected } from "../inspect.js";
import { exchangeRows } from "./exchange.js";
import type { Origin } from "./origin.js";
import { callOf, type NamedOperation, namedOperations, type Subject } from "./symbols.js";

/** What is known about a symbol; printed line by line, or as JSON. */
export type Explanation = Readonly<Record<string, string | readonly string[]>>;

/** What a description may ask. */
export interface Known extends Inspected {
  readonly origin: Origin;
  /** The names that the client would get today, without those that an earlier run locked. */
  readonly fresh: Manifest;
  /** Where paths are shown from. */
  readonly cwd: string;
}

/** Says what a symbol is, where it comes from, and which rule named it. */
export function describe(subject: Subject, known: Known): Promise<Explanation> {
  if (subject.kind === "operation") return operation(subject, known);
  if (subject.kind === "exchange") return exchange(subject, known);
  if (subject.kind === "input") return input(subject, known);
  if (subject.kind === "model") return model(subject, known);
  if (subject.kind === "field") return field(subject, known);
  return Promise.resolve(subject.kind === "group" ? group(subject, known) : subject.kind === "path" ? path(subject, known) : client(subject, known));
}

type Of<K extends Subject["kind"]> = Extract<Subject, { kind: K }>;

async function operation(subject: Of<"operation">, known: Known): Promise<Explanation> {
  const { key, names, call, operation, part, view } = subject;
  const before = known.fresh.operations[key];
  const isKept = before !== undefined && (callOf(before) !== callOf(names) || before.function !== names.function);
  const inputs = Object.entries(names.inputs).map(([place, name]) => `${place} as ${name}`);
  return {
    ...(part === null ? {} : { type: part }),
    operation: key,
    function: names.function,
    call,
    file: fileOf(names.function, known),
    ...(await comesFrom(operation.at, known)),
    "named by": await operationRule(subject, known),
    "grouped by": groupRule(subject, known),
    ...(isKept ? { kept: kept(callOf(names), callOf(before), names.function === before.function ? null : before.function) } : {}),
    ...(await configRow(subject, known)),
    ...(operation.tags.length > 0 ? { tags: operation.tags } : {}),
    ...(view.verb.verb === "call" ? {} : { "goes on": { pages: "over pages", job: "until a job is done", events: "as a stream" }[view.verb.verb] }),
    ...(names.body === null ? {} : { body: names.body === "flat" ? "its fields are inputs of their own" : "under its own input" }),
    ...(inputs.length === 0 ? {} : { renamed: inputs }),
  };
}

async function exchange(subject: Of<"exchange">, known: Known): Promise<Explanation> {
  const { key, names, operation } = subject;
  return {
    operation: key,
    function: names.function,
    call: subject.call,
    file: fileOf(names.function, known),
    ...(await comesFrom(operation.at, known)),
    ...exchangeRows(subject),
  };
}

const kept = (now: string, fresh: string, name: string | null): string =>
  `${now}, which an earlier run gave it (manifest.json); now it would be ${fresh}${name === null ? "" : `, ${name}`}`;

async function operationRule({ operation, names, key }: NamedOperation, { made, request }: Known): Promise<string> {
  const { id } = operation;
  const rules = configOf(operation, request.config);
  if (rules?.name !== undefined) return configPlace(["operations", configKey(operation.id, key, request), "name"], request);
  const { method } = nameHints(operation);
  if (method !== null) return `the document's extension, which calls it ${method}`;
  if (id === null) return "method and path (the document gives no operationId)";
  const prefix = (request.config.names?.strip ?? []).find((each) => id.startsWith(each) && id.length > each.length) ?? "";
  const rule = `operationId ${id}${prefix === "" ? "" : ` without ${prefix}`}`;
  const isPlain = camelCase(id.slice(prefix.length)) === names.function || made.plan.manifest.operations[key]?.function !== names.function;
  return isPlain ? rule : `${rule}; ${camelCase(id.slice(prefix.length)) || "what it says"} is taken or means something in TypeScript`;
}

function groupRule({ operation, names }: NamedOperation, { request }: Known): string {
  const asked = configOf(operation, request.config)?.name;
  if (asked?.includes(".")) return "client.yaml, with the name";
  const [tag] = operation.tags;
  const hint = nameHints(operation).group;
  const renames = request.config.names?.groups;
  const raw = hint?.join(".") ?? tag;
  if (raw !== undefined && own(renames, raw) !== undefined) return `client.yaml#/names/groups/${raw}`;
  if (hint !== null) return `the document's extension, which says ${hint.join(".")}`;
  if (tag !== undefined) return `tag ${tag}`;
  return operation.id !== null && /^[A-Za-z][\w-]*[./]./.test(operation.id)
    ? `the beginning of its operationId, for it has no tag (${names.group})`
    : "path, for it has no tag";
}

/** The row for what client.yaml says of the operation; none when it says nothing. */
async function configRow({ operation, key }: NamedOperation, { request }: Known): Promise<Explanation> {
  const rules = configOf(operation, request.config);
  if (rules === undefined) return {};
  return { "client.yaml": `${await configPlace(["operations", configKey(operation.id, key, request)], request)}: ${Object.keys(rules).join(", ")}` };
}

const configKey = (id: string | null, key: string, { config }: Known["request"]): string =>
  id !== null && own(config.operations, key) === undefined ? id : key;

async function configPlace(keys: readonly string[], { locateConfig }: Known["request"]): Promise<string> {
  const pointer = keys.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  const { at, line } = await locateConfig(pointer);
  return line === null ? at : `${at} (line ${line})`;
}

async function comesFrom(at: string, { origin }: Known): Promise<Explanation> {
  const [writtenAt, overlay] = [await origin.writtenAt(at), await origin.overlays(at)];
  return { "comes from": at, ...(writtenAt === null ? {} : { "written at": writtenAt }), ...(overlay.length === 0 ? {} : { overlay }) };
}

async function input({ input: name, names, operation, view }: Of<"input">, known: Known): Promise<Explanation> {
  const place = Object.entries(names.inputs).find(([, key]) => key === name)?.[0];
  const param = operation.params.find((each) => (place === undefined ? each.name === name : `${each.in}.${each.name}` === place));
  const field = view.input?.fields.find((each) => each.name === name);
  const rename = place === undefined ? undefined : (own(configOf(operation, known.request.config)?.rename, place) ?? undefined);
  return {
    input: `${name} of ${names.function}`,
    file: fileOf(view.input?.name ?? names.function, known, name),
    ...(await comesFrom(param?.at ?? operation.body?.at ?? operation.at, known)),
    sent: param === undefined ? "in the body" : `${param.in} ${param.name}`,
    required: field?.required === true ? "yes" : "no",
    ...(param === undefined || param.name === name
      ? {}
      : { "named by": rename === undefined ? `its name, ${param.name}, which another input has too` : "client.yaml, under rename" }),
  };
}

async function model({ name, key, isInput, model: { at, name: given } }: Of<"model">, known: Known): Promise<Explanation> {
  const { made, fresh, request } = known;
  const other = made.plan.manifest.models[isInput ? key.slice(0, -" input".length) : `${key} input`];
  const before = fresh.models[key];
  const isAsked = own(request.config.names?.models, given) !== undefined && !isInput;
  const way = isInput ? "what is sent" : "what comes back";
  return {
    model: name,
    file: fileOf(name, known),
    ...(await comesFrom(at, known)),
    "named by": isAsked ? await configPlace(["names", "models", given], request) : modelRule(name, given, isInput),
    ...(before === undefined || before === name ? {} : { kept: kept(name, before, null) }),
    ...(other === undefined ? {} : { side: `${way}; ${other} is the other side (readOnly and writeOnly fields differ)` }),
  };
}

function modelRule(name: string, given: string, isInput: boolean): string {
  if (name === given) return "its name in the document";
  const plain = pascalCase(given);
  if (name === plain) return `its name in the document, ${given}`;
  return isInput && name.startsWith(plain)
    ? `its name in the document, ${given}, and the side that it is on`
    : `its name in the document, ${given}; ${plain} is taken or means something in TypeScript`;
}

async function field({ of, field: { name, required, access }, at }: Of<"field">, known: Known): Promise<Explanation> {
  const words = { read: "readOnly: only in what comes back", write: "writeOnly: only in what is sent" };
  return {
    field: `${name} of ${of}`,
    file: fileOf(of, known, name),
    ...(await comesFrom(`${at}/properties/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, known)),
    required: required ? "yes" : "no",
    ...(access === null ? {} : { access: words[access] }),
  };
}

function group({ id, className }: Of<"group">, known: Known): Explanation {
  const inside = namedOperations(known.made).filter(({ names }) => names.group === id || names.group.startsWith(`${id}.`));
  const tag = known.made.api.tags.find(({ name }) => camelCase(name) === id.split(".").at(-1));
  return {
    group: id,
    class: className,
    file: fileOf(className, known),
    ...(tag === undefined ? {} : { "comes from": `tag ${tag.name}` }),
    calls: inside.map(({ call }) => call).sort(),
  };
}

function path({ path: asked }: Of<"path">, known: Known): Explanation {
  const here = namedOperations(known.made).filter(({ operation }) => operation.path === asked);
  return { path: asked, calls: here.map(({ call, operation }) => `${call} (${operation.method})`).sort() };
}

function client({ name }: Of<"client">, known: Known): Explanation {
  const { made, request } = known;
  const from = request.config.name !== undefined ? "name in client.yaml" : `the document's title, ${made.api.title}`;
  return {
    client: name,
    file: fileOf(name, known),
    "named by": request.config.prefix !== undefined ? "prefix in client.yaml" : `${from} (${kebabCase(made.plan.name)})`,
  };
}

/** `out/models.ts:12`: where an exported name, or a member of it, is declared. */
function fileOf(name: string, { made, request, cwd }: Known, member?: string): string {
  const declared = new RegExp(`^export (?:abstract |async |declare )*(?:function|const|interface|type|class) ${escaped(name)}(?![\\w$])`, "m");
  const found = made.files.find(({ text }) => declared.test(text));
  if (found === undefined) return "?";
  const above = found.text.slice(0, declared.exec(found.text)?.index ?? 0).split("\n").length;
  const inside = member === undefined ? 0 : memberLine(found.text.split("\n").slice(above - 1), member);
  const shown = request.output === null ? found.path : `${relative(cwd, request.output) || "."}/${found.path}`;
  return `${shown}:${above + inside}`;
}

/** How many lines below its beginning a declaration has a member; 0 when it is inherited. */
function memberLine(lines: readonly string[], member: string): number {
  const declared = new RegExp(`^\\s+(?:readonly )?(?:${escaped(member)}|${escaped(JSON.stringify(member))})\\??:`);
  const end = lines.findIndex((line) => line.startsWith("}"));
  return Math.max(
    0,
    lines.slice(0, end < 0 ? undefined : end).findIndex((line) => declared.test(line)),
  );
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
