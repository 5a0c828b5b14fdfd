import { type Schema, unknownSchema } from "../ir/index.js";
import { fail, type Lowering, type Mutable, type Scope } from "./scope.js";

/**
 * Breaks schemas that are made of nothing but themselves: `A: { allOf: [A] }`, `A: $ref B` and `B: $ref A`, `A: { oneOf: [A, B] }`.
 * No type can say that; the part that leads back is dropped. Recursion through properties and items is untouched.
 */
export function breakCircles(scope: Scope): void {
  const { lowering } = scope;
  const done = new Set<string>();
  for (const key of [...lowering.models.keys()].sort()) visit({ scope, lowering, done, path: new Set() }, key);
}

interface Visit {
  readonly scope: Scope;
  readonly lowering: Lowering;
  readonly done: Set<string>;
  readonly path: Set<string>;
}

/** Follows direct parts depth first; the depth is that of chains of aliases, unions and allOfs, cut off far above real ones. */
function visit(on: Visit, key: string): void {
  const { lowering, done, path } = on;
  const model = lowering.models.get(key)?.model;
  if (!model || done.has(key)) return;
  path.add(key);
  model.schema = withoutCircles(on, model.schema, key) ?? circular(on, key);
  path.delete(key);
  done.add(key);
}

const longest = 1000;

/** The schema with the parts that lead back dropped; null when nothing is left. */
function withoutCircles(on: Visit, schema: Schema, key: string): Schema | null {
  if (schema.kind === "ref") {
    if (on.path.has(schema.model) || on.path.size > longest) return null;
    visit(on, schema.model);
    return schema;
  }
  if (schema.kind !== "union" && schema.kind !== "all") return schema;
  const kept = schema.of.map((part) => withoutCircles(on, part, key));
  const of = kept.filter((part) => part !== null);
  if (of.length === schema.of.length) return schema;
  reportCircle(on, key);
  const draft: Mutable<typeof schema> = schema;
  draft.of = of;
  if (schema.kind === "union" && schema.tag !== null) schema = dropTags(schema, kept);
  return of.length === 0 ? null : of.length === 1 && of[0] !== undefined ? of[0] : schema;
}

function dropTags(schema: Schema & { readonly kind: "union" }, kept: readonly (Schema | null)[]): Schema & { readonly kind: "union" } {
  const draft: Mutable<typeof schema> = schema;
  if (schema.tag !== null) draft.tag = { ...schema.tag, values: schema.tag.values.filter((_values, index) => kept[index] !== null) };
  return draft;
}

function circular(on: Visit, key: string): Schema {
  reportCircle(on, key);
  return unknownSchema();
}

function reportCircle(on: Visit, key: string): void {
  fail(on.scope, "schema-circular", {
    at: key,
    message: "The schema is made of itself (by references, allOf, oneOf or anyOf alone); that part is left out.",
    remedy: "Refer to it from a property or items instead.",
  });
}
