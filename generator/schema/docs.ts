import { type Docs, type JsonValue, noDocs } from "../ir/index.js";
import { isList, isObject, type JsonObject, listAt, objectAt } from "./json.js";
import { has, keywordsOf } from "./keywords.js";

/** Extensions that say why something is deprecated, or what to use instead; the first that is text counts. */
const deprecationKeys = [
  "x-deprecation-reason",
  "x-deprecated-reason",
  "x-deprecation-message",
  "x-speakeasy-deprecation-message",
  "x-deprecation",
  "x-deprecated",
];

/** Prose of any node: summary, description, deprecation, examples, externalDocs. `noDocs` itself when there is none. */
export function docsOf(node: JsonValue | undefined): Docs {
  if (!isObject(node)) return noDocs;
  if ((keywordsOf(node) & has.prose) === 0) return noDocs;
  let summary: string | null = null;
  let description: string | null = null;
  let deprecated = false;
  let others = false;
  for (const key in node) {
    if (key === "description") description = prose(node[key]);
    else if (key === "summary") summary = prose(node[key]);
    else if (key === "deprecated") deprecated = node[key] === true;
    else if (key.startsWith("ex") || key.startsWith("x-")) others = true;
  }
  if (!others) return summary === null && description === null && !deprecated ? noDocs : { ...noDocs, summary, description, deprecated };
  const docs: Docs = {
    summary,
    description,
    deprecated: deprecated || node["x-deprecated"] === true,
    deprecation: deprecationOf(node),
    examples: examplesOf(node),
    link: linkOf(node),
  };
  return isEmpty(docs) ? noDocs : docs;
}

/** The first docs, filled up from the second where they say nothing. */
export function mergeDocs(first: Docs, second: Docs): Docs {
  if (first === noDocs || second === noDocs) return first === noDocs ? second : first;
  return {
    summary: first.summary ?? second.summary,
    description: first.description ?? second.description,
    deprecated: first.deprecated || second.deprecated,
    deprecation: first.deprecation ?? second.deprecation,
    examples: first.examples.length > 0 ? first.examples : second.examples,
    link: first.link ?? second.link,
  };
}

/** The values of `example` and `examples`, whichever way the dialect writes them. */
export function examplesOf(node: JsonObject): readonly JsonValue[] {
  const found: JsonValue[] = [];
  const single = node["example"] ?? node["x-example"];
  if (single !== undefined) found.push(single);
  const many = node["examples"];
  if (isList(many)) for (const each of many) found.push(each);
  else if (isObject(many)) for (const each of Object.values(many)) found.push(...exampleValue(each));
  return found;
}

/** An OpenAPI Example Object's value; a Swagger 2 `examples` member stands for itself. */
function exampleValue(example: JsonValue): readonly JsonValue[] {
  if (!isObject(example)) return example === null ? [] : [example];
  if (Object.hasOwn(example, "$ref") || Object.hasOwn(example, "externalValue")) return [];
  for (const key of ["value", "dataValue", "serializedValue"]) {
    const value = example[key];
    if (value !== undefined) return [value];
  }
  return Object.hasOwn(example, "summary") || Object.hasOwn(example, "description") ? [] : [example];
}

function deprecationOf(node: JsonObject): string | null {
  for (const key of deprecationKeys) {
    const value = node[key];
    if (typeof value === "string" && value !== "") return value;
  }
  return null;
}

function prose(value: JsonValue | undefined): string | null {
  return typeof value === "string" && /\S/.test(value) ? value : null;
}

function linkOf(node: JsonObject): Docs["link"] {
  const external = objectAt(node, "externalDocs") ?? objectAt({ first: listAt(node, "externalDocs")[0] ?? null }, "first");
  const url = external?.["url"];
  return external && typeof url === "string" && url !== "" ? { url, description: prose(external["description"]) } : null;
}

function isEmpty(docs: Docs): boolean {
  return (
    docs.summary === null && docs.description === null && !docs.deprecated && docs.deprecation === null && docs.examples.length === 0 && docs.link === null
  );
}
