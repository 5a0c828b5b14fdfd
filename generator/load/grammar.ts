import type { JsonValue } from "../ir/json.js";
import { isJsonArray, member } from "./json.js";

/**
 * What a value of a document is, as far as references go: a `node` (a spec object, whose keys are keywords), `names` (a map
 * whose keys its author chose, such as `properties`) or a `literal` (an example, a default, an extension: a `$ref` in it is text).
 */
export type Place = "node" | "names" | "literal";

const NAMES: ReadonlySet<string> = new Set([
  "properties",
  "patternProperties",
  "definitions",
  "$defs",
  "dependentSchemas",
  "schemas",
  "responses",
  "requestBodies",
  "headers",
  "examples",
  "securitySchemes",
  "securityDefinitions",
  "links",
  "callbacks",
  "pathItems",
  "mediaTypes",
  "paths",
  "webhooks",
  "content",
  "encoding",
  "variables",
  "additionalOperations",
  "channels",
  "messages",
  "operations",
  "servers",
  "parameters",
  "correlationIds",
  "replies",
  "replyAddresses",
  "serverVariables",
  "operationTraits",
  "messageTraits",
  "channelBindings",
  "operationBindings",
  "messageBindings",
  "serverBindings",
  "x-webhooks",
  "x-ms-paths",
]);

const LITERALS: ReadonlySet<string> = new Set(["example", "default", "enum", "const", "value", "dataValue", "mapping", "scopes", "security"]);

/** The place of `parent[key]`, given the place of `parent`. */
export function childPlace(place: Place, key: string, parent: JsonValue): Place {
  if (place === "literal" || isJsonArray(parent)) return place === "names" ? "node" : place;
  if (place === "names") return "node";
  if (NAMES.has(key)) return key === "examples" && isJsonArray(member(parent, key)) ? "literal" : "names";
  if (key.startsWith("x-")) return key === "x-ms-parameterized-host" ? "node" : "literal";
  return LITERALS.has(key) ? "literal" : "node";
}
