import { type Field, field, type LiteralSchema, literalOf, literalSchema, objectSchema, type Schema } from "../ir/index.js";
import type { Lowering, Mutable } from "./scope.js";

/**
 * What a schema says of a discriminator's property: the values it lists, that it is open (any text, or not declared), or that
 * the schema can't have such a property at all.
 */
export type TagValues = { readonly kind: "listed"; readonly values: readonly string[] } | { readonly kind: "open" } | { readonly kind: "unfit" };

const open: TagValues = { kind: "open" };
const unfit: TagValues = { kind: "unfit" };

/** The values of a property in a union's member, followed through references, `all`s and inner unions. */
export function tagValuesOf(lowering: Lowering, schema: Schema, name: string, seen: ReadonlySet<string> = new Set()): TagValues {
  switch (schema.kind) {
    case "ref": {
      const target = lowering.models.get(schema.model)?.model;
      if (!target || seen.size > 50 || seen.has(schema.model)) return open;
      return tagValuesOf(lowering, target.schema, name, new Set(seen).add(schema.model));
    }
    case "object": {
      const declared = schema.fields.find((each) => each.name === name);
      return declared === undefined ? open : literalsOf(lowering, declared.schema);
    }
    case "all":
      return ofAll(schema.of.map((part) => tagValuesOf(lowering, part, name, seen)));
    case "union":
      return ofUnion(schema.of.filter((each) => each.kind !== "null").map((each) => tagValuesOf(lowering, each, name, seen)));
    case "unknown":
      return open;
    default:
      return unfit;
  }
}

/** A schema whose property holds just these values, and is required. Schemas that can't have it come back as they are. */
export function withTag(schema: Schema, name: string, values: readonly string[]): Schema {
  if (schema.kind === "object") return { ...schema, fields: taggedFields(schema.fields, name, values) };
  if (schema.kind !== "all") return schema;
  const objects = schema.of.filter((each) => each.kind === "object");
  const holder = objects.find((each) => each.fields.some((own) => own.name === name)) ?? objects[0];
  const draft: Mutable<typeof schema> = schema;
  if (holder === undefined) draft.of = [...schema.of, objectSchema(schema.at, taggedFields([], name, values))];
  else draft.of = schema.of.map((each) => (each === holder ? withTag(holder, name, values) : each));
  return draft;
}

function taggedFields(fields: readonly Field[], name: string, values: readonly string[]): readonly Field[] {
  const index = fields.findIndex((each) => each.name === name);
  const before = fields[index];
  if (before === undefined) return [field(name, literalOf(values), true), ...fields];
  return fields.with(index, { ...before, schema: narrowed(before.schema, values), required: true });
}

/** The values as a literal that keeps the names, docs and meta of the property's own. */
function narrowed(schema: Schema, values: readonly string[]): LiteralSchema {
  const known = schema.kind === "literal" ? schema.members : [];
  const literal = literalSchema(values.map((value) => known.find((member) => String(member.value) === value) ?? { value, name: null, docs: null }));
  return schema.meta === null ? literal : { ...literal, meta: schema.meta };
}

function literalsOf(lowering: Lowering, schema: Schema, hops = 0): TagValues {
  if (schema.kind === "ref") {
    const target = lowering.models.get(schema.model)?.model;
    return target && hops < 10 ? literalsOf(lowering, target.schema, hops + 1) : open;
  }
  if (schema.kind === "union") return ofUnion(schema.of.filter((each) => each.kind !== "null").map((each) => literalsOf(lowering, each, hops + 1)));
  if (schema.kind === "all") return ofAll(schema.of.map((each) => literalsOf(lowering, each, hops + 1)));
  if (schema.kind !== "literal" || schema.open) return schema.kind === "object" || schema.kind === "array" ? unfit : open;
  return { kind: "listed", values: schema.members.filter((member) => member.value !== null).map((member) => String(member.value)) };
}

/** Parts of an `all`: the fewest values that one lists. */
function ofAll(parts: readonly TagValues[]): TagValues {
  let found: TagValues = parts.length > 0 && parts.every((part) => part.kind === "unfit") ? unfit : open;
  for (const part of parts) if (part.kind === "listed" && (found.kind !== "listed" || part.values.length < found.values.length)) found = part;
  return found;
}

/** Members of an inner union: all their values, if each lists some. */
function ofUnion(members: readonly TagValues[]): TagValues {
  const values: string[] = [];
  for (const member of members) {
    if (member.kind !== "listed") return member;
    values.push(...member.values);
  }
  return { kind: "listed", values: [...new Set(values)] };
}
