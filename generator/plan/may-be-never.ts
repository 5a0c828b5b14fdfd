import type { ObjectSchema, Schema } from "../ir/index.js";
import { type Models, resolve } from "./schema-views.js";

/**
 * Whether a value's type may turn out as `never`: parts that contradict each other, or nothing at all. What a verb gives where no
 * types are handed to it fits every type but that one, so that such an operation has to hand them in.
 */
export function mayBeNever(schema: Schema, models: Models, depth = 0): boolean {
  switch (schema.kind) {
    case "never":
      return true;
    case "all":
      return contradicts(schema.of, models, depth);
    case "union":
      return schema.of.every((part) => mayBeNever(part, models, depth + 1));
    case "ref": {
      const model = depth > 20 ? undefined : models.get(schema.model);
      return model !== undefined && mayBeNever(model.schema, models, depth + 1);
    }
    default:
      return false;
  }
}

/** Each level is looked at twice: parts that nest deeper count as any other kind. */
const deepest = 6;

/** Objects contradict each other only where two of them fix one field to values. */
function contradicts(parts: readonly Schema[], models: Models, depth: number): boolean {
  const fixed = new Set<string>();
  for (const part of parts) {
    const objects = objectsIn(part, models, depth);
    if (objects === null) return true;
    for (const name of new Set(objects.flatMap(({ fields }) => fields.filter(({ schema }) => isFixed(schema, models)).map((field) => field.name)))) {
      if (fixed.has(name)) return true;
      fixed.add(name);
    }
  }
  return false;
}

const isFixed = (schema: Schema, models: Models): boolean => {
  const { kind } = resolve(schema, models);
  return kind === "literal" || kind === "boolean" || kind === "null" || kind === "union" || kind === "never";
};

/** The objects that a part is made of; null: it is of another kind, or of too many. */
function objectsIn(schema: Schema, models: Models, depth: number): readonly ObjectSchema[] | null {
  const found = resolve(schema, models);
  if (found.kind === "object") return [found];
  if (found.kind !== "all" || depth > deepest) return null;
  const inner = found.of.map((part) => objectsIn(part, models, depth + 1));
  return inner.some((each) => each === null) || contradicts(found.of, models, depth + 1) ? null : inner.flatMap((each) => each ?? []);
}
