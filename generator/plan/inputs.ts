import { doubt, type Report } from "../diagnostics.js";
import type { Content, Field, JsonValue, Operation, Param, Schema } from "../ir/index.js";
import type { OperationConfig } from "./client-config.js";
import { docsView, emptyDocs, line } from "./docs.js";
import { type BodyKind, bodyKind, distinct, schemaFor } from "./media.js";
import { createAllocator } from "./names/allocator.js";
import { camelCase } from "./names/casing.js";
import { own } from "./own.js";
import { isVisible, type Models, namedFields, pointerTokens, resolve, schemaAt } from "./schema-views.js";
import type { DocsView, InputFieldView, InputView, Manifest, TypeView } from "./views.js";

/** What one operation takes, and where each part of it goes. */
export interface InputPlan {
  /** Null: nothing to hand in. */
  readonly view: Omit<InputView, "name"> | null;
  /** Whether the whole input may be left out. */
  readonly optional: boolean;
  readonly body: "flat" | "nested" | null;
  /** `query.limit` -> input key, for every parameter and every flat body field that is an input. */
  readonly keys: ReadonlyMap<string, string>;
  readonly params: readonly PlacedParam[];
  readonly bodies: readonly BodyPlan[];
}

export interface PlacedParam {
  readonly param: Param;
  /** Null: always sent with `fixed`. */
  readonly key: string | null;
  readonly fixed: string | null;
}

export interface BodyPlan {
  readonly kind: BodyKind;
  readonly content: Content;
  /** Input key that holds the whole body; null: flat. */
  readonly at: string | null;
  readonly lift: Readonly<Record<string, string>>;
  readonly rename: Readonly<Record<string, string>>;
  /** A flat body of which nothing is given is not sent. */
  readonly optional: boolean;
}

export interface InputSetting {
  readonly models: Models;
  readonly config: OperationConfig;
  readonly lock: Manifest["operations"][string] | null;
  /** Headers that auth or the runtime sets: no inputs. Lower case. */
  readonly ownHeaders: ReadonlySet<string>;
  readonly report: Report;
}

/** Settles one operation's input: path names first, then body, query, header and cookie; the loser of a collision gets a suffix. */
export function planInput(operation: Operation, setting: InputSetting): InputPlan {
  const params = placeable(operation, setting);
  const body = bodyOf(operation, params, setting);
  const slots = slotsOf(params, body);
  const keys = settleKeys(slots, setting, body !== null && body.contents.length > 1);
  return assemble({ params, body, keys, setting });
}

/** A parameter that is an input or always sent with one value. */
interface Candidate {
  readonly param: Param;
  readonly fixed: string | null;
}

interface BodyDraft {
  readonly contents: readonly { readonly content: Content; readonly kind: BodyKind }[];
  readonly required: boolean;
  readonly docs: DocsView;
  /** Flat: the fields that callers name at the top; null: nested. */
  readonly flat: FlatBody | null;
  readonly schema: Schema;
}

interface FlatBody {
  readonly fields: readonly Field[];
  readonly lift: Readonly<Record<string, string>>;
  /** An object written where it is used, whose fields can stand in the input's own interface. */
  readonly inline: boolean;
  readonly union: boolean;
}

const ignoredHeaders = new Set(["accept", "content-type", "authorization"]);

function placeable(operation: Operation, setting: InputSetting): readonly Candidate[] {
  const kept: Candidate[] = [];
  for (const param of operation.params) {
    const lower = param.name.toLowerCase();
    if (param.in === "header" && (ignoredHeaders.has(lower) || setting.ownHeaders.has(lower))) continue;
    kept.push({ param, fixed: fixedValue(param, setting) });
  }
  return kept;
}

