import { InputError } from "../core/errors.js";
import type { Int64Style } from "../realtime/payload-language.js";
import { type AvroField, enumeration, list, map, record, union } from "./complex.js";
import { defaultOf } from "./defaults.js";
import { logical } from "./logical.js";
import { fixed, primitive } from "./primitives.js";
import type { AvroType } from "./type.js";

/** An Avro schema as it stands in JSON. */
export type AvroSchema = string | readonly AvroSchema[] | AvroNode;

/** The parts of a schema that count on the wire. */
export interface AvroNode {
  readonly type: AvroSchema;
  readonly name?: string;
  readonly namespace?: string;
  readonly symbols?: readonly string[];
  readonly size?: number;
  /** Kept where values are delivered as text. */
  readonly logicalType?: string;
  readonly scale?: number;
  readonly items?: AvroSchema;
  readonly values?: AvroSchema;
  readonly fields?: readonly { readonly name: string; readonly type: AvroSchema; readonly default?: unknown }[];
}

interface Around {
  readonly int64: Int64Style;
  readonly namespace: string;
  /** Full name -> type, and the schema that defaults are read by. */
  readonly named: Map<string, { type: AvroType; node: AvroNode }>;
}

/** Makes a type of a schema. The generator has checked it; one written by hand may be wrong. */
export function compile(schema: AvroSchema, int64: Int64Style): AvroType {
  return typeOf(schema, { int64, namespace: "", named: new Map() });
}

function typeOf(schema: AvroSchema, around: Around): AvroType {
  if (typeof schema === "string") return primitive(schema, around.int64) ?? known(schema, around).type;
  if (isUnion(schema)) return union(schema.map((each) => typeOf(each, around)));
  const { type, items = "null", values = "null" } = schema;
  switch (type) {
    case "record":
    case "error":
    case "enum":
    case "fixed":
      return definition(schema, around);
    case "array": {
      const item = typeOf(items, around);
      return list(() => item);
    }
    case "map": {
      const value = typeOf(values, around);
      return map(() => value);
    }
    default:
      return logical(schema, typeOf(type, around));
  }
}

const isUnion = (schema: AvroSchema): schema is readonly AvroSchema[] => Array.isArray(schema);

/** A named type: known before its inside is read, for that may mention it. */
function definition(node: AvroNode, around: Around): AvroType {
  const { name = "", type, symbols = [], size = 0, fields = [] } = node;
  const namespace = name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : (node.namespace ?? around.namespace);
  const within = { ...around, namespace };
  let own: readonly AvroField[] = [];
  const made = type === "enum" ? enumeration(symbols) : type === "fixed" ? logical(node, fixed(size)) : record(() => own);
  if (name !== "") around.named.set(fullName(name, namespace), { type: made, node });
  own = fields.map((each) => {
    const fieldType = typeOf(each.type, within);
    const named = (text: string): AvroNode | null => lookup(text, within)?.node ?? null;
    return { name: each.name, type: fieldType, fallback: each.default === undefined ? undefined : () => defaultOf(each.type, each.default, named) };
  });
  return made;
}

const fullName = (name: string, namespace: string): string => (name.includes(".") || namespace === "" ? name : `${namespace}.${name}`);

const lookup = (name: string, { named, namespace }: Around) => named.get(fullName(name, namespace)) ?? named.get(name);

function known(name: string, around: Around): { readonly type: AvroType } {
  const found = lookup(name, around);
  if (found === undefined) throw new InputError(`The Avro schema mentions ${name}, which it does not declare`);
  return found;
}
