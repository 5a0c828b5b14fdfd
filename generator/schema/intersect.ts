import { type ArraySchema, allSchema, arraySchema, type Field, type LiteralSchema, neverSchema, type ObjectSchema, type Schema } from "../ir/index.js";
import { mergeDocs } from "./docs.js";
import { giveMeta } from "./meta.js";
import { admitsNull, orNull, withoutNull } from "./nullable.js";
import type { Mutable } from "./scope.js";

/** What both schemas allow, as simply as it can be said; `never` when nothing is; an `all` where references or unions stand in the way. */
export function intersect(a: Schema, b: Schema, at: string): Schema {
  if (a === b || b.kind === "unknown") return giveMeta(a, a === b ? null : b.meta);
  if (a.kind === "unknown") return giveMeta(b, a.meta);
  if (a.kind === "never" || b.kind === "never") return neverSchema();
  if (a.kind === "ref" && b.kind === "ref" && a.model === b.model) return giveMeta(a, b.meta);
  if (admitsNull(a) && admitsNull(b)) {
    if (a.kind === "null" || b.kind === "null") return a.kind === "null" ? a : b;
    const [left, right] = [withoutNull(a), withoutNull(b)];
    return left === a && right === b ? simply(a, b, at) : orNull(intersect(left, right, at), at);
  }
  if (admitsNull(a) !== admitsNull(b) && known(a) && known(b)) return simply(withoutNull(a), withoutNull(b), at);
  return simply(a, b, at);
}

/** Several objects as one, at the first one's place: the fields of all, each name once; required when any of them says so. */
export function mergeObjects(objects: readonly [ObjectSchema, ...ObjectSchema[]]): ObjectSchema {
  const [first, ...others] = objects;
  if (others.length === 0) return first;
  const merged: Mutable<ObjectSchema> = { ...first };
  const fields = new Map(first.fields.map((each) => [each.name, each]));
  for (const other of others) {
    for (const each of other.fields) {
      const before = fields.get(each.name);
      fields.set(each.name, before === undefined ? each : mergeFields(before, each, first.at));
    }
    if (other.patterns.length > 0) merged.patterns = [...merged.patterns, ...other.patterns];
    merged.rest = mergeRest(merged, other);
    giveMeta(merged, other.meta);
  }
  merged.fields = [...fields.values()];
  return merged;
}

function mergeFields(a: Field, b: Field, at: string): Field {
  return {
    name: a.name,
    schema: intersect(a.schema, b.schema, at),
    required: a.required || b.required,
    access: a.access === null || a.access === b.access ? b.access : b.access === null ? a.access : null,
    docs: mergeDocs(b.docs, a.docs),
  };
}

/** Undeclared keys of a merge: a part that is closed closes the whole (read as its author meant it, not as JSON Schema does). */
function mergeRest(a: ObjectSchema, b: ObjectSchema): ObjectSchema["rest"] {
  if (a.rest === false || b.rest === false) return false;
  if (a.rest === null || b.rest === null) return a.rest ?? b.rest;
  return intersect(a.rest, b.rest, a.at);
}

function simply(a: Schema, b: Schema, at: string): Schema {
  if (a.kind === "literal" && known(b)) return narrowed(a, b, at);
  if (b.kind === "literal" && known(a)) return narrowed(b, a, at);
  if (a.kind === "object" && b.kind === "object") return mergeObjects([a, b]);
  if (a.kind === "array" && b.kind === "array") return intersectArrays(a, b, at);
  if (a.kind === "union" && b.kind === "union") return overMembers(a.of, b, at) ?? allSchema(at, [a, b]);
  if (a.kind === "union" && scalar(b) && a.tag === null) return overMembers(a.of, b, at) ?? allSchema(at, [a, b]);
  if (b.kind === "union" && scalar(a) && b.tag === null) return overMembers(b.of, a, at) ?? allSchema(at, [a, b]);
  if (a.kind === "number" && b.kind === "number") return giveMeta({ ...a, integer: a.integer || b.integer, format: a.format ?? b.format }, b.meta);
  if (a.kind === "string" && b.kind === "string") return giveMeta({ ...a, format: a.format ?? b.format }, b.meta);
  if (a.kind === b.kind && scalar(a)) return giveMeta(a, b.meta);
  if (a.kind === "union" || b.kind === "union") return allSchema(at, [a, b]);
  if (known(a) && known(b) && a.kind !== "tuple" && b.kind !== "tuple") return neverSchema();
  return allSchema(at, [a, b]);
}

function intersectArrays(a: ArraySchema, b: ArraySchema, at: string): Schema {
  return giveMeta(giveMeta(arraySchema(intersect(a.items, b.items, at)), a.meta), b.meta);
}

/** A union cut down by a scalar; null when a member is too unclear for that. */
function overMembers(of: readonly Schema[], by: Schema, at: string): Schema | null {
  if (![...of, by].every(plain)) return null;
  const left = of.map((each) => intersect({ ...each }, { ...by }, at)).filter((each) => each.kind !== "never");
  const only = left[0];
  if (only === undefined) return neverSchema();
  return left.length === 1 ? only : { kind: "union", of: left, tag: null, at, meta: null };
}

function narrowed(literal: LiteralSchema, by: Schema, at: string): Schema {
  if (by.kind === "union") return overMembers(by.of, literal, at) ?? allSchema(at, [literal, by]);
  const listed = by.kind === "literal" ? new Set(by.members.map((member) => JSON.stringify(member.value))) : null;
  const members = literal.members.filter(({ value }) => (listed ? listed.has(JSON.stringify(value)) : isOf(by, value)));
  if (members.length === 0) return neverSchema();
  return giveMeta({ ...literal, members, open: literal.open && (by.kind !== "literal" || by.open) }, by.meta);
}

function isOf(schema: Schema, value: LiteralSchema["members"][number]["value"]): boolean {
  switch (schema.kind) {
    case "string":
    case "number":
    case "boolean":
      return typeof value === schema.kind;
    case "null":
      return value === null;
    case "array":
    case "tuple":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    default:
      return true;
  }
}

/** Not a reference, and no part of one: its values are known here. */
function known(schema: Schema): boolean {
  return schema.kind !== "ref" && schema.kind !== "all" && (schema.kind !== "union" || schema.of.every(known));
}

/** Made of nothing but scalars and nulls. */
function plain(schema: Schema): boolean {
  return scalar(schema) || schema.kind === "null" || schema.kind === "array" || (schema.kind === "union" && schema.of.every(plain));
}

function scalar(schema: Schema): boolean {
  return schema.kind === "string" || schema.kind === "number" || schema.kind === "boolean" || schema.kind === "literal" || schema.kind === "binary";
}
