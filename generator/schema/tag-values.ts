import { type Field, field, type LiteralSchema, literalOf, literalSchema, objectSchema, type Schema, type UnionSchema } from "../ir/index.js";
import type { Lowering, Mutable } from "./scope.js";

/**
 * What a schema says of a discriminator's property: the values it lists, that it is open (any text, or not declared), or that
 * the schema can't have such a property at all.
 */
export type TagValues = { readonly kind: "listed"; readonly values: readonly string[] } | { readonly kind: "open" } | { readonly kind: "unfit" };

const open: TagValues = { kind: "open" };
const unfit: TagValues = { kind: "unfit" };

/** Chains of references, `all`s and unions longer than this are taken for open. */
const longest = 30;

/** Reads properties of models; remembers what it read, so it lives only as long as the models don't change. */
export class TagReader {
  readonly #lowering: Lowering;
  readonly #known = new Map<string, TagValues>();

  constructor(lowering: Lowering) {
    this.#lowering = lowering;
  }

  /** The values of a property in a union's member, followed through references, `all`s and inner unions. */
  read(schema: Schema, name: string, depth = 0): TagValues {
    switch (schema.kind) {
      case "ref":
        return this.#ofModel(schema.model, name, depth);
      case "object": {
        const declared = schema.fields.find((each) => each.name === name);
        return declared === undefined ? open : literalsOf(this.#lowering, declared.schema);
      }
      case "all":
        return ofAll(schema.of.map((part) => this.read(part, name, depth + 1)));
      case "union":
        return ofUnion(schema.of.filter((each) => each.kind !== "null").map((each) => this.read(each, name, depth + 1)));
      case "unknown":
        return open;
      default:
        return unfit;
    }
  }

  #ofModel(key: string, name: string, depth: number): TagValues {
    const id = `${name} ${key}`;
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const target = this.#lowering.models.get(key)?.model;
    if (!target || depth > longest) return open;
    // What leads back to itself adds nothing.
    this.#known.set(id, open);
    const found = this.read(target.schema, name, depth + 1);
    this.#known.set(id, found);
    return found;
  }
}

/** A schema whose property holds just these values, and is required. Schemas that can't have it come back as they are. */
export function withTag(schema: Schema, name: string, values: readonly string[]): Schema {
  if (schema.kind === "object") return { ...schema, fields: taggedFields(schema.fields, name, values) };
  if (schema.kind === "union") return withTagOrNull(schema, name, values);
  if (schema.kind !== "all") return schema;
  const objects = schema.of.filter((each) => each.kind === "object");
  const holder = objects.find((each) => each.fields.some((own) => own.name === name)) ?? objects[0];
  const draft: Mutable<typeof schema> = schema;
  if (holder === undefined) draft.of = [...schema.of, objectSchema(schema.at, taggedFields([], name, values))];
  else draft.of = schema.of.map((each) => (each === holder ? withTag(holder, name, values) : each));
  return draft;
}

/** A nullable object is as good as an object: null selects nothing. Unions of several say it in each of their own models. */
function withTagOrNull(union: UnionSchema, name: string, values: readonly string[]): Schema {
  const draft: Mutable<UnionSchema> = union;
  if (union.of.filter((each) => each.kind !== "null").length === 1)
    draft.of = union.of.map((each) => (each.kind === "null" ? each : withTag(each, name, values)));
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
    for (const value of member.values) values.push(value);
  }
  return { kind: "listed", values: [...new Set(values)] };
}
