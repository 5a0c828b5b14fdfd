import { type MessageWire, refSchema, type Schema, unknownSchema } from "../ir/index.js";
import { bytes } from "../schema/binary.js";
import { isObject, type JsonObject, textAt } from "../schema/json.js";
import { modelAt } from "../schema/model.js";
import { lowerSchema } from "../schema/schema.js";
import { type Scope, warn } from "../schema/scope.js";
import { lowerAvro } from "./avro.js";
import { avroText } from "./avro-text.js";
import { lowerProtobuf } from "./protobuf.js";
import { protobufTable } from "./protobuf-table.js";

/** A schema that a message uses: its payload, its headers. */
export interface Used {
  readonly scope: Scope;
  readonly node: JsonObject[string];
  readonly at: string;
  /** What to call it where it has no name of its own. */
  readonly name: string;
  /** `schemaFormat` beside it (2.x); null: AsyncAPI's own. */
  readonly format: string | null;
  /** Whether values are written in the schema language's own encoding of bytes, rather than as JSON. */
  readonly isBinary?: boolean;
}

/** A 3.x Multi Format Schema Object. */
export function isMultiFormat(node: JsonObject[string] | undefined): node is JsonObject {
  return isObject(node) && typeof node["schemaFormat"] === "string" && node["schema"] !== undefined;
}

/** Reads a schema in whichever language it is written; one in a language that we don't read may be anything. */
export function lowerUsed(given: Used): Schema {
  const used = settled(given);
  if (used === null) {
    warn(given.scope, "ref-circular", {
      at: given.at,
      message: "The schema's references lead back to itself without anything else in it; the value may be anything.",
      remedy: "Let one of them say what it is.",
    });
    return unknownSchema();
  }
  switch (languageOf(used.format)) {
    case "json":
      return lowerJson(used);
    case "avro":
      return lowerAvro(used);
    case "protobuf":
      return lowerProtobuf(used);
    default:
      warn(used.scope, "schema-format-unknown", {
        at: used.at,
        message: `Schemas of format ${JSON.stringify(used.format)} are not read; the value may be anything.`,
        remedy: "Use JSON Schema, OpenAPI's schemas, Avro or Protobuf.",
      });
      return unknownSchema();
  }
}

/** What turns values of the schema into bytes; null for those that are written as JSON, and where the schema is wrong. */
export function wireOf(given: Used): MessageWire | null {
  const used = settled(given);
  if (used === null) return null; // lowerUsed tells
  const language = languageOf(used.format);
  if (language !== "avro" && language !== "protobuf") return null;
  const schema = language === "avro" ? avroText(used.node) : protobufTable(used);
  if (schema === null) return null;
  const dated = language === "avro" ? avroText(used.node, true) : null;
  return { language, schema, dated: dated === schema ? null : dated };
}

/**
 * Whether the whole payload is bytes, which its schema can only call text: `format: binary` (JSON has no way to hold it), or any
 * text under a content type of bytes.
 */
export function isBytes(given: Used, contentType: string | null): boolean {
  const used = settled(given);
  if (used === null || languageOf(used.format) !== "json" || !isObject(used.node)) return false;
  const ref = used.node["$ref"];
  const node = typeof ref === "string" ? used.scope.lowering.refs.resolve(ref, used.scope.base)?.value : used.node;
  if (!isObject(node) || node["type"] !== "string") return false;
  return node["format"] === "binary" || (node["format"] === undefined && contentType !== null && bytes.test(contentType));
}

/** The schema itself: references and the object that names its format are followed; null when they lead in a circle. */
function settled(used: Used, visited: ReadonlySet<string> = new Set()): Used | null {
  const { scope, node } = used;
  const ref = isObject(node) ? node["$ref"] : undefined;
  const target = typeof ref === "string" ? scope.lowering.refs.resolve(ref, scope.base) : null;
  const isForeign = used.format !== null && languageOf(used.format) !== "json";
  if (target !== null && (isForeign || isMultiFormat(target.value))) {
    if (visited.has(target.key)) return null;
    const next = { ...used, scope: { ...scope, file: target.file, base: target.base }, node: target.value, at: target.key };
    return settled(next, new Set(visited).add(target.key));
  }
  if (!isMultiFormat(node)) return used;
  return settled({ ...used, node: node["schema"] ?? null, at: `${used.at}/schema`, format: textAt(node, "schemaFormat") }, visited);
}

type Language = "json" | "avro" | "protobuf" | "other";

function languageOf(format: string | null): Language {
  const type = (format ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "" || /^application\/(schema|vnd\.aai\.asyncapi|vnd\.oai\.openapi)(\+json|\+yaml)?$/.test(type)) return "json";
  if (/^application\/vnd\.apache\.avro(\+json|\+yaml)?$/.test(type)) return "avro";
  return /^application\/(vnd\.google\.protobuf|x-protobuf|protobuf)$/.test(type) ? "protobuf" : "other";
}

/** A schema of several parts in a message's own place becomes a model with the message's name. */
function lowerJson({ scope, node, at, name }: Used): Schema {
  if (isObject(node) && typeof node["$ref"] !== "string" && shapes.some((key) => node[key] !== undefined))
    return refSchema(modelAt(scope, { key: at, name, node }));
  return lowerSchema(scope, node, at);
}

const shapes = ["properties", "patternProperties", "allOf", "oneOf", "anyOf", "enum"] as const;