/** From client.yaml, or because the document leaves no choice: a required query parameter or header with one allowed value. */
function fixedValue(param: Param, { config, models }: InputSetting): string | null {
  const asked = own(config.fixed, `${param.in}.${param.name}`) ?? own(config.fixed, param.name);
  if (asked !== undefined) return asked;
  if (!param.required || param.in === "path" || param.in === "querystring") return null;
  const schema = resolve(param.schema, models);
  if (schema.kind !== "literal" || schema.members.length !== 1 || schema.open) return null;
  const value: JsonValue | undefined = schema.members[0]?.value;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

function bodyOf(operation: Operation, params: readonly Candidate[], setting: InputSetting): BodyDraft | null {
  const { body } = operation;
  if (body === null || body.contents.length === 0) return null;
  const contents = distinct(body.contents, (content) => bodyKind(content, setting.models));
  const [first] = contents;
  if (first === undefined) return null;
  const schema = schemaFor(first.kind, first.content.schema);
  const alike = contents.length === 1 || new Set(contents.map(({ content }) => JSON.stringify(content.schema))).size === 1;
  const same = alike && contents.every(({ kind }) => isNameable(kind) || (kind === "xml" && first.kind === "json"));
  const flat = same && wantsFlat(operation, setting) ? flatten(operation, schema, { params, setting }) : null;
  const required = body.required && setting.config.body !== "optional";
  if (flat !== null && !body.required && flat.fields.some((field) => field.required)) setting.report(optionalBody(body.at));
  return { contents, required, docs: docsView(body.docs), flat, schema };
}

function optionalBody(at: string): ReturnType<typeof doubt> {
  return doubt(
    "body-not-marked-required",
    at,
    "The body is not marked required, but has required fields; the client asks for them in every call.",
    "Say `required: true` on the requestBody, or `body: optional` for the operation in client.yaml.",
  );
}

function isNameable(kind: BodyKind): boolean {
  return kind === "json" || kind === "form" || kind === "multipart";
}

function wantsFlat(operation: Operation, { config, lock }: InputSetting): boolean {
  if (config.body === "flat") return true;
  if (config.body !== undefined || operation.body === null) return false;
  return lock === null || lock.body !== "nested";
}

function flatten(operation: Operation, schema: Schema, { params, setting }: { params: readonly Candidate[]; setting: InputSetting }): FlatBody | null {
  const { models, config } = setting;
  const fields = namedFields(schema, "input", models) ?? (config.body === "flat" && isEmptyObject(schema, models) ? [] : null);
  const lift = config.lift ?? {};
  if (fields !== null) {
    const found = resolve(schema, models);
    return {
      fields: lifted(operation, schema, { fields, lift, setting }),
      lift,
      inline: Object.keys(lift).length > 0 || (schema.kind !== "ref" && found.kind === "object"),
      union: false,
    };
  }
  const union = unionFields(schema, models);
  if (union === null || Object.keys(lift).length > 0) return null;
  const taken = new Set(params.filter(({ param, fixed }) => param.in === "path" && fixed === null).map(({ param }) => param.name));
  return union.some((field) => taken.has(field.name) || isInherited(field.name)) ? null : { fields: union, lift, inline: false, union: true }; // a renamed field would undo the union
}

/** `{}` and nothing else: there is nothing to hand in, and it is sent all the same. */
function isEmptyObject(schema: Schema, models: Models): boolean {
  const found = resolve(schema, models);
  return found.kind === "object" && found.fields.length === 0 && found.patterns.length === 0 && found.rest === false;
}

/** Fields of every member of a union of objects, inner unions included (no null, no scalar among them). */
function unionFields(schema: Schema, models: Models): readonly Field[] | null {
  const whole = resolve(schema, models);
  if (whole.kind !== "union") return null;
  const all = new Map<string, Field>();
  const seen = new Set<Schema>([whole]);
  const open: Schema[] = [...whole.of].reverse();
  for (let member = open.pop(); member !== undefined; member = open.pop()) {
    const found = resolve(member, models);
    if (seen.has(found)) continue;
    seen.add(found);
    const fields = namedFields(member, "input", models);
    if (fields === null && found.kind !== "union") return null;
    for (const field of fields ?? []) all.set(field.name, { ...field, required: false });
    if (found.kind === "union") for (const inner of [...found.of].reverse()) open.push(inner);
  }
  return [...all.values()];
}

/** Body fields with the lifted ones in the place of the field that holds them. */
function lifted(
  operation: Operation,
  schema: Schema,
  from: { fields: readonly Field[]; lift: Readonly<Record<string, string>>; setting: InputSetting },
): readonly Field[] {
  const roots = new Set(Object.values(from.lift).map((pointer) => pointerTokens(pointer)[0]));
  const kept = from.fields.filter((field) => !roots.has(field.name));
  const raised = Object.entries(from.lift).flatMap(([name, pointer]) => {
    const found = schemaAt(schema, pointer, from.setting.models);
    if (found === null) {
      from.setting.report(
        doubt("lift-not-found", operation.at, `The body has no place "${pointer}" to lift as "${name}".`, "Correct the pointer under `lift` in client.yaml."),
      );
      return [];
    }
    return [
      { name, schema: found.schema, required: found.required, access: null, docs: found.docs ?? found.schema.meta?.docs ?? emptyFieldDocs } satisfies Field,
    ];
  });
  return [...raised, ...kept];
}

const emptyFieldDocs: Field["docs"] = { summary: null, description: null, deprecated: false, deprecation: null, examples: [], link: null };

/** One thing that wants an input key. */
interface Slot {
  readonly id: string;
  readonly name: string;
  readonly suffix: string;
}

const order = ["path", "body", "query", "querystring", "header", "cookie"] as const;
const suffixes = { path: "Path", body: "Body", query: "Query", querystring: "Query", header: "Header", cookie: "Cookie" } as const;

function slotsOf(params: readonly Candidate[], body: BodyDraft | null): readonly Slot[] {
  const slots = order.map((): Slot[] => []);
  for (const { param, fixed } of params) {
    if (fixed === null) slots[order.indexOf(param.in)]?.push({ id: `${param.in}.${param.name}`, name: param.name, suffix: suffixes[param.in] });
  }
  if (body !== null) {
    const names = body.flat === null ? ["body"] : body.flat.fields.map((field) => field.name);
    for (const name of names) slots[1]?.push({ id: body.flat === null ? "body" : `body.${name}`, name, suffix: "Body" });
  }
  return slots.flat();
}

function settleKeys(slots: readonly Slot[], { config, lock }: InputSetting, choosesType: boolean): ReadonlyMap<string, string> {
  const allocator = createAllocator((name) => isInherited(name) || (choosesType && name === "contentType"));
  const keys = new Map<string, string>();
  for (const slot of slots) {
    const settled = own(config.rename, slot.id) ?? own(config.rename, slot.name) ?? lock?.inputs[slot.id];
    if (settled !== undefined && allocator.hold(settled)) keys.set(slot.id, settled);
  }
  for (const slot of slots) {
    if (keys.has(slot.id)) continue;
    const name = slot.id.startsWith("path.") && !/^[^.;+{}*][^{}*]*$/.test(slot.name) ? camelCase(slot.name) || "value" : slot.name;
    keys.set(slot.id, allocator.give([name, `${name}${slot.suffix}`]));
  }
  return keys;
}

/** With a key that every object has, `{}` would be no input any more, even where all keys are optional. */
const isInherited = (name: string): boolean => name in Object.prototype;

interface Parts {
  readonly params: readonly Candidate[];
  readonly body: BodyDraft | null;
  readonly keys: ReadonlyMap<string, string>;
  readonly setting: InputSetting;
}

function assemble({ params, body, keys, setting }: Parts): InputPlan {
  const variables = new Set(setting.config.variables ?? []);
  const open = params.filter(({ fixed }) => fixed === null).map(({ param }) => param);
  const fieldsIn = (...places: readonly string[]): readonly InputFieldView[] =>
    open.filter((param) => places.includes(param.in)).map((param) => paramField(param, keyAt(keys, `${param.in}.${param.name}`), !variables.has(param.name)));
  const drawn = drawBody(body, keys);
  const fields = [...fieldsIn("path"), ...drawn.fields, ...fieldsIn("query", "querystring"), ...fieldsIn("header"), ...fieldsIn("cookie")];
  const empty = fields.length === 0 && drawn.body === null && drawn.variants.length === 0;
  return {
    view: empty ? null : { docs: emptyDocs, fields, body: drawn.body, variants: drawn.variants },
    optional: !fields.some((field) => field.required) && !drawn.required,
    body: body === null ? null : body.flat === null ? "nested" : "flat",
    keys,
    params: params.map(({ param, fixed }) => ({ param, fixed, key: fixed === null ? keyAt(keys, `${param.in}.${param.name}`) : null })),
    bodies: body === null ? [] : bodyPlans(body, keys),
  };
}

/** Every slot was given a key; a wire name stands for itself otherwise. */
function keyAt(keys: ReadonlyMap<string, string>, id: string): string {
  return keys.get(id) ?? id.slice(id.indexOf(".") + 1);
}

function bodyPlans(body: BodyDraft, keys: ReadonlyMap<string, string>): readonly BodyPlan[] {
  const lift = body.flat?.lift ?? {};
  const renamed = (body.flat?.fields ?? []).filter((field) => !Object.hasOwn(lift, field.name) && keyAt(keys, `body.${field.name}`) !== field.name);
  const rename = Object.fromEntries(renamed.map((field) => [keyAt(keys, `body.${field.name}`), field.name]));
  const at = body.flat === null ? keyAt(keys, "body") : null;
  return body.contents.map(({ content, kind }) => ({ kind, content, at, lift: liftedKeys(body.flat, keys), rename, optional: !body.required }));
}

/** Lifted fields under the input keys that they were given in the end. */
function liftedKeys(flat: FlatBody | null, keys: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(flat?.lift ?? {}).flatMap(([name, pointer]) => (keys.has(`body.${name}`) ? [[keys.get(`body.${name}`), pointer]] : [])),
  );
}

