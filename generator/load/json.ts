import type { JsonValue } from "../ir/json.js";

/** An object of a document, as read. */
export type JsonObject = { readonly [key: string]: JsonValue };

/** True for an object, false for arrays, null and scalars. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for an array (`Array.isArray` does not narrow a readonly one). */
export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** An own member, never an inherited one: a document may have keys such as `constructor`. */
export function member(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** An object whose `$ref` is a string. A property *named* `$ref` (its value is a schema) is none. */
export function isReference(value: JsonValue | undefined): value is JsonObject & { readonly $ref: string } {
  return typeof member(value, "$ref") === "string";
}
