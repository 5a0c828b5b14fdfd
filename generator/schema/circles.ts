import { type Schema, unknownSchema } from "../ir/index.js";
import { fail, type Lowering, type Mutable, type Scope } from "./scope.js";

/**
 * Breaks schemas that are made of nothing but themselves: `A: { allOf: [A] }`, `A: $ref B` and `B: $ref A`, `A: { oneOf: [A, B] }`.
 * No type can say that; the part that leads back is dropped. Recursion through properties and items is untouched.
 */
export function breakCircles(scope: Scope): void {
  const { lowering } = scope;
  for (const [key, targets] of linksBack(lowering)) {
    const model = lowering.models.get(key)?.model;
    if (!model) continue;
    fail(scope, "schema-circular", {
      at: model.at,
      message: "The schema is made of itself (by references, allOf, oneOf or anyOf alone); that part is left out.",
      remedy: "Refer to it from a property or items instead.",
    });
    model.schema = without(model.schema, targets) ?? unknownSchema();
  }
}

interface Step {
  readonly key: string;
  readonly targets: readonly string[];
  next: number;
}

/** The references that lead back to a model that is made of the one they stand in. Depth first, with its own stack: chains may be long. */
function linksBack(lowering: Lowering): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const state = new Map<string, "open" | "done">();
  const enter = (key: string): Step => {
    state.set(key, "open");
    const schema = lowering.models.get(key)?.model?.schema;
    return { key, targets: schema === undefined ? [] : partsOf(schema), next: 0 };
  };
  for (const start of [...lowering.models.keys()].sort()) {
    const stack = state.has(start) ? [] : [enter(start)];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const target = top.targets[top.next++];
      if (target === undefined) state.set(stack.pop()?.key ?? "", "done");
      else if (state.get(target) === "open") found.set(top.key, (found.get(top.key) ?? new Set()).add(target));
      else if (!state.has(target)) stack.push(enter(target));
    }
  }
  return found;
}

/** The models that a schema is made of: itself a reference, or parts of unions and `all`s. */
function partsOf(schema: Schema): readonly string[] {
  if (schema.kind === "ref") return [schema.model];
  return schema.kind === "union" || schema.kind === "all" ? schema.of.flatMap(partsOf) : [];
}

/** The schema with those references dropped; null when nothing is left. */
function without(schema: Schema, targets: ReadonlySet<string>): Schema | null {
  if (schema.kind === "ref") return targets.has(schema.model) ? null : schema;
  if (schema.kind !== "union" && schema.kind !== "all") return schema;
  const kept = schema.of.map((part) => without(part, targets));
  const of = kept.filter((part) => part !== null);
  const only = of.length === 1 ? of[0] : undefined;
  if (of.length === 0 || only !== undefined) return only ?? null;
  const draft: Mutable<typeof schema> = schema;
  draft.of = of;
  if (draft.kind === "union" && draft.tag !== null)
    draft.tag = { field: draft.tag.field, values: draft.tag.values.filter((_values, index) => kept[index] !== null) };
  return draft;
}
