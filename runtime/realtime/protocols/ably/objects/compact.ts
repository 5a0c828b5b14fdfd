import { toBase64 } from "../message/bytes.js";
import { LiveCounter } from "./live-counter.js";
import { LiveMap } from "./live-map.js";
import type { LiveValue } from "./object-value.js";

/** A value as plain data: counters as numbers, maps as objects, a map that was met before as the same object (RTPO13). */
export const compact = (value: LiveValue): unknown => plain(value, false, new Map());

/** Likewise as what JSON can say: bytes as base64, a map that was met before by its id (RTPO14). */
export const compactJson = (value: LiveValue): unknown => plain(value, true, new Map());

function plain(value: LiveValue, json: boolean, seen: Map<LiveMap, object>): unknown {
  if (value instanceof LiveCounter) return value.value;
  if (value instanceof Uint8Array) return json ? toBase64(value) : value;
  if (!(value instanceof LiveMap)) return value;
  const known = seen.get(value);
  if (known !== undefined) return json ? { objectId: value.objectId } : known;
  const made = {};
  seen.set(value, made);
  // Defined, not assigned: keys are others' text.
  for (const [key, each] of value) Object.defineProperty(made, key, { value: plain(each, json, seen), enumerable: true, writable: true, configurable: true });
  return made;
}
