import { doubt } from "../../diagnostics.js";
import type { Content, Field, Operation, Schema } from "../../ir/index.js";
import { docsView } from "../docs/docs.js";
import { type Models, namedFields, pointerTokens, resolve, schemaAt } from "../schemas/schema-views.js";
import type { ConstantValue, DocsView } from "../views.js";
import { eventItem } from "./event-items.js";
import { isInherited } from "./input-keys.js";
import type { Candidate, InputSetting } from "./input-setting.js";
import { type BodyKind, bodyKind, distinct, isSequence, schemaFor } from "./media.js";
import { tellOpenHeaders } from "./part-headers.js";

/** One form of a body: what callers hand in for it, and how that goes out. */
export interface BodyChoice {
  readonly content: Content;
  readonly kind: BodyKind;
  /** Of a sequence: a list of its items. */
  readonly schema: Schema;
  /** The runtime's `Body.stream`: how events are written; null: not at all, or as usual. */
  readonly stream: ConstantValue | null;
}

/** A request body, and whether its fields are inputs of their own. */
export interface BodyDraft {
  readonly contents: readonly BodyChoice[];
  readonly required: boolean;
  readonly docs: DocsView;
  /** Flat: the fields that callers name at the top; null: nested. */
  readonly flat: FlatBody | null;
  readonly schema: Schema;
}

/** A body whose fields stand beside the parameters. */
export interface FlatBody {
  readonly fields: readonly Field[];
  readonly lift: Readonly<Record<string, string>>;
  /** An object written where it is used, whose fields can stand in the input's own interface. */
  readonly inline: boolean;
  readonly union: boolean;
}

/** How the body is handed in: flat where its fields have names and nothing speaks against it, else as a whole. */
export function bodyOf(operation: Operation, params: readonly Candidate[], setting: InputSetting): BodyDraft | null {
  const { body } = operation;
  if (body === null || body.contents.length === 0) return null;
  const contents = worthwhile(
    distinct(body.contents, (content) => bodyKind(content, setting.models)).map((choice) => handedIn(choice, setting.models)),
    setting.models,
  );
  const [first] = contents;
  if (first === undefined) return null;
  const { schema } = first;
  for (const choice of contents) tellOpenHeaders(choice, setting.models, setting.report);
  const alike = contents.length === 1 || new Set(contents.map(({ content }) => JSON.stringify(content.schema))).size === 1;
  const same = alike && contents.every(({ kind }) => isNameable(kind) || (kind === "xml" && first.kind === "json"));
  const flat = same && wantsFlat(operation, setting) ? flatten(operation, schema, { params, setting }) : null;
  const required = body.required && setting.config.body !== "optional";
  if (flat !== null && !body.required && flat.fields.some((field) => field.required)) setting.report(optionalBody(body.at));
  return { contents, required, docs: docsView(body.docs), flat, schema };
}

/** A sequence is handed in as its items, whatever the document says of the whole. */
function handedIn({ content, kind }: Pick<BodyChoice, "content" | "kind">, models: Models): BodyChoice {
  // Parts without names, described one by one: a list of them.
  if (kind === "multipart" && content.schema === null && content.item !== null) return { content, kind, schema: listOf(content.item), stream: null };
  if (!isSequence(kind)) return { content, kind, schema: schemaFor(kind, content.schema), stream: null };
  const event = eventItem(content, models);
  const items = event?.schema ?? content.item ?? { kind: "unknown", meta: null };
  return { content, kind, schema: listOf(items), stream: event?.stream ?? null };
}

const listOf = (items: Schema): Schema => ({ kind: "array", items, meta: null });

/** Without bytes of some encoding (protobuf, YAML, CBOR) for what the JSON takes as it is; a file stays a choice. */
function worthwhile(contents: readonly BodyChoice[], models: Models): readonly BodyChoice[] {
  const json = new Set(contents.flatMap(({ content, kind }) => (kind === "json" ? [JSON.stringify(content.schema)] : [])));
  const isEncoded = ({ content, kind }: BodyChoice): boolean =>
    kind === "bytes" && content.schema !== null && resolve(content.schema, models).kind !== "binary" && json.has(JSON.stringify(content.schema));
  return json.size === 0 ? contents : contents.filter((choice) => !isEncoded(choice));
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
