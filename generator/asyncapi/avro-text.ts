import type { JsonValue } from "../ir/index.js";
import { isList, isObject, type JsonObject } from "../schema/json.js";
import { maxDepth } from "../schema/scope.js";

/** Whether every name of a schema is declared: what is not can't be written. */
interface Names {
  readonly known: Set<string>;
  readonly namespace: string;
  readonly depth: number;
  /** Whether moments (dates, timestamps) are to be delivered as text. */
  readonly isDated: boolean;
}

class Unknown extends Error {}

const primitives: ReadonlySet<string> = new Set(["null", "boolean", "int", "long", "float", "double", "bytes", "string"]);
const kept = ["name", "namespace", "symbols", "size", "default"] as const;

/**
 * An Avro schema as JSON text, with what counts on the wire alone, and the logical types that are delivered as text: decimals, with
 * `isDated` dates and timestamps. Null when it mentions what it does not declare, or is none.
 */
export function avroText(node: JsonValue | undefined, isDated = false): string | null {
  try {
    return JSON.stringify(bare(node, { known: new Set(), namespace: "", depth: 0, isDated }));
  } catch (error) {
    if (error instanceof Unknown) return null;
    throw error;
  }
}

function bare(node: JsonValue | undefined, names: Names): JsonValue {
  const inner = { ...names, depth: names.depth + 1 };
  if (names.depth > maxDepth) throw new Unknown();
  if (typeof node === "string") return primitives.has(node) || isKnown(node, names) ? node : fail();
  if (isList(node)) return node.length === 0 ? fail() : node.map((each) => bare(each, inner));
  if (!isObject(node)) return fail();
  switch (node["type"]) {
    case "record":
    case "error":
    case "enum":
    case "fixed":
      return definition(node, inner);
    case "array":
      return { type: "array", items: bare(node["items"], inner) };
    case "map":
      return { type: "map", values: bare(node["values"], inner) };
    default: {
      const logical = logicalOf(node, names);
      return logical === null ? bare(node["type"], inner) : { type: node["type"] ?? null, ...logical };
    }
  }
}

function logicalOf(node: JsonObject, { isDated }: Names): JsonObject | null {
  if (isDecimal(node)) return { logicalType: "decimal", ...(node["scale"] === undefined ? {} : { scale: node["scale"] }) };
  return isDated && momentOf(node) !== null ? { logicalType: node["logicalType"] ?? null } : null;
}

/** Whether a schema is a decimal number, which stands in bytes. */
export function isDecimal({ type, logicalType, scale = 0, precision }: JsonObject): boolean {
  if (logicalType !== "decimal" || (type !== "bytes" && type !== "fixed")) return false;
  return typeof precision === "number" && typeof scale === "number" && Number.isInteger(scale) && scale >= 0 && scale <= precision;
}

/** What a number of a schema counts to, where that is a day or an instant. */
export function momentOf({ type, logicalType }: JsonObject): "date" | "date-time" | null {
  if (type === "int") return logicalType === "date" ? "date" : null;
  return type === "long" && /^timestamp-(?:milli|micro|nano)s$/.test(`${logicalType}`) ? "date-time" : null;
}

const fail = (): never => {
  throw new Unknown();
};

function definition(node: JsonObject, names: Names): JsonValue {
  const { name, fields } = node;
  const own = typeof name === "string" ? name : "";
  const said = typeof node["namespace"] === "string" ? node["namespace"] : names.namespace;
  const namespace = own.includes(".") ? own.slice(0, own.lastIndexOf(".")) : said;
  if (own !== "") names.known.add(fullName(own, namespace));
  const inner = { ...names, namespace };
  const basic = Object.fromEntries(kept.flatMap((key) => (node[key] === undefined ? [] : [[key, node[key]]])));
  if (node["type"] === "fixed" && !isSize(node["size"])) fail();
  if (node["type"] === "enum" && !isNames(node["symbols"])) fail();
  if (node["type"] === "enum" || node["type"] === "fixed") return { type: node["type"], ...basic, ...logicalOf(node, names) };
  return { type: "record", ...basic, fields: isList(fields) ? fields.map((each) => fieldOf(each, inner)) : fail() };
}

const isSize = (value: JsonValue | undefined): boolean => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const isNames = (value: JsonValue | undefined): boolean => isList(value) && value.every((each) => typeof each === "string");

function fieldOf(node: JsonValue, names: Names): JsonValue {
  if (!isObject(node) || typeof node["name"] !== "string") return fail();
  const { name, type } = node;
  return { name, type: bare(type, names), ...(node["default"] === undefined ? {} : { default: node["default"] }) };
}

const fullName = (name: string, namespace: string): string => (name.includes(".") || namespace === "" ? name : `${namespace}.${name}`);

const isKnown = (name: string, { known, namespace }: Names): boolean => known.has(fullName(name, namespace)) || known.has(name);
