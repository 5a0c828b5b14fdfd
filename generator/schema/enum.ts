import { arraySchema, type JsonValue, type LiteralMember, literalSchema, nullSchema, type Schema, unknownSchema } from "../ir/index.js";
import { isList, isObject, type JsonObject, kindOf, listAt, objectAt, own } from "./json.js";
import { type Scope, warn } from "./scope.js";
import type { TypeWord } from "./types.js";
import { isNullable } from "./types.js";

interface EnumPlace {
  readonly node: JsonObject;
  readonly at: string;
  readonly types: readonly TypeWord[];
}

/** `const` and `enum` as listed values; null when they list nothing usable. */
export function lowerEnum(scope: Scope, place: EnumPlace): Schema | null {
  const values = valuesOf(scope, place);
  if (values === null) return null;
  if (place.types[0]?.type === "array" && !values.some(isList)) return itemsEnum(scope, place);
  const names = namesOf(scope, place, values);
  const members: LiteralMember[] = [];
  const seen = new Set<string>();
  const odd: OddValue[] = [];
  for (const [index, given] of values.entries()) {
    const value = asTyped(place, given, odd);
    const key = JSON.stringify(value);
    if (seen.has(key)) continue;
    seen.add(key);
    members.push({ value, name: names.name(given, index), docs: names.docs(given, index) });
  }
  reportOdd(scope, place, odd);
  if (members.length === 1 && members[0]?.value === null) return nullSchema();
  return literalSchema(members, isOpen(place.node));
}

/** An enum put on the list instead of its items. */
function itemsEnum(scope: Scope, place: EnumPlace): Schema {
  warn(scope, "enum-type-mismatch", {
    at: place.at,
    message: "The enum of an array lists no arrays; read as that of its items.",
    remedy: 'Move "enum" into "items".',
  });
  return arraySchema(lowerEnum(scope, { ...place, types: [] }) ?? unknownSchema());
}

function valuesOf(scope: Scope, { node, at }: EnumPlace): readonly JsonValue[] | null {
  const constant = node["const"];
  if (constant !== undefined) return [constant];
  const values = node["enum"] ?? node["x-extensible-enum"];
  if (isList(values) && values.length > 0) return values;
  const message = isList(values) ? '"enum" lists nothing, which would allow no value; ignored.' : `"enum" is ${kindOf(values)}; ignored.`;
  warn(scope, "enum-invalid", { at: `${at}/enum`, message, remedy: "List the values, or leave enum out." });
  return null;
}

/** A value that isn't of the enum's type, and what it is taken for; undefined: itself. */
interface OddValue {
  readonly value: JsonValue;
  readonly meant: JsonValue | undefined;
}

/** A value as its declared type means it: YAML reads an unquoted 1 or true under `type: string` as a number or boolean. */
function asTyped({ node, types }: EnumPlace, value: JsonValue, odd: OddValue[]): JsonValue {
  const type = types.length === 1 ? types[0]?.type : undefined;
  if (type === undefined || matches(type, value) || (value === null && isNullable(node))) return value;
  const meant = value === null ? undefined : converted(type, value);
  odd.push({ value, meant });
  return meant === undefined ? value : meant;
}

const mostTold = 3;

function reportOdd(scope: Scope, { at, types }: EnumPlace, odd: readonly OddValue[]): void {
  const type = types[0]?.type ?? "";
  const others = odd.filter(({ value }) => value !== null);
  if (others.length < odd.length)
    warn(scope, "enum-type-mismatch", { at, message: "The enum lists null, its type doesn't allow it; null is kept.", remedy: "Allow null in the type." });
  if (others.length === 0) return;
  const became = ({ meant }: OddValue): string => (meant === undefined ? "kept as it is" : `read as ${JSON.stringify(meant)}`);
  const [first] = others;
  const list = others.slice(0, mostTold).map((each) => `${JSON.stringify(each.value)} (${became(each)})`);
  const message =
    others.length === 1 && first !== undefined
      ? `The enum's value ${JSON.stringify(first.value)} is not of type ${type}; ${became(first)}.`
      : `${others.length} of the enum's values are not of type ${type}: ${list.join(", ")}${others.length > mostTold ? ` and ${others.length - mostTold} more` : ""}.`;
  warn(scope, "enum-type-mismatch", { at, message, remedy: "Quote or unquote them, or correct the type." });
}

