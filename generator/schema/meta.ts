import { type Docs, emptyMeta, type JsonValue, type Limit, type Meta, type Schema, type Xml } from "../ir/index.js";
import { mergeDocs } from "./docs.js";
import { isObject, type JsonObject } from "./json.js";
import { has, isLimit, keywordsOf } from "./keywords.js";
import type { Mutable } from "./scope.js";

/** What a schema says besides its shape and its prose; null when it says nothing. */
export function metaOf(node: JsonObject): Meta | null {
  const keywords = keywordsOf(node);
  if ((keywords & (has.limit | has.note | has.content)) === 0) return null;
  const limits = (keywords & has.limit) === 0 ? null : limitsOf(node);
  if ((keywords & (has.note | has.content)) === 0) return limits === null ? null : { ...emptyMeta, limits };
  const title = node["title"];
  const value = node["default"];
  const meta: Meta = {
    docs: emptyMeta.docs,
    title: typeof title === "string" && title !== "" ? title : null,
    default: value === undefined ? null : { value },
    limits: limits ?? [],
    xml: xmlOf(node["xml"]),
    content: contentOf(node),
  };
  const said = meta.title !== null || meta.default !== null || limits !== null || meta.xml !== null || meta.content !== null;
  return said ? meta : null;
}

/** Puts a meta on a fresh schema; what the schema already says fills the gaps. */
export function giveMeta(schema: Schema, meta: Meta | null): Schema {
  if (meta === null) return schema;
  const draft: Mutable<Schema> = schema;
  draft.meta = schema.meta === null ? meta : mergeMeta(meta, schema.meta);
  return draft;
}

/** Puts docs on a fresh schema, before those that it has. */
export function giveDocs(schema: Schema, docs: Docs): Schema {
  if (docs === emptyMeta.docs) return schema;
  return giveMeta(schema, { ...emptyMeta, docs });
}

/** The first meta, filled up from the second; limits of both, the first's winning by rule. */
export function mergeMeta(first: Meta, second: Meta): Meta {
  const named = new Set(first.limits.map((limit) => limit.rule));
  return {
    docs: mergeDocs(first.docs, second.docs),
    title: first.title ?? second.title,
    default: first.default ?? second.default,
    limits: second.limits.length === 0 ? first.limits : [...first.limits, ...second.limits.filter((limit) => !named.has(limit.rule))],
    xml: first.xml ?? second.xml,
    content: first.content ?? second.content,
  };
}

function limitsOf(node: JsonObject): readonly Limit[] | null {
  const limits: Limit[] = [];
  for (const key in node) {
    const limit = isLimit(key) ? limitOf(node, key) : null;
    if (limit !== null) limits.push(limit);
  }
  return limits.length === 0 ? null : limits;
}

/** One limit; 3.0's boolean exclusiveMinimum turns `minimum` itself into the exclusive bound. */
function limitOf(node: JsonObject, key: string): Limit | null {
  const value: JsonValue = node[key] ?? null;
  if (value === null || value === false || (key === "uniqueItems" && value !== true)) return null;
  if (key === "minimum" && node["exclusiveMinimum"] === true) return { rule: "exclusiveMinimum", value };
  if (key === "maximum" && node["exclusiveMaximum"] === true) return { rule: "exclusiveMaximum", value };
  if ((key === "exclusiveMinimum" || key === "exclusiveMaximum") && value === true) return null;
  return { rule: key, value };
}

function xmlOf(node: JsonValue | undefined): Xml | null {
  if (!isObject(node)) return null;
  const text = (key: string): string | null => {
    const value = node[key];
    return typeof value === "string" && value !== "" ? value : null;
  };
  const nodeType = text("nodeType");
  return {
    name: text("name"),
    namespace: text("namespace"),
    prefix: text("prefix"),
    attribute: node["attribute"] === true || nodeType === "attribute",
    wrapped: node["wrapped"] === true || nodeType === "element",
    text: node["x-ms-text"] === true || nodeType === "text" || nodeType === "cdata",
  };
}

function contentOf(node: JsonObject): Meta["content"] {
  const encoding = node["contentEncoding"];
  const mediaType = node["contentMediaType"];
  if (typeof encoding !== "string" && typeof mediaType !== "string") return null;
  return { encoding: typeof encoding === "string" ? encoding : null, mediaType: typeof mediaType === "string" ? mediaType : null, schema: null };
}
