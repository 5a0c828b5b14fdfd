import { ablyError } from "../ably-error.js";
import { LiveCounter } from "./live-counter.js";
import { LiveMap } from "./live-map.js";
import type { LiveValue } from "./object-value.js";

/** Throws 92007 for what is no map. */
export function asMap(value: LiveValue): LiveMap {
  if (value instanceof LiveMap) return value;
  throw ablyError(92007, "This is no map", { statusCode: 400 });
}

/** Throws 92007 for what is no counter. */
export function asCounter(value: LiveValue): LiveCounter {
  if (value instanceof LiveCounter) return value;
  throw ablyError(92007, "This is no counter", { statusCode: 400 });
}

/** Throws 92007 for a plain value. */
export function asObject(value: LiveValue): LiveMap | LiveCounter {
  return value instanceof LiveMap ? value : asCounter(value);
}