function matches(type: string, value: JsonValue): boolean {
  switch (type) {
    case "string":
    case "boolean":
      return typeof value === type;
    case "number":
      return typeof value === "number";
    case "integer":
      return Number.isInteger(value);
    case "array":
      return isList(value);
    case "object":
      return isObject(value);
    default:
      return true;
  }
}

function converted(type: string, value: JsonValue): JsonValue | undefined {
  if (type === "string" && (typeof value === "number" || typeof value === "boolean")) return String(value);
  if ((type === "integer" || type === "number") && typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))) return Number(value);
  if (type === "boolean" && (value === "true" || value === "false")) return value === "true";
  return undefined;
}

/** x-extensible-enum, x-ms-enum's modelAsString, Speakeasy's unknown values: further values may come. */
function isOpen(node: JsonObject): boolean {
  return (
    node["x-extensible-enum"] === true ||
    isList(node["x-extensible-enum"]) ||
    objectAt(node, "x-ms-enum")?.["modelAsString"] === true ||
    node["x-speakeasy-unknown-values"] === "allow"
  );
}

interface Names {
  name(value: JsonValue, index: number): string | null;
  docs(value: JsonValue, index: number): string | null;
}

type Finder = (value: JsonValue, index: number) => string | null;

const nameKeys = ["x-enum-varnames", "x-enumNames", "x-enum-names", "x-speakeasy-enums", "x-speakeasy-enum-names"];
const docsKeys = ["x-enum-descriptions", "x-enumDescriptions", "x-speakeasy-enum-descriptions", "x-google-enum-descriptions"];

/** Names and descriptions of values as vendors write them: lists in the values' order, or maps by value. */
function namesOf(scope: Scope, { node, at }: EnumPlace, values: readonly JsonValue[]): Names {
  const naming: Finder[] = [];
  const telling: Finder[] = [];
  for (const key in node) {
    if (!key.startsWith("x-")) continue;
    const into = nameKeys.includes(key) ? naming : docsKeys.includes(key) ? telling : null;
    const finder = into && finderOf(node[key]);
    if (!into || !finder) continue;
    const list = node[key];
    if (isList(list) && list.length !== values.length) {
      warn(scope, "enum-names-mismatch", {
        at: `${at}/${key}`,
        message: `${key} has ${list.length} entries for ${values.length} values.`,
        remedy: "Give one entry per value, in their order.",
      });
    }
    into.push(finder);
  }
  fromSwag(node, naming, telling);
  fromMicrosoft(node, naming, telling);
  fromFern(node, naming, telling);
  const first = (finders: readonly Finder[], value: JsonValue, index: number): string | null => {
    for (const finder of finders) {
      const found = finder(value, index);
      if (found !== null) return found;
    }
    return null;
  };
  return { name: (value, index) => first(naming, value, index), docs: (value, index) => first(telling, value, index) };
}

function finderOf(from: JsonValue | undefined): Finder | null {
  if (isList(from)) return (_value, index) => text(from[index]);
  if (isObject(from)) return (value) => text(own(from, String(value)));
  return null;
}

/** swag's x-enum-comments: by name. */
function fromSwag(node: JsonObject, naming: readonly Finder[], telling: Finder[]): void {
  const comments = objectAt(node, "x-enum-comments");
  if (comments !== null) telling.push((value, index) => text(own(comments, naming.map((finder) => finder(value, index)).find((name) => name !== null) ?? "")));
}

/** x-ms-enum: `values: [{ value, name, description }]`. */
function fromMicrosoft(node: JsonObject, naming: Finder[], telling: Finder[]): void {
  const extension = objectAt(node, "x-ms-enum");
  if (extension === null) return;
  const entries = new Map(listAt(extension, "values").flatMap((each) => (isObject(each) ? [[each["value"], each] as const] : [])));
  naming.push((value) => text(entries.get(value)?.["name"]));
  telling.push((value) => text(entries.get(value)?.["description"]));
}

/** x-fern-enum: `{ <value>: { name, description } }`. */
function fromFern(node: JsonObject, naming: Finder[], telling: Finder[]): void {
  const extension = objectAt(node, "x-fern-enum");
  if (extension === null) return;
  const entry = (value: JsonValue): JsonValue | undefined => own(extension, String(value));
  const part = (value: JsonValue, key: string): string | null => {
    const found = entry(value);
    return isObject(found) ? text(found[key]) : null;
  };
  naming.push((value) => part(value, "name"));
  telling.push((value) => part(value, "description"));
}

function text(value: JsonValue | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
