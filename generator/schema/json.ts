import type { JsonValue } from "../ir/index.js";

/** A JSON object of the document. Keys that come from the document are read with {@link own}, never with `in`. */
export type JsonObject = { readonly [key: string]: JsonValue };

/** Whether a value is a JSON object (not null, not a list). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a JSON list. */
export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The object under a keyword, or null when there is none or it isn't an object. */
export function objectAt(node: JsonObject, key: string): JsonObject | null {
  const value = node[key];
  return isObject(value) ? value : null;
}

/** The list under a keyword, or an empty one. */
export function listAt(node: JsonObject, key: string): readonly JsonValue[] {
  const value = node[key];
  return isList(value) ? value : [];
}

/** The text under a keyword; numbers and booleans as YAML may have read them count as text; null otherwise. */
export function textAt(node: JsonObject, key: string): string | null {
  const value = node[key];
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

/** The texts in a list under a keyword. */
export function textsAt(node: JsonObject, key: string): readonly string[] {
  return listAt(node, key).filter((each) => typeof each === "string");
}

/** A member by a name that the document gave: only own keys, so that `constructor` finds nothing of ours. */
export function own(node: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(node, key) ? node[key] : undefined;
}

/** What a value is, in words for messages. */
export function kindOf(value: JsonValue | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  return isList(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** A place one step further down: RFC 6901 escaping. */
export function step(at: string, key: string | number): string {
  if (typeof key === "number") return `${at}/${key}`;
  return `${at}/${key.includes("~") || key.includes("/") ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key}`;
}
