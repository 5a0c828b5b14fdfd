import type { JsonValue, LiteralSchema } from "../ir/index.js";
import { numberLiteral, stringLiteral, typeKey } from "./tokens.js";
import { joinUnion, type Place, primary, type TypeText } from "./type-text.js";

/** Type of one JSON value: a literal, or a tuple or object of literals. */
export function literalType(value: JsonValue): string {
  if (typeof value === "string") return stringLiteral(value);
  if (typeof value === "number") return numberLiteral(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (isList(value)) return `[${value.map(literalType).join(", ")}]`;
  const fields = Object.entries(value).map(([key, field]) => `${typeKey(key)}: ${literalType(field)}`);
  return fields.length === 0 ? "{ [key: string]: never }" : `{ ${fields.join("; ")} }`;
}

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

/** `"a" | "b"`; an open enum also takes any other value of its kind, without losing the suggestions. */
export function printLiteral(schema: LiteralSchema, place: Place): TypeText {
  const texts = schema.members.map((member) => literalType(member.value));
  if (schema.open || (place.open && schema.members.length > 1)) texts.push(...openArms(schema));
  return joinUnion(texts.map(primary), place);
}

function openArms(schema: LiteralSchema): string[] {
  const kinds = new Set(schema.members.map((member) => typeof member.value));
  if (schema.base === "string" || schema.base === "number") kinds.add(schema.base);
  return (["string", "number"] as const).filter((kind) => kinds.has(kind)).map((kind) => `(${kind} & {})`);
}
