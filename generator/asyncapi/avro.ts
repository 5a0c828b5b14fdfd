import {
  arraySchema,
  booleanSchema,
  bytesSchema,
  type Field,
  field,
  type JsonValue,
  literalOf,
  nullSchema,
  numberSchema,
  objectSchema,
  refSchema,
  type Schema,
  stringSchema,
  unionSchema,
  unknownSchema,
} from "../ir/index.js";
import { docsOf } from "../schema/docs.js";
import { isList, isObject, type JsonObject, kindOf, step, textAt } from "../schema/json.js";
import { addModel } from "../schema/model.js";
import { maxDepth, type Scope, warn } from "../schema/scope.js";
import { isDecimal, momentOf } from "./avro-text.js";
import type { Used } from "./payload.js";

/** Where an Avro schema is read: names are looked up in the namespace around. */
interface Around {
  readonly scope: Scope;
  readonly at: string;
  readonly namespace: string;
  readonly isBinary: boolean;
  /** Full name -> key of its model. */
  readonly named: Map<string, string>;
  readonly depth: number;
}

/** An Avro schema: its records and enums become models; of its logical types uuid and decimal are text, dates and timestamps what `dates` says. */
export function lowerAvro({ scope, node, at, isBinary = false }: Used): Schema {
  return lower(node, { scope, at, isBinary, namespace: "", named: new Map(), depth: 0 });
}

function lower(node: JsonObject[string] | undefined, around: Around): Schema {
  if (around.depth > maxDepth) return invalid(node, around);
  if (typeof node === "string") return primitive(node, around) ?? named(node, around);
  if (isList(node)) return union(node, around);
  if (!isObject(node)) return invalid(node, around);
  const type = node["type"];
  switch (type) {
    case "record":
    case "error":
      return record(node, around);
    case "enum":
      return model(node, around, () => literalOf(listOf(node["symbols"]).filter((each) => typeof each === "string")));
    case "fixed":
      return model(node, around, () => (around.isBinary && isDecimal(node) ? stringSchema("decimal") : bytesOf(around)));
    case "array":
      return arraySchema(lower(node["items"], inside(around, "items")));
    case "map":
      return objectSchema(around.at, [], lower(node["values"], inside(around, "values")));
    default:
      return logical(node, around) ?? lower(type, inside(around, "type"));
  }
}

/** The logical types that say more than what they stand on; null for the others. */
function logical(node: JsonObject, { isBinary }: Around): Schema | null {
  const { type, logicalType } = node;
  if (logicalType === "uuid" && type === "string") return stringSchema("uuid");
  if (!isBinary) return null;
  if (isDecimal(node)) return stringSchema("decimal");
  const moment = momentOf(node);
  return moment === null ? null : { ...numberSchema(true, type === "int" ? "int32" : "int64"), moment };
}

const inside = (around: Around, ...keys: readonly (string | number)[]): Around => ({
  ...around,
  at: keys.reduce<string>(step, around.at),
  depth: around.depth + 1,
});
const listOf = (node: JsonValue | undefined): readonly JsonValue[] => (isList(node) ? node : []);

/** In JSON bytes are text, a character each. */
const bytesOf = ({ isBinary }: Around): Schema => (isBinary ? bytesSchema() : stringSchema());

function primitive(word: string, around: Around): Schema | null {
  switch (word) {
    case "null":
      return nullSchema();
    case "boolean":
      return booleanSchema();
    case "int":
      return numberSchema(true, "int32");
    case "long":
      return numberSchema(true, "int64");
    case "float":
    case "double":
      return numberSchema(false, word);
    case "bytes":
      return bytesOf(around);
    case "string":
      return stringSchema();
    default:
      return null;
  }
}

function union(list: readonly JsonValue[], around: Around): Schema {
  const of = list.map((each, index) => lower(each, inside(around, index)));
  const [first] = of;
  return of.length === 1 && first !== undefined ? first : of.length === 0 ? unknownSchema() : unionSchema(around.at, of);
}

function record(node: JsonObject, around: Around): Schema {
  return model(node, around, (within) => {
    const fields = listOf(node["fields"]).flatMap((each, index) => (isObject(each) ? recordField(each, inside(within, "fields", index)) : []));
    return objectSchema(around.at, fields);
  });
}

function recordField(node: JsonObject, around: Around): readonly Field[] {
  const name = textAt(node, "name");
  if (name === null) return [];
  const made = field(name, lower(node["type"], inside(around, "type")), node["default"] === undefined);
  return [{ ...made, docs: docsOf({ description: node["doc"] ?? null }) }];
}

/** A named type: a model under its full name, known before its inside is read, for that may mention it. */
function model(node: JsonObject, around: Around, make: (within: Around) => Schema): Schema {
  const name = textAt(node, "name");
  if (name === null) return make(around);
  const namespace = name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : (textAt(node, "namespace") ?? around.namespace);
  around.named.set(fullName(name, namespace), around.at);
  const within: Around = { ...around, namespace };
  const short = name.slice(name.lastIndexOf(".") + 1);
  if (!around.scope.lowering.models.has(around.at))
    addModel(around.scope, {
      key: around.at,
      name: short,
      schema: make(within),
      docs: docsOf({ description: node["doc"] ?? null }),
      extensions: [],
      at: around.at,
    });
  return refSchema(around.at);
}

const fullName = (name: string, namespace: string): string => (name.includes(".") || namespace === "" ? name : `${namespace}.${name}`);

function named(name: string, around: Around): Schema {
  const key = around.named.get(fullName(name, around.namespace)) ?? around.named.get(name);
  return key === undefined ? invalid(name, around) : refSchema(key);
}

function invalid(node: JsonValue | undefined, { scope, at }: Around): Schema {
  const said = typeof node === "string" ? `the unknown type ${JSON.stringify(node)}` : kindOf(node);
  warn(scope, "avro-invalid", {
    at,
    message: `An Avro schema should stand here, but there is ${said}; it may be anything.`,
    remedy: "Name a primitive type, or a record, enum or fixed declared before.",
  });
  return unknownSchema();
}
