import { type Docs, type JsonValue, noDocs } from "../ir/index.js";
import { isList, isObject, type JsonObject, listAt, objectAt } from "./json.js";

/** Extensions that say why something is deprecated, or what to use instead; the first that is text counts. */
const deprecationKeys = [
  "x-deprecation-reason",
  "x-deprecated-reason",
  "x-deprecation-message",
  "x-speakeasy-deprecation-message",
  "x-deprecation",
  "x-deprecated",
];

const proseKeys: ReadonlySet<string> = new Set([
  "summary",
  "description",
  "deprecated",
  "externalDocs",
  "example",
  "examples",
  "x-example",
  ...deprecationKeys,
]);

/** Prose of any node: summary, description, deprecation, examples, externalDocs. `noDocs` itself when there is none. */
export function docsOf(node: JsonValue | undefined): Docs {
  if (!isObject(node)) return noDocs;
  let found = false;
  for (const key in node) if (proseKeys.has(key)) found = true;
  if (!found) return noDocs;
  const deprecation = deprecationOf(node);
  const docs: Docs = {
    summary: proseAt(node, "summary"),
    description: proseAt(node, "description"),
    deprecated: node["deprecated"] === true || node["x-deprecated"] === true,
    deprecation,
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

/** Docs that only deprecate: where nothing but a flag stands. */
export function examplesOf(node: JsonObject): readonly JsonValue[] {
  const found: JsonValue[] = [];
  const single = node["example"] ?? node["x-example"];
  if (single !== undefined) found.push(single);
  const many = node["examples"];
  if (isList(many)) found.push(...many);
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

function proseAt(node: JsonObject, key: string): string | null {
  const value = node[key];
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

function linkOf(node: JsonObject): Docs["link"] {
  const external = objectAt(node, "externalDocs") ?? objectAt({ first: listAt(node, "externalDocs")[0] ?? null }, "first");
  const url = external?.["url"];
  return external && typeof url === "string" && url !== "" ? { url, description: proseAt(external, "description") } : null;
}

function isEmpty(docs: Docs): boolean {
  return (
    docs.summary === null && docs.description === null && !docs.deprecated && docs.deprecation === null && docs.examples.length === 0 && docs.link === null
  );
}
