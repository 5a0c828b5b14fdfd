import type { Event } from "js-yaml";
import type { JsonValue } from "../ir/json.js";

/** What js-yaml saw in a text: the places of everything, from which the value was made. */
export interface YamlEvents {
  /** The text that the offsets count in: some lines may be indented further than in the file. */
  readonly text: string;
  readonly events: readonly Event[];
}

/** Kept beside the value, for looking up lines costs a second pass otherwise; they go when the value goes. */
const known = new WeakMap<object, YamlEvents>();

/** Keeps what a value was made from. */
export function rememberEvents(value: JsonValue, events: YamlEvents): void {
  if (typeof value === "object" && value !== null) known.set(value, events);
}

/** What a value was made from; null for one that came another way. */
export function eventsOf(value: JsonValue): YamlEvents | null {
  return typeof value === "object" && value !== null ? (known.get(value) ?? null) : null;
}