function paramField(param: Param, name: string, required: boolean): InputFieldView {
  return { name, required: param.required && required, type: input(param.schema), docs: docsView(param.docs, param.schema.meta) };
}

interface DrawnBody {
  readonly fields: readonly InputFieldView[];
  readonly body: InputView["body"];
  readonly variants: InputView["variants"];
  /** A part that is no field of its own must be given. */
  readonly required: boolean;
}

function drawBody(body: BodyDraft | null, keys: ReadonlyMap<string, string>): DrawnBody {
  if (body === null) return { fields: [], body: null, variants: [], required: false };
  if (body.flat !== null) return drawFlat(body, body.flat, keys);
  const at = keyAt(keys, "body");
  if (body.contents.length > 1) {
    const variants = body.contents.map(({ content, kind }) => ({
      contentType: content.mediaType,
      type: input(schemaFor(kind, content.schema)),
      at,
      required: body.required,
    }));
    return { fields: [], body: null, variants, required: body.required };
  }
  return { fields: [{ name: at, required: body.required, type: input(body.schema), docs: body.docs }], body: null, variants: [], required: false };
}

function drawFlat(body: BodyDraft, flat: FlatBody, keys: ReadonlyMap<string, string>): DrawnBody {
  const key = (field: Field): string => keyAt(keys, `body.${field.name}`);
  const moved = flat.inline ? flat.fields : flat.fields.filter((field) => key(field) !== field.name);
  const fields = moved
    .filter((field) => isVisible(field, "input"))
    .map((field) => ({ name: key(field), required: field.required, type: input(field.schema), docs: docsView(field.docs, field.schema.meta) }));
  const chooser = body.contents.length > 1 ? [contentTypeField(body.contents.map(({ content }) => content.mediaType))] : [];
  if (flat.inline) return { fields: [...fields, ...chooser], body: null, variants: [], required: false };
  const without = moved.map((field) => field.name);
  const asInterface = !flat.union && body.schema.kind === "ref";
  return {
    fields: [...fields, ...chooser],
    body: { type: input(body.schema), without, optional: false, asInterface },
    variants: [],
    required: flat.union || flat.fields.some((field) => field.required),
  };
}

function contentTypeField(types: readonly string[]): InputFieldView {
  const schema: Schema = { kind: "literal", members: types.map((value) => ({ value, name: null, docs: null })), base: "string", open: false, meta: null };
  return { name: "contentType", required: false, type: input(schema), docs: line(`How the body is sent; ${types[0] ?? ""} by default.`) };
}

function input(schema: Schema): TypeView {
  return { schema, side: "input" };
}
