import type { Content, Part, Schema } from "../ir/index.js";
import { markBinary } from "../schema/binary.js";
import { deref, entriesOf } from "../schema/deref.js";
import { examplesOf } from "../schema/docs.js";
import { isObject, type JsonObject, listAt, objectAt, step } from "../schema/json.js";
import { lowerSchema } from "../schema/schema.js";
import type { Place, Scope } from "../schema/scope.js";
import { lowerHeader } from "./parameter.js";
import { styleWord } from "./style.js";

/** A `content` map: its media types in document order. */
export function lowerContents(scope: Scope, content: JsonObject, at: string): readonly Content[] {
  const contents: Content[] = [];
  for (const { key: mediaType, node, scope: inner, at: here } of entriesOf(scope, content, at)) {
    if (mediaType.startsWith("x-") && !mediaType.includes("/")) continue;
    const place = deref(inner, node ?? {}, here);
    if (place !== null) contents.push(lowerContent(place, mediaType));
  }
  return contents;
}

/** Whether a media type carries one value after another (events, lines). */
export function isSequential(mediaType: string): boolean {
  return /^(text\/event-stream|application\/(x-)?(ndjson|jsonl|json-lines|jsonlines|json-seq|stream\+json)|application\/[\w.+-]+\+json-seq)\b/i.test(
    mediaType.trim(),
  );
}

function lowerContent(place: Place, mediaType: string): Content {
  const { scope, node, at } = place;
  const schema = node["schema"] === undefined ? null : markBinary(scope, lowerSchema(scope, node["schema"], `${at}/schema`), mediaType);
  const item = node["itemSchema"] === undefined ? null : markBinary(scope, lowerSchema(scope, node["itemSchema"], `${at}/itemSchema`), "application/json");
  const encoding = objectAt(node, "encoding");
  return {
    mediaType,
    schema,
    item: item ?? (schema !== null && isSequential(mediaType) ? itemOf(scope, schema) : null),
    parts: encoding === null ? [] : lowerParts(scope, encoding, `${at}/encoding`),
    byPosition: lowerPositions(place),
    examples: examplesOf(node),
    at,
  };
}

/** What one event or line is where only `schema` is given: a list's items, else the schema itself; plain text has none. */
function itemOf(scope: Scope, schema: Schema): Schema | null {
  if (schema.kind === "array") return schema.items;
  if (schema.kind === "string" || schema.kind === "binary" || schema.kind === "unknown") return null;
  const target = schema.kind === "ref" ? scope.lowering.models.get(schema.model) : undefined;
  const node = target?.node;
  if (target === undefined || !isObject(node)) return schema;
  if (node["type"] === "string") return null;
  return node["type"] === "array" && isObject(node["items"]) ? lowerSchema(target.scope, node["items"], `${target.key}/items`) : schema;
}

function lowerParts(scope: Scope, encoding: JsonObject, at: string): readonly Part[] {
  return Object.keys(encoding).flatMap((name) => lowerPart({ scope, node: encoding[name] ?? null, at: step(at, name) }, name) ?? []);
}

/** OpenAPI 3.2's encoding of parts without names. */
function lowerPositions({ scope, node, at }: Place): Content["byPosition"] {
  const prefix = listAt(node, "prefixEncoding").map((each, index) => lowerPart({ scope, node: each, at: `${at}/prefixEncoding/${index}` }, ""));
  const items = lowerPart({ scope, node: node["itemEncoding"] ?? null, at: `${at}/itemEncoding` }, "");
  return prefix.length === 0 && items === null ? null : { prefix: prefix.map((part) => part ?? { ...usual, at }), items };
}

const usual: Omit<Part, "at"> = { name: "", contentType: null, headers: [], style: null, explode: true, reserved: false };

function lowerPart({ scope, node, at }: Place<JsonObject[string]>, name: string): Part | null {
  if (!isObject(node)) return null;
  const headers = objectAt(node, "headers") ?? {};
  const style = styleWord(node);
  const contentType = node["contentType"];
  return {
    name,
    contentType: typeof contentType === "string" ? contentType : null,
    headers: Object.keys(headers).flatMap((key) =>
      key.toLowerCase() === "content-type" ? [] : (lowerHeader(scope, headers[key], { name: key, at: step(`${at}/headers`, key) }) ?? []),
    ),
    style,
    explode: typeof node["explode"] === "boolean" ? node["explode"] : style === null || style === "form",
    reserved: node["allowReserved"] === true,
    at,
  };
}
