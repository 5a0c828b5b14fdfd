import { isObject, type JsonObject, kindOf, step } from "./json.js";
import { type Place, type Scope, warn } from "./scope.js";

/** A node, or what its `$ref` leads to; null when it leads nowhere (loading has said so) or to something that is no object. */
export function deref(scope: Scope, node: JsonObject[string] | undefined, at: string): Place | null {
  if (!isObject(node)) {
    warn(scope, "node-invalid", {
      at,
      message: `An object should stand here, but there is ${kindOf(node)}; left out.`,
      remedy: "Give an object, or remove the key.",
    });
    return null;
  }
  const ref = node["$ref"];
  if (typeof ref !== "string") return { scope, node, at };
  const target = scope.lowering.refs.resolve(ref, scope.base);
  if (target === null) return null;
  const there: Scope = { ...scope, file: target.file, base: target.base };
  if (!isObject(target.value)) return deref(there, target.value, target.key);
  return { scope: there, node: target.value, at: target.key, isShared: true };
}

/**
 * The entries of a map (properties, responses, paths ...), each with its place. Some documents put a `$ref` to a whole map into
 * one: its entries come first, the map's own after; of two by one name the map's own counts.
 */
export function entriesOf(scope: Scope, map: JsonObject, at: string): readonly Entry[] {
  const ref = map["$ref"];
  const own = Object.keys(map).map((key): Entry => ({ key, node: map[key] ?? null, scope, at: step(at, key) }));
  if (typeof ref !== "string") return own;
  const target = deref(scope, { $ref: ref }, at);
  const beside = own.filter((entry) => entry.key !== "$ref");
  if (target === null) return beside;
  const names = new Set(beside.map(({ key }) => key));
  return [...entriesOf(target.scope, target.node, target.at).filter(({ key }) => !names.has(key)), ...beside];
}

/** One entry of a map. */
export interface Entry {
  readonly key: string;
  readonly node: JsonObject[string];
  readonly scope: Scope;
  readonly at: string;
}

/** What `make` made of a node behind a reference, once per use, however often it is referred to; a node in place is simply made. */
export function once<T>(place: Place, use: string, make: (place: Place) => T): T {
  if (place.isShared !== true) return make(place);
  const { shared } = place.scope.lowering;
  const made = shared.get(place.node) ?? new Map<string, unknown>();
  shared.set(place.node, made);
  // Each use stores one type only.
  const known = made.get(use) as T | undefined;
  if (known !== undefined) return known;
  const fresh = make(place);
  made.set(use, fresh);
  return fresh;
}
