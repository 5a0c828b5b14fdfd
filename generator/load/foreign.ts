import type { JsonValue } from "../ir/json.js";
import { isJsonArray, isJsonObject, member } from "./json.js";
import { versionClaim } from "./version.js";

/** What an input is, when it is no document of ours, and what its owner can do. */
export interface Foreign {
  readonly code: "input-empty" | "input-foreign" | "version-unknown";
  readonly message: string;
  readonly remedy: string;
}

const supported = "Supported: Swagger 2.0, OpenAPI 3.0 to 3.2 and AsyncAPI 2.0 to 3.1, in JSON or YAML.";
const convert = "Convert it to OpenAPI first.";

const empty: Foreign = { code: "input-empty", message: "It is empty.", remedy: "Check that it was saved, or sent, whole." };

/** Tells by the text alone what is neither JSON nor YAML, or nothing at all; null when it may be one of them. */
export function foreignText(text: string): Foreign | null {
  if (!/^[^\S\n]*[^\s#]/m.test(text)) return empty;
  const start = text.slice(0, 4096).trimStart();
  if (/^(?:<!--[\s\S]*?-->\s*)*<(?:!doctype html|html|head|body)\b/i.test(start)) return webPage(text);
  const found = texts.find(([pattern]) => pattern.test(start));
  return found === undefined ? null : { code: "input-foreign", message: `It is ${found[1]}, no OpenAPI or AsyncAPI document.`, remedy: found[2] };
}

const texts: readonly (readonly [RegExp, string, string])[] = [
  [/^<[?a-z]/i, "XML", convert],
  [/^PK\p{Cc}/u, "a zip archive", "Unpack it, and name the document in it."],
  [/^\p{Cc}/u, "compressed or otherwise binary", "Unpack it first, or name the document itself."],
  [/^%PDF-/, "a PDF", "Look for the API's document in JSON or YAML."],
  [/^#%RAML/, "RAML", convert],
  [/^FORMAT: 1A/, "an API Blueprint", convert],
  [/^(?:\/\/[^\n]*\n|\s)*syntax\s*=\s*["']proto/, "a Protocol Buffers file", convert],
  [
    /^(?:"""[\s\S]*?"""|#[^\n]*\n|\s)*(?:schema\s*\{|(?:type|interface|enum|input|scalar|directive)\s+@?\w+[^:\n]*[{@(\n])/,
    "a GraphQL schema",
    "GraphQL has clients of its own.",
  ],
];

function webPage(text: string): Foreign {
  const title = /<title[^>]*>\s*([^<]{1,80}?)\s*<\/title/i.exec(text.slice(0, 65_536))?.[1];
  return {
    code: "input-foreign",
    message: `It is a web page${title === undefined ? "" : ` ("${title.replace(/\s+/g, " ")}")`}, no OpenAPI or AsyncAPI document.`,
    remedy:
      'Name the address of the document itself (what "raw" or "download" on that page leads to); behind a sign-in, give the headers that it wants (--header).',
  };
}

/** Says what a value is that does not claim to be a version of OpenAPI or AsyncAPI that we read. */
export function foreignValue(root: JsonValue): Foreign {
  if (root === null) return empty;
  const claim = versionClaim(root);
  if (claim !== null) return { code: "version-unknown", message: `This version is not supported: ${claim}.`, remedy: supported };
  const found = values.find(([is]) => is(root));
  if (found !== undefined) return { code: "input-foreign", message: `It is ${found[1]}, no OpenAPI or AsyncAPI document.`, remedy: found[2] };
  return { code: "version-unknown", message: `This is no OpenAPI or AsyncAPI document: ${missing(root)}.`, remedy: supported };
}

const has = (root: JsonValue, ...names: readonly string[]): boolean => names.every((name) => member(root, name) !== undefined);
const starts = (value: JsonValue | undefined, pattern: RegExp): boolean => typeof value === "string" && pattern.test(value);

const values: readonly (readonly [(root: JsonValue) => boolean, string, string])[] = [
  [(root) => starts(member(member(root, "info") ?? null, "schema"), /getpostman\.com/) || has(root, "info", "item"), "a Postman collection", convert],
  [(root) => has(root, "collection") && has(member(root, "collection") ?? null, "item"), "a Postman collection", convert],
  [(root) => starts(member(root, "_type"), /^export$/) && has(root, "resources"), "an Insomnia export", convert],
  [(root) => has(root, "log") && has(member(root, "log") ?? null, "entries"), "an HTTP archive (HAR)", convert],
  [(root) => starts(member(root, "kind"), /^discovery#/), "a Google API discovery document", convert],
  [(root) => has(root, "smithy"), "a Smithy model", convert],
  [(root) => has(root, "__schema") || has(member(root, "data") ?? null, "__schema"), "a GraphQL introspection", "GraphQL has clients of its own."],
  [(root) => has(root, "overlay", "actions"), "an overlay", "Name the document that it changes, and this with --overlay."],
  [(root) => has(root, "arazzo"), "an Arazzo description", "Name the OpenAPI documents that it lists under sourceDescriptions."],
  [(root) => has(member(root, "input") ?? null, "openapi"), "a client.yaml", "Give it with --config."],
  [
    (root) => has(root, "$schema") || has(root, "$defs") || (has(root, "type", "properties") && starts(member(root, "type"), /^object$/)),
    "a JSON Schema",
    "A client needs operations: refer to the schema from an OpenAPI document with paths.",
  ],
];

function missing(root: JsonValue): string {
  if (isJsonArray(root)) return "it is a list";
  if (!isJsonObject(root)) return `it is just a ${typeof root}`;
  const names = Object.keys(root);
  const near = names.find((name) => /^(openapi|swagger|asyncapi)$/i.test(name));
  if (near !== undefined) return `its "${near}" has to be written "${near.toLowerCase()}"`;
  if (names.includes("paths")) return 'it has paths, but no "openapi" that says which version it follows (openapi: 3.1.0)';
  const shown = names.slice(0, 5).map((name) => JSON.stringify(name.slice(0, 40)));
  if (names.length === 0) return "it has no members at all";
  return `it has no "openapi" or "swagger", but ${shown.join(", ")}${names.length > 5 ? ` and ${names.length - 5} more` : ""}`;
}
