import { own } from "../core/own.js";

type Bag = Record<string, unknown>;

/** An object literal: not an array, and not an instance of something (a credential made by a class, a URL ...). */
const isBag = (value: unknown): value is Bag => typeof value === "object" && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));

/** By entries, which define and never assign: a key named __proto__ stays a key. */
const mergeBags = (weak: Bag, strong: Bag): Bag =>
  Object.fromEntries([
    ...Object.entries(weak),
    ...Object.entries(strong).flatMap(([key, value]) => {
      const below = own(weak, key);
      return value === undefined ? [] : [[key, isBag(below) && isBag(value) ? mergeBags(below, value) : value]];
    }),
  ]);

/**
 * Options from several sources, the weakest first. Objects (`headers`, `variables`) are merged key by key, everything else is
 * replaced; what is undefined says nothing. `auth` is different: a stronger source that names credentials decides which there
 * are; weaker ones only complete them (a client id from a file, its secret from a variable).
 */
export function mergeOptions<T extends object>(...sources: readonly (T | undefined)[]): T {
  let merged: Bag = {};
  for (const source of sources) {
    const next = { ...source } as Bag; // options are looked at by their keys only
    const { auth } = merged;
    if (isBag(auth) && next["auth"] !== undefined) {
      const named = next["auth"];
      merged["auth"] = isBag(named) ? Object.fromEntries(Object.entries(auth).filter(([scheme]) => named[scheme] !== undefined)) : undefined;
    }
    merged = mergeBags(merged, next);
  }
  return merged as T; // the keys and values of its sources
}
