import {
  binarySchema,
  booleanSchema,
  isWideInteger,
  type JsonValue,
  type Meta,
  neverSchema,
  nullSchema,
  numberSchema,
  type Schema,
  stringSchema,
  unionSchema,
  unknownSchema,
} from "../ir/index.js";
import { lowerComposed } from "./allof.js";
import { lowerAlternatives, lowerArray } from "./array.js";
import { bytes } from "./binary.js";
import { docsOf } from "./docs.js";
import { lowerDynamicRef, lowerRecursiveRef } from "./dynamic-ref.js";
import { lowerEnum } from "./enum.js";
import { isObject, type JsonObject, kindOf } from "./json.js";
import { has, keywordsOf } from "./keywords.js";
import { giveDocs, giveMeta, metaOf } from "./meta.js";
import { orNull } from "./nullable.js";
import { looseNames, lowerObject, requireLoose } from "./object.js";
import { lowerReference } from "./ref.js";
import { fail, maxDepth, type Scope, warn } from "./scope.js";
import { impliedType, isNullable, type TypeWord, typesOf } from "./types.js";

/** A schema with its prose on its meta: for places that keep none themselves (items, union members). */
export function lowerSchema(scope: Scope, node: JsonValue | undefined, at: string): Schema {
  const schema = lowerShape(scope, node, at);
  return isObject(node) && mayDescribe(scope, node) ? giveDocs(schema, docsOf(node)) : schema;
}

/** A schema without its prose: for fields, parameters and models, which keep it beside the schema. */
export function lowerShape(scope: Scope, node: JsonValue | undefined, at: string): Schema {
  if (!isObject(node)) return lowerTrivial(scope, node, at);
  const { lowering } = scope;
  if (lowering.depth >= maxDepth) {
    fail(scope, "nesting-too-deep", {
      at,
      message: `Schemas are nested more than ${maxDepth} levels deep here; the rest is left out.`,
      remedy: "Move inner schemas to components and refer to them.",
    });
    return unknownSchema();
  }
  lowering.depth++;
  const schema = lowerNode(scopeOf(scope, node), node, at);
  lowering.depth--;
  return schema;
}

/** The scope inside a schema: an `$id` of its own changes what references are relative to. */
export function scopeOf(scope: Scope, node: JsonObject): Scope {
  if ((keywordsOf(node) & has.id) === 0 || typeof node["$id"] !== "string") return scope;
  const base = scope.lowering.refs.baseOf(node, scope.base);
  return base === scope.base ? scope : { ...scope, base };
}

/** What a schema says by type, enum, const and their keywords alone: no composition, no null. Null when it says nothing. */
export function lowerOwn(scope: Scope, node: JsonObject, at: string): Schema | null {
  const types = typesOf(scope, node, at);
  if ((keywordsOf(node) & has.values) !== 0 && listsValues(node)) {
    const literal = lowerEnum(scope, { node, at, types });
    if (literal !== null) return literal;
  }
  if (types.length === 0) {
    if (Array.isArray(node["items"])) return lowerAlternatives(scope, node["items"], at);
    const implied = impliedType(node);
    return implied === null ? null : lowerTyped(scope, node, { at, word: { type: implied, format: null } });
  }
  const first = types[0];
  if (types.length === 1 && first !== undefined) return lowerTyped(scope, node, { at, word: first });
  const of = types.filter((word) => word.type !== "null").map((word) => lowerTyped(scope, node, { at, word }));
  if (of.some((each) => each.kind === "unknown")) return unknownSchema();
  return of.length === 1 ? (of[0] ?? null) : unionSchema(at, of);
}

function lowerNode(scope: Scope, node: JsonObject, at: string): Schema {
  const keywords = keywordsOf(node);
  if ((keywords & has.ref) !== 0) {
    if (typeof node["$ref"] === "string") return lowerReference(scope, node, at);
    if (typeof node["$dynamicRef"] === "string") return lowerDynamicRef(scope, node);
    if (node["$recursiveRef"] !== undefined) return lowerRecursiveRef(scope, node, at);
  }
  if ((keywords & has.composition) !== 0) return lowerComposed(scope, node, at);
  const own = lowerOwn(scope, node, at) ?? unknownSchema();
  const schema = own.kind === "object" ? requireLoose(own, looseNames(node), null) : own;
  return giveMeta(isNullable(node) ? orNull(schema, at) : schema, withContent(scope, node, at));
}

/** What a schema says besides its shape, contentSchema (3.1) with it. */
function withContent(scope: Scope, node: JsonObject, at: string): Meta | null {
  const meta = metaOf(node);
  if (meta === null || meta.content === null || !isObject(node["contentSchema"])) return meta;
  return { ...meta, content: { ...meta.content, schema: lowerSchema(scope, node["contentSchema"], `${at}/contentSchema`) } };
}

function listsValues(node: JsonObject): boolean {
  return node["enum"] !== undefined || node["const"] !== undefined || Array.isArray(node["x-extensible-enum"]);
}

function lowerTyped(scope: Scope, node: JsonObject, as: { readonly at: string; readonly word: TypeWord }): Schema {
  const { word, at } = as;
  const given = (keywordsOf(node) & has.format) === 0 ? null : node["format"];
  const format = word.format ?? (typeof given === "string" && given !== "" ? given : null);
  switch (word.type) {
    case "string":
      return stringSchema(textFormat(node, format));
    case "integer":
    case "number":
      return numberSchema(word.type === "integer" || format === "int32" || format === "integer" || isWideInteger(format), format);
    case "boolean":
      return booleanSchema();
    case "null":
      return nullSchema();
    case "array":
      return lowerArray(scope, node, at);
    case "object":
      return lowerObject(scope, node, at);
    case "file":
      return binarySchema();
    default:
      return unknownSchema();
  }
}

/** The format of a string; media types of bytes without an encoding make it binary (3.1's spelling of `format: binary`). */
function textFormat(node: JsonObject, format: string | null): string | null {
  if (format !== null || (keywordsOf(node) & has.content) === 0) return format;
  const mediaType = node["contentMediaType"];
  if (typeof mediaType !== "string" || typeof node["contentEncoding"] === "string") return null;
  return bytes.test(mediaType) ? "binary" : null;
}

function lowerTrivial(scope: Scope, node: JsonValue | undefined, at: string): Schema {
  if (node === true) return unknownSchema();
  if (node === false) return neverSchema();
  const message = `A schema should stand here, but there is ${kindOf(node)}; read as any value.`;
  warn(scope, "schema-invalid", { at, message, remedy: "Give an object with a type, or {} for any value." });
  return unknownSchema();
}

/** Below 3.1 only prose counts beside `$ref`; in every dialect prose does. Kept apart so that the rule has one place. */
function mayDescribe(scope: Scope, node: JsonObject): boolean {
  return scope.lowering.siblings || typeof node["$ref"] !== "string" || typeof node["description"] === "string" || typeof node["summary"] === "string";
}
