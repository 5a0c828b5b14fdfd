import { deref } from "../schema/deref.js";
import { isList, type JsonObject, step } from "../schema/json.js";
import type { Place } from "../schema/scope.js";

/**
 * A node and the traits that it takes, strongest first: where several say the same thing, the first one counts. In 2.x a trait
 * overrides the node, in 3.x the node overrides its traits; a later trait overrides an earlier one in both. Kept apart rather
 * than merged, so that each keeps its own file and place.
 */
export function layersOf(place: Place, isVersion2: boolean): readonly Place[] {
  const { scope, node, at } = place;
  const list = node["traits"];
  if (!isList(list)) return [place];
  const traits = list.flatMap((trait, index) => deref(scope, isList(trait) ? trait[0] : trait, step(`${at}/traits`, index)) ?? []).reverse();
  return isVersion2 ? [...traits, place] : [place, ...traits];
}

/** The strongest layer's value under a key, with its place; null when none has it. */
export function pick(layers: readonly Place[], key: string): { readonly place: Place; readonly value: JsonObject[string]; readonly at: string } | null {
  for (const place of layers) {
    const value = place.node[key];
    if (value !== undefined && value !== null) return { place, value, at: step(place.at, key) };
  }
  return null;
}

/** The strongest layer's text under a key. */
export function pickText(layers: readonly Place[], key: string): string | null {
  const value = pick(layers, key)?.value;
  return typeof value === "string" ? value : null;
}
