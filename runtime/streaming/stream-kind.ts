import type { WireReply } from "../core/call.js";
import { DecodeError } from "../core/errors.js";
import type { Operation } from "../core/operation.js";

/** What a stream is made of. */
export type StreamKind = "sse" | "jsonl" | "json-seq" | "multipart" | "bytes";

const accepted: Readonly<Record<string, string>> = {
  sse: "text/event-stream",
  jsonl: "application/x-ndjson, application/jsonl, application/stream+json, application/json;q=0.5",
  "json-seq": "application/json-seq, application/geo+json-seq",
  multipart: "multipart/mixed, multipart/*;q=0.9",
};

/** What to ask for: the `Accept` of a stream operation; null when anything will do. */
export function acceptOf({ out }: Operation): string | null {
  return accepted[out ?? ""] ?? null;
}

/**
 * What came: the reply's Content-Type says it where it names a stream format, else what the operation declares. Servers
 * send JSON lines under many names, `application/json` among them.
 */
export function streamKind({ id, out }: Operation, { headers, status }: WireReply): StreamKind {
  const contentType = headers.get("content-type");
  const type = contentType?.toLowerCase() ?? "";
  if (type.startsWith("text/event-stream")) return "sse";
  if (out === "multipart" && type.startsWith("multipart/")) return out;
  if (/json-seq/.test(type)) return "json-seq";
  if (/ndjson|jsonl|json-?lines|stream\+json/.test(type)) return "jsonl";
  if (out === "jsonl" || out === "json-seq") return out;
  if ((out === "sse" && contentType !== null) || out === "multipart")
    throw new DecodeError(`${id} answered with ${contentType}, not with a stream of ${out === "sse" ? "events" : "parts"}`, { status, contentType, text: "" });
  if (out === "sse") return "sse";
  return out === undefined || out === "json" ? "jsonl" : "bytes";
}
