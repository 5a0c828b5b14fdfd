import type { Api } from "./api.js";
import { noDocs } from "./docs.js";
import type { JsonValue } from "./json.js";
import type {
  AllSchema,
  ArraySchema,
  BinarySchema,
  BooleanSchema,
  Field,
  LiteralMember,
  LiteralSchema,
  Meta,
  NeverSchema,
  NullSchema,
  NumberSchema,
  ObjectSchema,
  RefSchema,
  Schema,
  StringSchema,
  UnionSchema,
  UnknownSchema,
} from "./schema.js";

/** Anything at all. A new node each time, so that its maker may still give it a meta. */
export function unknownSchema(): UnknownSchema {
  return { kind: "unknown", meta: null };
}

/** Nothing at all. */
export function neverSchema(): NeverSchema {
  return { kind: "never", meta: null };
}

/** The value null. */
export function nullSchema(): NullSchema {
  return { kind: "null", meta: null };
}

/** true or false. */
export function booleanSchema(): BooleanSchema {
  return { kind: "boolean", meta: null };
}

/** Raw bytes. */
export function binarySchema(): BinarySchema {
  return { kind: "binary", meta: null };
}

/** Bytes inside a value, as they are. */
export function bytesSchema(): BinarySchema {
  return { kind: "binary", inside: true, meta: null };
}

/** Text, with the document's format word. */
export function stringSchema(format: string | null = null): StringSchema {
  return { kind: "string", format, meta: null };
}

/** A number; `integer` when it has no fraction. */
export function numberSchema(integer: boolean, format: string | null = null): NumberSchema {
  return { kind: "number", integer, format, meta: null };
}

/** A list of `items`. */
export function arraySchema(items: Schema): ArraySchema {
  return { kind: "array", items, meta: null };
}

/** A named schema, by its `Model.key`. */
export function refSchema(model: string): RefSchema {
  return { kind: "ref", model, meta: null };
}

/** An object that says nothing about undeclared keys, unless `rest` is given. */
export function objectSchema(at: string, fields: readonly Field[], rest: ObjectSchema["rest"] = null): ObjectSchema {
  return { kind: "object", fields, patterns: [], rest, at, meta: null };
}

/** One field without docs of its own. */
export function field(name: string, schema: Schema, required: boolean): Field {
  return { name, schema, required, access: null, docs: noDocs };
}

/** One of several schemas; no discriminator. */
export function unionSchema(at: string, of: readonly Schema[]): UnionSchema {
  return { kind: "union", of, tag: null, at, meta: null };
}

/** All of several schemas at once. */
export function allSchema(at: string, of: readonly Schema[]): AllSchema {
  return { kind: "all", of, at, meta: null };
}

/** Listed values; `base` is what they are values of. */
export function literalSchema(members: readonly LiteralMember[], open = false): LiteralSchema {
  return { kind: "literal", members, base: literalBase(members), open, meta: null };
}

/** Listed values without names or descriptions. */
export function literalOf(values: readonly JsonValue[]): LiteralSchema {
  return literalSchema(values.map((value) => ({ value, name: null, docs: null })));
}

/** What the members are values of; null members don't count; `mixed` when they differ or are arrays or objects. */
export function literalBase(members: readonly LiteralMember[]): LiteralSchema["base"] {
  let base: LiteralSchema["base"] | null = null;
  for (const { value } of members) {
    if (value === null) continue;
    const kind = typeof value;
    const own = kind === "string" || kind === "number" || kind === "boolean" ? kind : "mixed";
    if (base !== null && base !== own) return "mixed";
    base = own;
  }
  return base ?? "mixed";
}

/** A meta that says nothing: to spread from. */
export const emptyMeta: Meta = { docs: noDocs, title: null, default: null, limits: [], xml: null, content: null };

/** An Api of nothing: to spread from. */
export const emptyApi: Api = {
  title: "",
  version: "",
  docs: noDocs,
  licence: null,
  servers: [],
  auth: [],
  tags: [],
  extensions: [],
  models: [],
  operations: [],
  webhooks: [],
  channels: [],
  channelServers: [],
  framing: null,
};
