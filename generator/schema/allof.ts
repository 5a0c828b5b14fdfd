import { emptyMeta, type Meta, neverSchema, type Schema } from "../ir/index.js";
import { docsOf } from "./docs.js";
import { isList, isObject, type JsonObject, kindOf, step } from "./json.js";
import { has, keywordsOf } from "./keywords.js";
import { giveMeta, mergeMeta, metaOf } from "./meta.js";
import { orNull } from "./nullable.js";
import { looseNames } from "./object.js";
import { refTo } from "./ref.js";
import { lowerOwn, lowerShape, scopeOf } from "./schema.js";
import { maxDepth, type Scope, warn } from "./scope.js";
import { type Parts, settle } from "./settle-parts.js";
import { isNullable } from "./types.js";
import { lowerUnion, requiredChoices } from "./union.js";

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
