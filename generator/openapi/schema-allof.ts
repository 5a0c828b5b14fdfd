import {
  allSchema,
  emptyMeta,
  type Field,
  type Limit,
  type Meta,
  neverSchema,
  type ObjectSchema,
  objectSchema,
  type RefSchema,
  type Schema,
  unknownSchema,
} from "../ir/index.js";
import { docsOf } from "./docs.js";
import { recordBases, startsInheritance } from "./inheritance.js";
import { intersect, mergeObjects } from "./intersect.js";
import { isList, isObject, type JsonObject, kindOf, step } from "./json.js";
import { has, keywordsOf } from "./keywords.js";
import { orNull, withoutNull } from "./nullable.js";
import { findField, isRequiredBy } from "./property.js";
import { lowerOwn, lowerShape, scopeOf } from "./schema.js";
import { giveMeta, mergeMeta, metaOf } from "./schema-meta.js";
import { looseNames, requireLoose } from "./schema-object.js";
import { refTo } from "./schema-ref.js";
import { isNullable } from "./schema-types.js";
import { lowerUnion, requiredChoices } from "./schema-union.js";
import { maxDepth, type Scope, warn } from "./scope.js";

/** What the parts of a composition say, gathered in document order. */
interface Parts {
  /** References, in order, each model once. */
  readonly refs: RefSchema[];
  /** All inline objects: merged in the end. */
  readonly objects: ObjectSchema[];
  /** Unions, scalars, arrays and whatever else isn't an object. */
  readonly others: Schema[];
  /** Required names that their own part doesn't declare. */
  readonly loose: string[];
  readonly limits: Limit[];
  meta: Meta | null;
  /** A part without a type that says `nullable`: meant of the whole. */
  nullable: boolean;
  /** Typed parts, and those of them that admit null. */
  typed: number;
  typedNullable: number;
}

/**
 * A schema made of `allOf`, `oneOf`, `anyOf` and its own keywords. Inline objects merge into one; references stay references,
 * so that the outcome is `all [ref, ..., object]`; unions stand beside them.
 */
export function lowerComposed(scope: Scope, node: JsonObject, at: string): Schema {
  const parts: Parts = { refs: [], objects: [], others: [], loose: [], limits: [], meta: null, nullable: false, typed: 0, typedNullable: 0 };
  gather({ scope, parts }, node, at);
  const nullable = isNullable(node) || parts.nullable || (parts.typed > 0 && parts.typed === parts.typedNullable && parts.refs.length === 0);
  const schema = settle(scope, parts, at);
  return giveMeta(nullable && schema.kind !== "never" ? orNull(schema, at) : schema, wholeMeta(parts, node));
}

interface Gathering {
  readonly scope: Scope;
  readonly parts: Parts;
}

function gather(into: Gathering, node: JsonObject, at: string): void {
  const { parts, scope } = into;
  if (typeof node["$ref"] === "string") {
    addRef(parts, refTo(scope, node, at));
    if (!scope.lowering.siblings) return;
  }
  const list = node["allOf"];
  if (list !== undefined && !isList(list))
    invalid(scope, `${at}/allOf`, `"allOf" is ${kindOf(list)}, not a list; ${isObject(list) ? "read as its only part" : "ignored"}.`);
  const members = isList(list) ? list : isObject(list) ? [list] : [];
  for (const [index, part] of members.entries()) gatherPart(into, part, step(`${at}/allOf`, index));
  gatherOwn(into, node, at);
  if ((keywordsOf(node) & has.composition) === 0) return;
  for (const name of ["oneOf", "anyOf"] as const) {
    if (node[name] === undefined) continue;
    const choices = parts.objects.length > 0 || parts.refs.length > 0 || node["type"] === "object" ? requiredChoices(node, name) : null;
    const union = choices === null ? lowerUnion(scope, node, { name, at }) : null;
    if (choices !== null) parts.limits.push(choices);
    if (union !== null) addPart(parts, union, at);
  }
  gatherNegative(into, node, at);
}

function gatherPart(into: Gathering, part: JsonObject[string], at: string): void {
  const { scope, parts } = into;
  const { lowering } = scope;
  if (part === true) return;
  if (part === false) parts.others.push(neverSchema());
  else if (!isObject(part)) invalid(scope, at, `A schema should stand here, but there is ${kindOf(part)}; ignored.`);
  else if (lowering.depth >= maxDepth || part["$dynamicRef"] !== undefined) addPart(parts, lowerShape(scope, part, at), at);
  else {
    lowering.depth++;
    gather({ scope: scopeOf(scope, part), parts }, part, at);
    lowering.depth--;
    const meta = partMeta(scope, part);
    if (meta !== null) parts.meta = parts.meta === null ? meta : mergeMeta(parts.meta, meta);
  }
}

