import { nullSchema, type Schema, unionSchema } from "../ir/index.js";
import type { Mutable } from "./scope.js";

/** The schema or null: joins an existing union, changes nothing where null is admitted already. */
export function orNull(schema: Schema, at: string): Schema {
  if (admitsNull(schema)) return schema;
  if (schema.kind !== "union") return unionSchema(at, [schema, nullSchema()]);
  const draft: Mutable<typeof schema> = schema;
  draft.of = [...schema.of, nullSchema()];
  return draft;
}

/** Whether null is among the values; references are not followed. */
export function admitsNull(schema: Schema): boolean {
  switch (schema.kind) {
    case "null":
    case "unknown":
      return true;
    case "literal":
      return schema.members.some((member) => member.value === null);
    case "union":
      return schema.of.some(admitsNull);
    case "all":
      return schema.of.every(admitsNull);
    default:
      return false;
  }
}

/** The schema without null: for parts of an `allOf` whose other parts don't admit it. */
export function withoutNull(schema: Schema): Schema {
  if (schema.kind === "literal" && admitsNull(schema)) return { ...schema, members: schema.members.filter((member) => member.value !== null) };
  if (schema.kind !== "union" || !schema.of.some((each) => each.kind === "null")) return schema;
  const of = schema.of.filter((each) => each.kind !== "null");
  const only = of.length === 1 ? of[0] : undefined;
  if (only !== undefined) return only;
  const draft: Mutable<typeof schema> = schema;
  draft.of = of;
  return draft;
}
