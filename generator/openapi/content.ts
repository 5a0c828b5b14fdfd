import type { Content, Part, Schema } from "../ir/index.js";
import { markBinary } from "../schema/binary.js";
import { deref, entriesOf } from "../schema/deref.js";
import { examplesOf } from "../schema/docs.js";
import { isObject, type JsonObject, objectAt, step } from "../schema/json.js";
import { lowerSchema } from "../schema/schema.js";
import { type Place, type Scope, warn } from "../schema/scope.js";
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
  const item = node["itemSchema"] === undefined ? null : lowerSchema(scope, node["itemSchema"], `${at}/itemSchema`);
  const encoding = objectAt(node, "encoding");
  for (const key of ["prefixEncoding", "itemEncoding"]) {
    if (node[key] !== undefined)
      warn(scope, "encoding-by-position", {
        at: `${at}/${key}`,
        message: "Parts encoded by position are sent with the usual encoding.",
        remedy: "Name the parts.",
      });
  }
  return {
    mediaType,
    schema,
    item: item ?? (schema !== null && isSequential(mediaType) ? itemOf(scope, schema) : null),
    parts: encoding === null ? [] : lowerParts(scope, encoding, `${at}/encoding`),
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
  const parts: Part[] = [];
  for (const name of Object.keys(encoding)) {
    const node = encoding[name];
    if (!isObject(node)) continue;
    const headers = objectAt(node, "headers") ?? {};
    const style = styleWord(node);
    const contentType = node["contentType"];
    parts.push({
      name,
      contentType: typeof contentType === "string" ? contentType : null,
      headers: Object.keys(headers).flatMap((key) =>
        key.toLowerCase() === "content-type" ? [] : (lowerHeader(scope, headers[key], { name: key, at: step(`${step(at, name)}/headers`, key) }) ?? []),
      ),
      style,
      explode: typeof node["explode"] === "boolean" ? node["explode"] : style === null || style === "form",
      reserved: node["allowReserved"] === true,
    });
  }
  return parts;
}