/** The part's own keywords: type, properties, enum. */
function gatherOwn(into: Gathering, node: JsonObject, at: string): void {
  const { scope, parts } = into;
  const nullable = isNullable(node);
  const untyped = node["type"] === undefined && node["properties"] === undefined && node["enum"] === undefined;
  if (untyped && nullable) parts.nullable = true;
  const loose = looseNames(node);
  if (untyped && onlyRequires(node)) {
    for (const name of loose) parts.loose.push(name);
    return;
  }
  const own = lowerOwn(scope, node, at);
  if (own === null) return;
  parts.typed++;
  if (nullable) parts.typedNullable++;
  for (const name of loose) parts.loose.push(name);
  addPart(parts, own, at);
}

/** No keyword that gives a shape, but for `required`. */
function onlyRequires(node: JsonObject): boolean {
  for (const key of ["additionalProperties", "patternProperties", "items", "prefixItems", "const", "format", "contentMediaType", "contentEncoding"])
    if (node[key] !== undefined) return false;
  return true;
}

function addRef(parts: Parts, schema: Schema): void {
  if (schema.kind === "ref" && !parts.refs.some((each) => each.model === schema.model)) parts.refs.push(schema);
}

function addPart(parts: Parts, schema: Schema, at: string): void {
  if (schema.kind === "unknown") return;
  if (schema.kind === "ref") addRef(parts, schema);
  else if (schema.kind === "object") parts.objects.push(schema);
  else if (schema.kind === "all" && schema.meta === null) for (const each of schema.of) addPart(parts, each, at);
  else parts.others.push(schema);
}

function settle(scope: Scope, parts: Parts, at: string): Schema {
  if (parts.others.some((each) => each.kind === "never")) return neverSchema();
  const others = foldOthers(parts.others, at).filter((each) => !isSaidByRef(scope, parts, each));
  const [first, ...more] = parts.objects;
  const merged = first === undefined ? null : mergeObjects([first, ...more]);
  if (others.some((each) => each.kind === "never") || (saysMore(merged) && others.some(isNoObject))) {
    const message = "The parts contradict each other: no value satisfies them all.";
    warn(scope, "allof-contradiction", { at, message, remedy: "Correct the parts, or use oneOf if either is meant." });
    return neverSchema();
  }
  const object = withLoose(scope, { ...parts, object: merged }, at);
  const refs = others.some((each) => each.kind === "literal") ? parts.refs.filter((ref) => !isScalar(scope, ref)) : parts.refs;
  const kept: Schema[] = [...refs];
  if (object !== null && (kept.length + others.length === 0 || (saysMore(object) && !isOnlyClosed(object)))) kept.push(object);
  for (const each of others) kept.push(each);
  const only = kept[0];
  if (only === undefined) return unknownSchema();
  if (kept.length === 1 && !(only.kind === "ref" && startsInheritance(scope, only, at))) return only.kind === "object" ? { ...only, at } : only;
  if (kept.length === 1) kept.push(objectSchema(at, []));
  recordBases(scope, refs, at);
  return allSchema(
    at,
    kept.map((each) => (each.kind === "object" ? { ...each, at } : each)),
  );
}

type Merged = Parts & { readonly object: ObjectSchema | null };

/**
 * Required names get their field from wherever a part declares it. A name that every member of a union among the parts requires
 * needs none; one that nothing declares may be anything.
 */
function withLoose(scope: Scope, parts: Merged, at: string): ObjectSchema | null {
  const names = parts.loose.filter((name) => !parts.others.some((each) => isRequiredBy(scope, each, name)));
  if (names.length === 0 || names.every((name) => isRequiredInRefs(scope, parts, name))) return parts.object;
  const find = (name: string): Field | null => {
    const found = findField(scope, parts.refs, name);
    return found === null ? null : { ...found, required: true };
  };
  return requireLoose(parts.object ?? objectSchema(at, []), names, find);
}

/** Required already by a part that is referred to. */
function isRequiredInRefs(scope: Scope, parts: Merged, name: string): boolean {
  return !parts.object?.fields.some((each) => each.name === name) && parts.refs.some((ref) => isRequiredBy(scope, ref, name));
}

