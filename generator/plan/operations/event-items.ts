import type { Content, Field, ObjectSchema, Schema } from "../../ir/index.js";
import { type Models, resolve } from "../schemas/schema-views.js";
import type { ConstantValue } from "../views.js";
import { essence } from "./media.js";
import { compact } from "./operation-constant.js";

/** What a loop over a stream of server-sent events gets, and how the runtime makes it (its `Operation.stream`). */
export interface EventItem {
  readonly schema: Schema;
  /** Null: as the runtime does it by itself, data as JSON where it is JSON. */
  readonly stream: ConstantValue | null;
}

/** So many combinations of alternatives are looked at; no document that means events has more. */
const most = 500;
const fieldNames: ReadonlySet<string> = new Set(["data", "event", "id", "retry"]);

/**
 * The items of a `text/event-stream` content. OpenAPI 3.2 describes the event itself (`data`, `event`, `id`, `retry`), older
 * documents the event or what stands in its data; the names of the fields tell. JSON in `data` (contentSchema, or anything but
 * text) is delivered decoded; the event that only ends the stream (`[DONE]`) is no item. Null for other media types.
 */
export function eventItem(content: Content, models: Models): EventItem | null {
  if (essence(content.mediaType) !== "text/event-stream") return null;
  const given = content.item ?? content.schema;
  if (given === null) return null;
  const variants = variantsOf(given, models, 0);
  if (variants?.some(({ fields }) => fields.has("data")) === true) return wholeEvents(given, variants, models);
  if (resolve(given, models).kind !== "string") return content.item === null ? null : { schema: given, stream: null };
  const { schema, json } = dataOf(given, models);
  return { schema, stream: { data: json ? "json" : "text" } };
}

/** One form that an event may take. */
interface Variant {
  readonly fields: ReadonlyMap<string, Field>;
  /** As the document has it; null: put together from several parts. */
  readonly source: Schema | null;
}

/** The forms of an event, parts of `allOf` and alternatives multiplied out; null when it is no event object. */
function variantsOf(schema: Schema, models: Models, depth: number): readonly Variant[] | null {
  const found = resolve(schema, models);
  if (depth > 10) return null;
  if (found.kind === "object") {
    const fields = new Map(found.fields.map((field) => [field.name, field]));
    return found.patterns.length === 0 && [...fields.keys()].every((name) => fieldNames.has(name)) ? [{ fields, source: schema }] : null;
  }
  if (found.kind !== "union" && found.kind !== "all") return null;
  const parts = found.of.map((part) => variantsOf(part, models, depth + 1));
  if (parts.some((part) => part === null)) return null;
  const known = parts as readonly (readonly Variant[])[]; // no null among them
  if (found.kind === "union") return known.flat();
  return known.reduce((count, part) => count * part.length, 1) > most ? null : known.reduce(multiply, [{ fields: new Map(), source: null }]);
}

function multiply(left: readonly Variant[], right: readonly Variant[]): readonly Variant[] {
  return left.flatMap((one) => right.map((other) => ({ fields: together(one.fields, other.fields), source: null })));
}

function together(one: Variant["fields"], other: Variant["fields"]): Variant["fields"] {
  const fields = new Map(one);
  for (const field of other.values()) fields.set(field.name, { ...field, required: field.required || one.get(field.name)?.required === true });
  return fields;
}

const mark = /^\[done\]$/i;

function wholeEvents(given: Schema, variants: readonly Variant[], models: Models): EventItem {
  const ends = variants.flatMap((variant) => endOf(variant, models) ?? []);
  const items = variants.filter((variant) => endOf(variant, models) === null);
  const kept = items.length > 0 ? items : variants;
  const json = kept.every(({ fields }) => {
    const data = fields.get("data");
    return data === undefined || dataOf(data.schema, models).json;
  });
  const end = items.length > 0 ? ends.find((text) => text !== "[DONE]") : undefined;
  const stream = compact({ item: "event", data: json ? "json" : undefined, end });
  const schemas = kept.map((variant) => variantSchema(variant, json, models));
  const [first] = schemas;
  const isAsGiven = kept.length === variants.length && kept.every(({ source }, index) => source !== null && source === schemas[index]);
  if (isAsGiven || first === undefined) return { schema: given, stream };
  return { schema: schemas.length === 1 ? first : { kind: "union", of: schemas, tag: null, at: "at" in given ? given.at : "", meta: null }, stream };
}

/** The text by which an event only says that the stream is over; null for all others. */
function endOf({ fields }: Variant, models: Models): string | null {
  const data = fields.get("data");
  const schema = data === undefined ? null : resolve(data.schema, models);
  if (schema?.kind !== "literal" || schema.members.length !== 1) return null;
  const value = schema.members[0]?.value;
  return typeof value === "string" && mark.test(value) ? value : null;
}

/** The source itself where decoding changes nothing, else an object with the decoded data. */
function variantSchema({ fields, source }: Variant, json: boolean, models: Models): Schema {
  const data = fields.get("data");
  const decoded = data === undefined || !json ? data?.schema : dataOf(data.schema, models).schema;
  if (source !== null && decoded === data?.schema) return source;
  const found = source === null ? null : resolve(source, models);
  // An event without data is never delivered, whatever the document requires.
  const changed = [...fields.values()].map((field) => (field === data && decoded !== undefined ? { ...field, schema: decoded, required: true } : field));
  const object: ObjectSchema = { kind: "object", fields: changed, patterns: [], rest: null, at: found !== null && "at" in found ? found.at : "", meta: null };
  return object;
}

/** What stands in an event's data: JSON unless it is text or anything at all; text may hold JSON of a schema of its own. */
function dataOf(schema: Schema, models: Models): { readonly schema: Schema; readonly json: boolean } {
  const found = resolve(schema, models);
  const content = schema.meta?.content ?? found.meta?.content ?? null;
  if (content !== null && content.mediaType !== null && /^application\/(?:.+\+)?json$/.test(essence(content.mediaType)))
    return { schema: content.schema ?? { kind: "unknown", meta: null }, json: true };
  const isText =
    found.kind === "unknown" || found.kind === "string" || (found.kind === "literal" && found.members.every(({ value }) => typeof value === "string"));
  return { schema, json: !isText };
}
