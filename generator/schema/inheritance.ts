import type { RefSchema } from "../ir/index.js";
import { isObject, type JsonObject, listAt } from "./json.js";
import type { Scope } from "./scope.js";

/**
 * Notes the references of an `all` as what they are: the parent's own fields. At a model's root they also make the model a
 * child of each. (An `allOf` of one reference and nothing else is no inheritance but a reference with remarks.)
 */
export function recordBases(scope: Scope, refs: readonly RefSchema[], at: string): void {
  const { inheritance, root } = scope.lowering;
  for (const ref of refs) {
    const bases = inheritance.bases.get(ref.model);
    if (bases === undefined) inheritance.bases.set(ref.model, [ref]);
    else bases.push(ref);
  }
  if (at === root && refs.length > 0)
    inheritance.extending.set(
      root,
      refs.map((ref) => ref.model),
    );
}

/** Whether a model that is nothing but `allOf: [ref]` is a child without fields of its own: its parent has a discriminator. */
export function startsInheritance(scope: Scope, ref: RefSchema, at: string): boolean {
  if (at !== scope.lowering.root) return false;
  const draft = scope.lowering.models.get(ref.model);
  return draft !== undefined && isObject(draft.node) && isParent(draft.scope, draft.node, 0);
}

/** A schema with a discriminator and no union of its own, or a child of one. */
function isParent(scope: Scope, node: JsonObject, depth: number): boolean {
  if (node["discriminator"] !== undefined) return node["oneOf"] === undefined && node["anyOf"] === undefined;
  if (depth > 10) return false;
  return listAt(node, "allOf").some((part) => {
    const ref = isObject(part) ? part["$ref"] : undefined;
    const target = typeof ref === "string" ? scope.lowering.refs.step(ref, scope.base) : null;
    return target !== null && isObject(target.value) && isParent({ ...scope, base: target.base }, target.value, depth + 1);
  });
}