function foldOthers(others: readonly Schema[], at: string): readonly Schema[] {
  const folded: Schema[] = [];
  for (const each of others) {
    const last = folded.at(-1);
    const both = last === undefined ? null : intersect(last, each, at);
    if (both === null || both.kind === "all") folded.push(each);
    else folded[folded.length - 1] = both;
  }
  return folded.length > 1 ? folded.map(withoutNull) : folded;
}

/** `additionalProperties: false` alone beside other parts: meant of the whole, it would leave nothing if it were heeded. */
function isOnlyClosed(object: ObjectSchema): boolean {
  return object.rest === false && object.fields.length === 0 && object.patterns.length === 0;
}

/** A bare type beside a reference to a schema of that type: only its limits count. */
function isSaidByRef(scope: Scope, parts: Parts, schema: Schema): boolean {
  const type = schema.kind === "number" && schema.integer ? "integer" : schema.kind;
  if (type === "array" ? schema.kind === "array" && schema.items.kind !== "unknown" : !isNoObject(schema)) return false;
  const said = parts.refs.some((ref) => {
    const node = scope.lowering.models.get(ref.model)?.node;
    return isObject(node) && node["type"] === type;
  });
  if (said && schema.meta !== null) parts.meta = parts.meta === null ? schema.meta : mergeMeta(parts.meta, schema.meta);
  return said;
}

/** A reference to a string, number or boolean, enums included: listed values beside it say it all. */
function isScalar(scope: Scope, ref: RefSchema): boolean {
  const node = scope.lowering.models.get(ref.model)?.node;
  const type = isObject(node) ? node["type"] : null;
  return type === "string" || type === "integer" || type === "number" || type === "boolean";
}

function saysMore(object: ObjectSchema | null): boolean {
  return object !== null && (object.fields.length > 0 || object.patterns.length > 0 || object.rest !== null);
}

function isNoObject(schema: Schema): boolean {
  return (
    schema.kind === "string" ||
    schema.kind === "number" ||
    schema.kind === "boolean" ||
    schema.kind === "array" ||
    schema.kind === "tuple" ||
    schema.kind === "null"
  );
}

function partMeta(scope: Scope, part: JsonObject): Meta | null {
  if (typeof part["$ref"] === "string" && !scope.lowering.siblings) return null;
  const meta = metaOf(part);
  const docs = docsOf(part);
  return docs === emptyMeta.docs ? meta : { ...(meta ?? emptyMeta), docs };
}

/** The whole's own meta, filled up from its parts'; the whole's prose is its reader's to place. */
function wholeMeta(parts: Parts, node: JsonObject): Meta | null {
  const own = metaOf(node);
  let meta = own === null ? parts.meta : parts.meta === null ? own : mergeMeta(own, parts.meta);
  if (parts.limits.length > 0) meta = { ...(meta ?? emptyMeta), limits: [...(meta?.limits ?? []), ...parts.limits] };
  return meta;
}

/** `not` and conditions can't be printed as types: what they exclude is allowed, with a warning. */
function gatherNegative(into: Gathering, node: JsonObject, at: string): void {
  const { scope, parts } = into;
  const not = node["not"];
  if (not === true || (isObject(not) && Object.keys(not).length === 0)) parts.others.push(neverSchema());
  else if (not !== undefined && !onlyExcludesNames(not)) {
    warn(scope, "schema-negation-widened", {
      at: `${at}/not`,
      message: '"not" has no TypeScript type; what it excludes is allowed.',
      remedy: "Describe what is allowed instead.",
    });
  }
  for (const key of ["if", "dependentSchemas"]) {
    if (node[key] === undefined) continue;
    const message = `"${key}" has no TypeScript type; the schema is typed without its condition.`;
    warn(scope, "schema-condition-widened", { at: `${at}/${key}`, message, remedy: "Use oneOf with a discriminator where the cases should be told apart." });
  }
}

/** `not: { required: [...] }`: the usual way to say that names exclude each other; nothing to warn of. */
function onlyExcludesNames(not: JsonObject[string]): boolean {
  return (
    isObject(not) &&
    Object.keys(not).every((key) => key === "required" || key === "anyOf" || key === "properties" || key === "type" || key === "enum" || key === "const")
  );
}

function invalid(scope: Scope, at: string, message: string): void {
  warn(scope, "schema-invalid", { at, message, remedy: "Give a list of schemas." });
}
