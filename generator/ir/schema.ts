import type { Extension } from "./api.js";
import type { Docs } from "./docs.js";
import type { JsonValue } from "./json.js";

/**
 * What a value may be. Dialect-free: no `$ref`, no `nullable`, no TypeScript.
 * Optional things are `null`, never absent, so that every reader has to look.
 */
export type Schema =
  | StringSchema
  | NumberSchema
  | BooleanSchema
  | NullSchema
  | UnknownSchema
  | NeverSchema
  | LiteralSchema
  | BinarySchema
  | ArraySchema
  | TupleSchema
  | ObjectSchema
  | UnionSchema
  | AllSchema
  | RefSchema;

/** The word by which a schema's kind is told. */
export type SchemaKind = Schema["kind"];

interface Node {
  /** Docs, default, examples, constraints of this use; null when there are none. */
  readonly meta: Meta | null;
}

/** Text. */
export interface StringSchema extends Node {
  readonly kind: "string";
  /** As the document spells it: `date-time`, `uuid`, ...; null when none. `byte`/base64 text stays a string. */
  readonly format: string | null;
}
/** A number, whole or not. */
export interface NumberSchema extends Node {
  readonly kind: "number";
  readonly integer: boolean;
  /** `int32`, `int64`, `float`, `double`, ... */
  readonly format: string | null;
  /** The format of the text that it comes as where dates are delivered as values of their own: Avro counts days and instants. */
  readonly moment?: "date" | "date-time";
}
/** True or false. */
export interface BooleanSchema extends Node {
  readonly kind: "boolean";
}
/** Null alone. */
export interface NullSchema extends Node {
  readonly kind: "null";
}
/** Anything at all (`{}`, `true`). */
export interface UnknownSchema extends Node {
  readonly kind: "unknown";
}
/** Nothing at all (`false`, contradictory `allOf`). */
export interface NeverSchema extends Node {
  readonly kind: "never";
}
/** `enum` and `const`, of any JSON type, null included when listed. */
export interface LiteralSchema extends Node {
  readonly kind: "literal";
  readonly members: readonly LiteralMember[];
  /** What the members are values of: for open enums (`(string & {})`). */
  readonly base: "string" | "number" | "boolean" | "mixed";
  /** True when the document itself says that further values may come (x-extensible-enum, x-ms-enum modelAsString). */
  readonly open: boolean;
}
/** One allowed value of an enum. */
export interface LiteralMember {
  readonly value: JsonValue;
  /** x-enum-varnames and kin. */
  readonly name: string | null;
  /** x-enum-descriptions and kin. */
  readonly docs: string | null;
}
/** Raw bytes (not text that encodes them). */
export interface BinarySchema extends Node {
  readonly kind: "binary";
  /** Bytes inside a value, as they are: in Avro's and Protobuf's own encodings. Left out: a body or part, in whichever form bytes come. */
  readonly inside?: true;
}
/** A list of any length. */
export interface ArraySchema extends Node {
  readonly kind: "array";
  readonly items: Schema;
}
/** `prefixItems`; `min` members are required, the rest optional; `rest` false closes it. */
export interface TupleSchema extends Node {
  readonly kind: "tuple";
  readonly items: readonly Schema[];
  readonly min: number;
  readonly rest: Schema | false;
}
/** An object with declared fields, undeclared keys, or both. */
export interface ObjectSchema extends Node {
  readonly kind: "object";
  readonly fields: readonly Field[];
  /** `patternProperties`. */
  readonly patterns: readonly PatternField[];
  /**
   * Undeclared keys. `false`: declared closed. `null`: the document says nothing (printed closed, decoded leniently).
   * A schema: `additionalProperties`; `unknown` when it is `true`.
   */
  readonly rest: Schema | false | null;
  readonly at: string;
}
/** One declared property. */
export interface Field {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
  /** `read`: only in output (readOnly). `write`: only in input (writeOnly). */
  readonly access: "read" | "write" | null;
  readonly docs: Docs;
}
/** Properties whose names match a regular expression. */
export interface PatternField {
  readonly pattern: string;
  readonly schema: Schema;
}
/** One of several (`oneOf`, `anyOf`, type arrays). */
export interface UnionSchema extends Node {
  readonly kind: "union";
  readonly of: readonly Schema[];
  readonly tag: Tag | null;
  readonly at: string;
}
/** A discriminator: `field` holds one of `values`; `values[i]` selects `of[i]` (several values may select one member). */
export interface Tag {
  readonly field: string;
  readonly values: readonly (readonly string[])[];
}
/** `allOf` whose parts could not be merged into one object while lowering: an intersection. */
export interface AllSchema extends Node {
  readonly kind: "all";
  readonly of: readonly Schema[];
  readonly at: string;
}
/** A named schema: `model` is `Model.key`. */
export interface RefSchema extends Node {
  readonly kind: "ref";
  readonly model: string;
}

/** What a schema says besides its shape. */
export interface Meta {
  readonly docs: Docs;
  readonly title: string | null;
  /** `{ value }` so that a default of null can be told from none. */
  readonly default: { readonly value: JsonValue } | null;
  readonly limits: readonly Limit[];
  /** `x-nullable` and friends never appear here; `xml` names do. */
  readonly xml: Xml | null;
  /** Content of a string: contentEncoding, contentMediaType (e.g. base64, application/json), and contentSchema: what that content is. */
  readonly content: { readonly encoding: string | null; readonly mediaType: string | null; readonly schema: Schema | null } | null;
}

/** One constraint as the document spells it: `{ rule: "maxLength", value: 64 }`. */
export interface Limit {
  readonly rule: string;
  readonly value: JsonValue;
}

/** How a value is spelt in XML. */
export interface Xml {
  readonly name: string | null;
  readonly namespace: string | null;
  readonly prefix: string | null;
  readonly attribute: boolean;
  readonly wrapped: boolean;
  readonly text: boolean;
}

/** A named schema. */
export interface Model {
  /**
   * Stable identity: the absolute place of the schema, `<source>#<pointer>`. Not a name.
   */
  readonly key: string;
  /** What the document calls it (last pointer segment, title or file stem): a proposal, not yet an identifier. */
  readonly name: string;
  readonly schema: Schema;
  readonly docs: Docs;
  /** The vendor extensions that `plan` may act on: names. */
  readonly extensions: readonly Extension[];
  readonly at: string;
}
