import type { Field, RefSchema, Schema } from "../ir/index.js";
import { isObject, type JsonObject, listAt, own, step } from "./json.js";
import { lowerField } from "./object.js";
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

/** Whether a schema requires a property: an object's own word, any part of an `all`, every member of a union. */
export function isRequiredBy(scope: Scope, schema: Schema, name: string): boolean {
  switch (schema.kind) {
    case "object":
      return schema.fields.some((each) => each.name === name && each.required);
    case "all":
      return schema.of.some((each) => isRequiredBy(scope, each, name));
    case "union":
      return schema.of.every((each) => isRequiredBy(scope, each, name));
    case "ref": {
      const draft = scope.lowering.models.get(schema.model);
      return draft !== undefined && isObject(draft.node) && requires({ scope: draft.scope, node: draft.node, at: draft.key }, name, new Set());
    }
    default:
      return false;
  }
}

/** Whether a node of the document requires a name, by itself or through `$ref` and `allOf`. */
function requires({ scope, node, at }: Place, name: string, seen: Set<JsonObject>): boolean {
  if (seen.has(node) || seen.size > 500) return false;
  seen.add(node);
  if (listAt(node, "required").includes(name)) return true;
  const ref = node["$ref"];
  const target = typeof ref === "string" ? scope.lowering.refs.step(ref, scope.base) : null;
  if (target !== null && isObject(target.value) && requires({ scope: { ...scope, base: target.base }, node: target.value, at }, name, seen)) return true;
  return listAt(node, "allOf").some((part) => isObject(part) && requires({ scope, node: part, at }, name, seen));
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
