import type { Message, Schema } from "../../ir/index.js";
import { type Models, namedFields, resolve } from "../schemas/schema-views.js";
import { fieldPointer } from "./message-match.js";

/** Kinds of values by pointer (`{ "": ["object"], "/id": ["string"] }`): what must stand in a payload for it to be this message. */
export type MessageFields = ReadonlyMap<string, readonly string[]>;

/** What every payload of a message has: its own kind, and its required fields, each with the kinds of value that it may have. */
export function fieldsOf({ payload, wire }: Message, models: Models): MessageFields {
  if (wire !== null) return new Map([["", ["bytes"]]]);
  if (payload === null) return new Map();
  const fields = (namedFields(payload, "output", models) ?? []).filter(({ required }) => required);
  const own = kindsOf(payload, models);
  const named = fields.map(({ name, schema }) => [fieldPointer(name), kindsOf(schema, models)] as const);
  return new Map([...(own.length > 0 ? ([["", own]] as const) : []), ...named]);
}

/** Whether a payload of `message` may have all that `fields` wants. An optional field may be there, an undeclared one is not. */
export function mayHave(message: Message, fields: MessageFields, models: Models): boolean {
  const { payload, wire } = message;
  const kinds = wire === null ? (payload === null ? [] : kindsOf(payload, models)) : ["bytes"];
  const declared = payload === null ? null : namedFields(payload, "output", models);
  return [...fields].every(([pointer, wanted]) => {
    if (pointer === "") return overlap(kinds, wanted);
    if (declared === null) return kinds.length === 0 || kinds.includes("object");
    const field = declared.find(({ name }) => fieldPointer(name) === pointer);
    return field !== undefined && overlap(kindsOf(field.schema, models), wanted);
  });
}

/** None: any kind. */
const overlap = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === 0 || others.length === 0 || some.some((kind) => others.includes(kind));

/** Kinds of JSON values (and bytes) that a schema allows; none: any. */
function kindsOf(schema: Schema, models: Models, depth = 0): readonly string[] {
  const found = resolve(schema, models);
  switch (found.kind) {
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "object":
    case "array":
      return [found.kind];
    case "tuple":
      return ["array"];
    case "binary":
      return ["bytes"];
    case "literal":
      return [...new Set(found.members.map(({ value }) => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value)))];
    case "union": {
      const parts = depth > 20 ? [[]] : found.of.map((part) => kindsOf(part, models, depth + 1));
      return parts.some((kinds) => kinds.length === 0) ? [] : [...new Set(parts.flat())];
    }
    default:
      return namedFields(found, "output", models) === null ? [] : ["object"];
  }
}
