import type { Content, Schema } from "../../ir/index.js";
import { own } from "../names/own.js";
import { type Models, resolve } from "../schemas/schema-views.js";

/** How a request body goes out: the runtime's BodyKind. */
export type BodyKind = "json" | "form" | "multipart" | "text" | "bytes" | "xml" | SequenceKind;
/** One item after another. */
export type SequenceKind = "sse" | "jsonl" | "json-seq";
/** How a reply is read. */
export type ReplyKind = "json" | "text" | "bytes" | "xml" | SequenceKind | "multipart";

/** Whether a body of the kind is one item after another. */
export const isSequence = (kind: BodyKind): kind is SequenceKind => kind === "sse" || kind === "jsonl" || kind === "json-seq";

/** Without parameters, lower case: `application/json; charset=utf-8` gives application/json. */
export function essence(mediaType: string): string {
  return (mediaType.split(";")[0] ?? "").trim().toLowerCase();
}

const jsonTypes = /^(?:application|text|model|\*)\/(?:json|.+\+json|x-json)$/;
const xmlTypes = /^(?:application|text)\/(?:xml|.+\+xml)$/;
const textTypes = /^(?:text\/.*|application\/(?:x-)?(?:yaml|javascript|toml|graphql|sql)|.*\+yaml|message\/http)$/;
const streamTypes: Readonly<Record<string, SequenceKind>> = {
  "text/event-stream": "sse",
  "application/x-ndjson": "jsonl",
  "application/ndjson": "jsonl",
  "application/jsonl": "jsonl",
  "application/x-jsonl": "jsonl",
  "application/json-lines": "jsonl",
  "application/stream+json": "jsonl",
  "application/json-seq": "json-seq",
  "application/geo+json-seq": "json-seq",
};

/** The Content-Type that the runtime sends for a kind when nothing else is said. */
export const ownType: Readonly<Record<BodyKind, string>> = {
  json: "application/json",
  form: "application/x-www-form-urlencoded",
  multipart: "multipart/form-data",
  text: "text/plain",
  bytes: "application/octet-stream",
  xml: "application/xml",
  sse: "text/event-stream",
  jsonl: "application/x-ndjson",
  "json-seq": "application/json-seq",
};

export function bodyKind(content: Content, models: Models): BodyKind {
  const type = essence(content.mediaType);
  if (type === ownType.form) return "form";
  if (type.startsWith("multipart/")) return "multipart";
  const schema = content.schema === null ? null : resolve(content.schema, models);
  if (schema?.kind === "binary") return "bytes";
  const sequence = own(streamTypes, type);
  if (sequence !== undefined) return content.item === null ? "text" : sequence;
  if (jsonTypes.test(type)) return "json";
  if (xmlTypes.test(type)) return "xml";
  const structured = schema !== null && (schema.kind === "object" || schema.kind === "array" || schema.kind === "all" || schema.kind === "union");
  if (textTypes.test(type)) return structured ? "json" : "text";
  if (type.includes("*")) return structured || schema === null || schema.kind === "unknown" ? "json" : schema.kind === "string" ? "text" : "json";
  return "bytes";
}

export function replyKind(content: Content, models: Models): ReplyKind {
  const type = essence(content.mediaType);
  const stream = own(streamTypes, type);
  if (stream !== undefined) return stream;
  const kind = bodyKind(content, models);
  if (kind === "multipart" && content.item !== null) return kind;
  return kind === "form" || kind === "multipart" ? "bytes" : kind;
}

const noMeta = { meta: null } as const;

/** What the caller hands in or gets for a kind: bytes are bytes whatever their schema says. */
export function schemaFor(kind: BodyKind | ReplyKind, schema: Schema | null): Schema {
  if (kind === "bytes") return { kind: "binary", ...noMeta };
  if (schema !== null) return schema;
  if (kind === "text") return { kind: "string", format: null, ...noMeta };
  return { kind: "unknown", ...noMeta };
}

/** Of several contents, those worth a choice: one per kind and schema, JSON first. */
export function distinct<K extends BodyKind | ReplyKind>(
  contents: readonly Content[],
  kindOf: (content: Content) => K,
): readonly { readonly content: Content; readonly kind: K }[] {
  if (contents.length === 1) return contents.map((content) => ({ content, kind: kindOf(content) }));
  const seen = new Set<string>();
  const found: { readonly content: Content; readonly kind: K }[] = [];
  for (const content of contents) {
    const kind = kindOf(content);
    const id = `${kind} ${kind === "bytes" ? essence(content.mediaType) : JSON.stringify(content.schema)}`;
    if (seen.has(id)) continue;
    seen.add(id);
    found.push({ content, kind });
  }
  const json = found.filter(({ kind }) => kind === "json");
  if (json.length === 0) return found;
  return [...json, ...found.filter(({ kind }) => kind !== "json")];
}
