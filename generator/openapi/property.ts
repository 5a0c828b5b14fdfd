import type { Field, RefSchema } from "../ir/index.js";
import { isObject, type JsonObject, listAt, own, step } from "./json.js";
import { lowerField } from "./schema-object.js";
import type { Place, Scope } from "./scope.js";

/** The field of that name in the schemas that references lead to, their own `allOf`s included; null when none declares it. */
export function findField(scope: Scope, refs: readonly RefSchema[], name: string): Field | null {
  for (const ref of refs) {
    const draft = scope.lowering.models.get(ref.model);
    if (draft === undefined || !isObject(draft.node)) continue;
    const found = findProperty({ scope: draft.scope, node: draft.node, at: draft.key }, name, new Set());
    if (found !== null) return lowerField({ scope: found.scope, node: name, at: found.at }, found.node, true);
  }
  return null;
}

/** Where a property is declared: in the schema, behind its `$ref`, or in a part of its `allOf`. */
export function findProperty(place: Place, name: string, seen: Set<JsonObject>): Place<JsonObject[string]> | null {
  const { node, scope, at } = place;
  if (seen.has(node) || seen.size > 500) return null;
  seen.add(node);
  const properties = node["properties"];
  const property = isObject(properties) ? own(properties, name) : undefined;
  if (property !== undefined) return { scope, node: property, at: step(`${at}/properties`, name) };
  const ref = node["$ref"];
  const target = typeof ref === "string" ? scope.lowering.refs.step(ref, scope.base) : null;
  if (target !== null && isObject(target.value)) {
    const there: Place = { scope: { ...scope, file: target.file, base: target.base }, node: target.value, at: target.key };
    const found = findProperty(there, name, seen);
    if (found !== null) return found;
  }
  for (const [index, part] of listAt(node, "allOf").entries()) {
    const found = isObject(part) ? findProperty({ scope, node: part, at: `${at}/allOf/${index}` }, name, seen) : null;
    if (found !== null) return found;
  }
  return null;
}
