import { ablyError } from "../ably-error.js";
import { fromBase64, toBase64 } from "../message/bytes.js";
import type { Format } from "../message/codec.js";
import { LiveCounter } from "./live-counter.js";
import { LiveMap } from "./live-map.js";
import type { Json, ObjectData } from "./object-message.js";

/** What a map's entry may hold: text, a number, a boolean, bytes, JSON, or another object. */
export type LiveValue = string | number | boolean | Uint8Array | Json | LiveMap | LiveCounter;

/** A value as it travels. Throws 40013 for what can't. */
export function dataOf(value: LiveValue, format: Format): ObjectData {
  if (value instanceof LiveMap || value instanceof LiveCounter) return { objectId: value.objectId };
  if (typeof value === "string") return { string: value };
  if (typeof value === "boolean") return { boolean: value };
  if (typeof value === "number" && Number.isFinite(value)) return { number: value };
  if (value instanceof Uint8Array) return { bytes: format === "json" ? toBase64(value) : value };
  if (typeof value === "object" && value !== null) return { json: JSON.stringify(value) };
  throw ablyError(40013, `A map can't hold a ${value === null ? "null" : typeof value}`);
}

/** The value that stands in an entry; undefined for none, and for an object that isn't there. */
export function readValue(data: ObjectData, find: (objectId: string) => LiveMap | LiveCounter | undefined): LiveValue | undefined {
  const { string, number, boolean, bytes, json, objectId } = data;
  if (string !== null && string !== undefined) return string;
  if (number !== null && number !== undefined) return number;
  if (boolean !== null && boolean !== undefined) return boolean;
  if (bytes !== null && bytes !== undefined) return typeof bytes === "string" ? fromBase64(bytes) : bytes;
  if (json) return typeof json === "string" ? (JSON.parse(json) as Json) : json; // what `dataOf` prints
  return objectId ? find(objectId) : undefined;
}
