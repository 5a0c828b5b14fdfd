/** Every place of a document where text stands: a string value, or a key of an object. */
export interface Place {
  readonly path: readonly (string | number)[];
  readonly part: "value" | "key";
}

/** Places in document order; an explicit stack, so that depth does not matter. */
export function placesOf(root: unknown): Place[] {
  const places: Place[] = [];
  const stack: { readonly value: unknown; readonly path: readonly (string | number)[] }[] = [{ value: root, path: [] }];
  while (stack.length > 0) {
    const { value, path } = stack.pop() as (typeof stack)[number]; // the loop's condition says that there is one
    if (typeof value === "string") places.push({ path, part: "value" });
    else if (Array.isArray(value)) for (const [index, item] of value.entries()) stack.push({ value: item, path: [...path, index] });
    else if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) {
        places.push({ path: [...path, key], part: "key" });
        stack.push({ value: inner, path: [...path, key] });
      }
  }
  return places;
}

/**
 * A copy of `root` with `payload` at each of `places`: values are replaced, or get it appended (references and the few keywords that
 * decide what a node is stay what they are, so that the text travels far); keys are renamed.
 */
export function mutate(root: unknown, places: readonly Place[], payload: string): unknown {
  const values = new Set<string>();
  const keys = new Set<string>();
  for (const { path, part } of places) (part === "value" ? values : keys).add(JSON.stringify(path));
  const copy = (value: unknown, path: readonly (string | number)[]): unknown => {
    if (typeof value === "string") return values.has(JSON.stringify(path)) ? `${value}${payload}` : value;
    if (Array.isArray(value)) return value.map((item, index) => copy(item, [...path, index]));
    if (typeof value !== "object" || value === null) return value;
    const made: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(value)) {
      const here = [...path, key];
      const name = keys.has(JSON.stringify(here)) ? (payload === "__proto__" ? payload : `${key}${payload}`) : key;
      Object.defineProperty(made, name, { value: copy(inner, here), enumerable: true, writable: true, configurable: true });
    }
    return made;
  };
  return copy(root, []);
}
