type Bag = Record<string, unknown>;

/** An object literal: not an array, and not an instance of something (a credential made by a class, a URL ...). */
const isBag = (value: unknown): value is Bag => typeof value === "object" && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));

function mergeBags(weak: Bag, strong: Bag): Bag {
  const merged = { ...weak };
  for (const [key, value] of Object.entries(strong)) {
    if (value === undefined) continue;
    const below = Object.hasOwn(weak, key) ? weak[key] : undefined;
    // Defined, not assigned: a key named __proto__ stays a key.
    Object.defineProperty(merged, key, {
      value: isBag(below) && isBag(value) ? mergeBags(below, value) : value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return merged;
}

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
