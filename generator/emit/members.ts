import type { AllSchema, Field, LiteralSchema, ObjectSchema, RefSchema, Schema } from "../ir/index.js";
import type { ModelIndex, Origin, Side } from "./model-index.js";

/** Named fields of a type that an interface may extend, and what index signature it has besides; `closed`: it has no member at all. */
export interface Members {
  readonly fields: ReadonlyMap<string, Field>;
  readonly index: "none" | "unknown" | "other" | "closed";
}

/** How a schema is written as an interface: what it extends, and its own fields. */
export interface Heritage {
  readonly bases: readonly RefSchema[];
  readonly own: readonly ObjectSchema[];
  /** Own fields that a base requires: they can't become optional again. */
  readonly required: ReadonlySet<string>;
}

/** Fields on one side of readOnly/writeOnly. */
export function visibleFields(schema: ObjectSchema, side: Side): readonly Field[] {
  if (side === "both") return schema.fields;
  const hidden = side === "input" ? "read" : "write";
  return schema.fields.some((field) => field.access === hidden) ? schema.fields.filter((field) => field.access !== hidden) : schema.fields;
}

/** An interface with more ancestors than this is written as an intersection instead. */
const LONGEST_LINE = 100;

/** Answers what is known of a schema's members without printing it. */
export class MemberReader {
  readonly #index: ModelIndex;
  readonly #known = new WeakMap<Schema, Map<Side, Members | null>>();
  #depth = 0;

  constructor(index: ModelIndex) {
    this.#index = index;
  }

  /** null: not an object type, or one whose members are not all known by name. */
  members(schema: Schema, side: Side, origin: Origin): Members | null {
    if (schema.kind === "object") return objectMembers(schema, side);
    if (schema.kind !== "all" && schema.kind !== "ref") return null;
    const sides = this.#known.get(schema) ?? new Map<Side, Members | null>();
    this.#known.set(schema, sides);
    const known = sides.get(side);
    if (known !== undefined) return known;
    if (this.#depth >= LONGEST_LINE) return null;
    this.#depth++;
    const found = schema.kind === "ref" ? this.#ofReference(schema, side, origin) : this.#ofAll(schema, side, origin);
    this.#depth--;
    sides.set(side, found);
    return found;
  }

  #ofReference(ref: RefSchema, side: Side, origin: Origin): Members | null {
    const node = this.#index.node(ref, side, origin);
    if (node === null || this.#index.isCyclic(node)) return null;
    return this.members(node.view.type.schema, node.view.type.side, node);
  }

  #ofAll(schema: AllSchema, side: Side, origin: Origin): Members | null {
    const heritage = this.heritage(schema, side, origin);
    if (heritage === null) return null;
    const fields = new Map<string, Field>();
    let index: Members["index"] = "none";
    for (const part of [...heritage.bases, ...heritage.own]) {
      const members = this.members(part, side, origin);
      if (members === null) return null;
      for (const [name, field] of members.fields) fields.set(name, heritage.required.has(name) ? { ...field, required: true } : field);
      if (members.index !== "none") index = members.index;
    }
    return { fields, index };
  }

  /** The parts of an intersection that add something on this side, each once; at least one. */
  parts(schema: AllSchema, side: Side, origin: Origin): readonly Schema[] {
    const kept = distinctParts(schema.of).filter((part) => !this.#addsNothing(part, side, origin));
    if (kept.length > 0) return kept;
    return [schema.of.find((part) => part.kind === "ref") ?? schema.of.find((part) => part.kind === "object") ?? { kind: "unknown", meta: null }];
  }

  /** Nothing but "any", "an object", or a closed object without fields, which composing can only mean as a base of others. */
  #addsNothing(part: Schema, side: Side, origin: Origin): boolean {
    if (part.kind === "unknown") return true;
    if (part.kind === "object") return visibleFields(part, side).length === 0 && indexValues(part).length === 0;
    return part.kind === "ref" && this.members(part, side, origin)?.index === "closed";
  }

  /** null: an interface can't say this without an error; an intersection can. */
  heritage(schema: Schema, side: Side, origin: Origin): Heritage | null {
    if (schema.kind === "object") return { bases: [], own: [schema], required: new Set() };
    if (schema.kind !== "all") return null;
    const parts = this.parts(schema, side, origin);
    const bases = parts.filter((part) => part.kind === "ref");
    const own = parts.filter((part) => part.kind === "object");
    if (bases.length + own.length < parts.length) return null;
    const inherited = this.#inherited(bases, side, origin);
    return inherited === null ? null : this.#withOwn(bases, own, { inherited, side, origin });
  }

