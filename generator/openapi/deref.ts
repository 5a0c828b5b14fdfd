import { isObject, type JsonObject, kindOf } from "./json.js";
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
  return { scope: there, node: target.value, at: target.key };
}

/** What `make` made of the node at a place, once per place and use, however often it is referred to. */
export function once<T>(place: Place, use: string, make: (place: Place) => T): T {
  const { shared } = place.scope.lowering;
  const key = `${use} ${place.at}`;
  // The key starts with the use, and each use stores one type only.
  const known = shared.get(key) as T | undefined;
  if (known !== undefined) return known;
  const made = make(place);
  shared.set(key, made);
  return made;
}
