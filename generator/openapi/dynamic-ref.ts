import { type Schema, unknownSchema } from "../ir/index.js";
import type { JsonObject } from "./json.js";
import type { Scope } from "./scope.js";

/** A `$dynamicRef`: what an instantiation bound its anchor to, else the anchor's own schema. */
export function lowerDynamicRef(_scope: Scope, _node: JsonObject, _at: string): Schema {
  return unknownSchema();
}

/** A generic schema filled in: `$ref` beside `$defs` with `$dynamicAnchor`s. Null when the reference is an ordinary one. */
export function instantiate(_scope: Scope, _node: JsonObject, _at: string): Schema | null {
  return null;
}