  /** Fields of all bases; null when two of them disagree. */
  #inherited(bases: readonly RefSchema[], side: Side, origin: Origin): ReadonlyMap<string, Field> | null {
    const fields = new Map<string, Field>();
    for (const base of bases) {
      const members = this.members(base, side, origin);
      if (members === null || members.index === "other") return null;
      for (const [name, field] of members.fields) {
        const other = fields.get(name);
        if (other !== undefined && (other.required !== field.required || !sameSchema(other.schema, field.schema))) return null;
        fields.set(name, field);
      }
    }
    return fields;
  }

  #withOwn(
    bases: readonly RefSchema[],
    own: readonly ObjectSchema[],
    given: { inherited: ReadonlyMap<string, Field>; side: Side; origin: Origin },
  ): Heritage | null {
    const required = new Set<string>();
    const seen = new Set<string>();
    for (const part of own) {
      const members = objectMembers(part, given.side);
      if (members.index === "other" && given.inherited.size + own.length > 1) return null;
      for (const [name, field] of members.fields) {
        if (seen.has(name)) return null;
        seen.add(name);
        const base = given.inherited.get(name);
        if (base === undefined) continue;
        if (!this.fits(field.schema, base.schema, given.side, given.origin)) return null;
        if (base.required) required.add(name);
      }
    }
    return { bases, own, required };
  }

  /** Whether the first type is surely assignable to the second, both read at the same place. Says no when in doubt. */
  fits(narrow: Schema, wide: Schema, side: Side, origin: Origin): boolean {
    if (wide.kind === "unknown" || narrow.kind === "never" || sameSchema(narrow, wide)) return true;
    if (wide.kind === "union") return arms(narrow).every((arm) => wide.of.some((other) => this.fits(arm, other, side, origin)));
    const target = wide.kind === "ref" ? this.#scalar(wide, side, origin) : wide;
    const source = narrow.kind === "ref" ? this.#scalar(narrow, side, origin) : narrow;
    return target !== null && source?.kind === "literal" && literalFits(source, target);
  }

  /** The closed or open enum that a schema is, by itself or through a reference. */
  literal(schema: Schema, side: Side, origin: Origin): LiteralSchema | null {
    const target = schema.kind === "ref" ? this.#scalar(schema, side, origin) : schema;
    return target?.kind === "literal" ? target : null;
  }

  #scalar(ref: RefSchema, side: Side, origin: Origin): Schema | null {
    const schema = this.#index.node(ref, side, origin)?.view.type.schema ?? null;
    return schema !== null && (schema.kind === "literal" || schema.kind === "string" || schema.kind === "number") ? schema : null;
  }
}

/** Each part once; references are told apart by what they refer to, the few others by all they say. */
function distinctParts(parts: readonly Schema[]): readonly Schema[] {
  const models = new Set<string>();
  const others: Schema[] = [];
  return parts.filter((part) => {
    if (part.kind === "ref") return models.size < models.add(part.model).size;
    if (others.some((other) => sameSchema(other, part))) return false;
    others.push(part);
    return true;
  });
}

const arms = (schema: Schema): readonly Schema[] => (schema.kind === "union" ? schema.of : [schema]);

function literalFits(source: LiteralSchema, target: Schema): boolean {
  if (source.open) return false;
  if (target.kind === "literal") return source.members.every((member) => target.members.some((other) => sameSchema(other.value, member.value)));
  // A string with a format may be delivered as a Date, a number as a bigint.
  if (target.kind === "string" || target.kind === "number") {
    return target.format === null && source.members.every((member) => typeof member.value === target.kind);
  }
  return target.kind === "boolean" && source.members.every((member) => typeof member.value === "boolean");
}

function objectMembers(schema: ObjectSchema, side: Side): Members {
  const fields = new Map(visibleFields(schema, side).map((field) => [field.name, field]));
  return { fields, index: indexKind(schema, fields.size) };
}

function indexKind(schema: ObjectSchema, fields: number): Members["index"] {
  const values = indexValues(schema);
  if (values.length === 0) return fields === 0 ? (schema.rest === null && schema.fields.length === 0 ? "unknown" : "closed") : "none";
  return values.some((value) => value.kind === "unknown") ? "unknown" : "other";
}

/** What undeclared keys may hold. */
export function indexValues(schema: ObjectSchema): readonly Schema[] {
  const values = schema.patterns.map((pattern) => pattern.schema);
  return schema.rest === null || schema.rest === false || schema.rest.kind === "never" ? values : [...values, schema.rest];
}

const IGNORED = new Set(["meta", "at", "docs", "title"]);

/** Deep equality of two schemas (or JSON values), documentation aside. */
export function sameSchema(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left).filter((key) => !IGNORED.has(key));
  if (keys.length !== Object.keys(right).filter((key) => !IGNORED.has(key)).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && sameSchema(read(left, key), read(right, key)));
}

const read = (value: object, key: string): unknown => (value as Record<string, unknown>)[key]; // own key, checked by the callers
