import type { JsonValue } from "../ir/index.js";
import { isList, isObject, type JsonObject, kindOf } from "./json.js";
import { has, keywordsOf } from "./keywords.js";
import { type Scope, warn } from "./scope.js";

/** The types of JSON Schema but null, and what documents mean besides: `any`, Swagger 2's `file`. */
export type TypeName = "string" | "integer" | "number" | "boolean" | "object" | "array" | "null" | "any" | "file";

/** A type with the format that its spelling implies (`date` as a type is a string of format date). */
export interface TypeWord {
  readonly type: TypeName;
  readonly format: string | null;
}

const known: ReadonlyMap<string, readonly TypeWord[]> = new Map(
  (["string", "integer", "number", "boolean", "object", "array", "null"] as const).map((type) => [type, [{ type, format: null }]]),
);

/** Words that are no types, and what people mean by them. */
const guesses: ReadonlyMap<string, TypeWord> = new Map<string, TypeWord>([
  ["any", { type: "any", format: null }],
  ["mixed", { type: "any", format: null }],
  ["file", { type: "file", format: null }],
  ["binary", { type: "string", format: "binary" }],
  ["int", { type: "integer", format: null }],
  ["int32", { type: "integer", format: "int32" }],
  ["int64", { type: "integer", format: "int64" }],
  ["long", { type: "integer", format: "int64" }],
  ["float", { type: "number", format: "float" }],
  ["double", { type: "number", format: "double" }],
  ["decimal", { type: "number", format: null }],
  ["numeric", { type: "number", format: null }],
  ["bool", { type: "boolean", format: null }],
  ["str", { type: "string", format: null }],
  ["text", { type: "string", format: null }],
  ["char", { type: "string", format: null }],
  ["enum", { type: "string", format: null }],
  ["date", { type: "string", format: "date" }],
  ["datetime", { type: "string", format: "date-time" }],
  ["date-time", { type: "string", format: "date-time" }],
  ["timestamp", { type: "string", format: "date-time" }],
  ["time", { type: "string", format: "time" }],
  ["uuid", { type: "string", format: "uuid" }],
  ["uri", { type: "string", format: "uri" }],
  ["url", { type: "string", format: "uri" }],
  ["email", { type: "string", format: "email" }],
  ["password", { type: "string", format: "password" }],
  ["map", { type: "object", format: null }],
  ["dict", { type: "object", format: null }],
  ["hash", { type: "object", format: null }],
  ["json", { type: "any", format: null }],
  ["list", { type: "array", format: null }],
  ["none", { type: "null", format: null }],
  ["nil", { type: "null", format: null }],
]);

const none: readonly TypeWord[] = [];

/** The types that a schema declares, spelt right, in order; empty when it declares none. Odd spellings are warned of. */
export function typesOf(scope: Scope, node: JsonObject, at: string): readonly TypeWord[] {
  const type = node["type"];
  if (typeof type === "string") return known.get(type) ?? [guess(scope, type, at)];
  if (type === undefined) return none;
  if (!isList(type)) {
    badType(scope, type, at);
    return none;
  }
  const words: TypeWord[] = [];
  for (const each of type) {
    const word = typeof each === "string" ? (known.get(each)?.[0] ?? guess(scope, each, at)) : each === null ? { type: "null" as const, format: null } : null;
    if (word === null) badType(scope, each, at);
    else if (!words.some((other) => other.type === word.type)) words.push(word);
  }
  return words;
}

/** Whether a schema admits null: `nullable`, `x-nullable`, or `null` among several types. */
export function isNullable(node: JsonObject): boolean {
  if ((keywordsOf(node) & has.nullable) !== 0 && (node["nullable"] === true || node["x-nullable"] === true)) return true;
  const type = node["type"];
  return isList(type) && type.length > 1 && (type.includes("null") || type.includes(null));
}

/** The type that an untyped schema's keywords point to; null when they point nowhere. */
export function impliedType(node: JsonObject): TypeName | null {
  if (isObject(node["properties"]) || node["additionalProperties"] !== undefined || isObject(node["patternProperties"])) return "object";
  const required = node["required"];
  if (isList(required) && required.length > 0) return "object";
  if (node["prefixItems"] !== undefined || node["items"] !== undefined) return "array";
  if (node["format"] === "binary" || typeof node["contentMediaType"] === "string" || typeof node["contentEncoding"] === "string") return "string";
  return null;
}

function guess(scope: Scope, word: string, at: string): TypeWord {
  if (word === "file" && scope.lowering.dialect === "2.0") return { type: "file", format: null };
  const lower = word.toLowerCase().replace(/[^a-z0-9-]/g, "");
  const meant = guesses.get(lower) ?? known.get(lower)?.[0] ?? { type: "any" as const, format: null };
  const message = `"${word}" is not a JSON Schema type; read as ${meant.type === "any" ? "any value" : (meant.format ?? meant.type)}.`;
  warn(scope, "type-unknown", { at, message, remedy: "Use one of string, integer, number, boolean, object, array, null." });
  return meant;
}

function badType(scope: Scope, type: JsonValue, at: string): void {
  warn(scope, "type-unknown", { at, message: `"type" is ${kindOf(type)}; ignored.`, remedy: "Give the type as a name, or (3.1 on) a list of names." });
}
