import type { Codec, PartReader } from "../core/codec.js";
import { DecodeError } from "../core/errors.js";
import type { StreamMessage } from "../core/reply.js";
import { type BodyPart, partFraming } from "./part-framing.js";

/** A parameter of a header: `boundary` of `multipart/mixed; boundary="x"`. */
function parameter(header: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, "i").exec(header);
  return found?.[1]?.replace(/\\(.)/g, "$1") ?? found?.[2] ?? null;
}

const read: PartReader = async function* (chunks, { reply, decode, limit }) {
  const contentType = reply.headers.get("content-type") ?? "";
  const boundary = parameter(contentType, "boundary");
  if (!boundary) throw new DecodeError(`The reply of type ${contentType || "(none)"} names no boundary`, { status: reply.status, contentType, text: "" });
  const framing = partFraming(boundary, limit);
  for await (const chunk of chunks) for (const part of framing.push(chunk)) yield message(part, await contentOf(part, decode));
  framing.end();
};

/** JSON where the part says so, text where it says that, JSON or text where it says nothing, else bytes. */
function contentOf({ headers, body }: BodyPart, decode: Parameters<PartReader>[1]["decode"]): unknown {
  const type = headers.get("content-type")?.toLowerCase() ?? "";
  const isJson = /^[\w.+-]+\/(?:json|[\w.-]+\+json)\b/.test(type);
  if (!isJson && type !== "" && !type.startsWith("text/")) return body;
  const text = new TextDecoder().decode(body);
  return isJson ? decode.json(text, false) : type === "" ? decode.data(text) : decode.text(text);
}

function message({ headers }: BodyPart, data: unknown): StreamMessage<unknown> {
  return {
    event: parameter(headers.get("content-disposition") ?? "", "name") ?? "message",
    id: (headers.get("content-id") ?? "").replace(/^<|>$/g, ""),
    data,
  };
}

/** Multipart replies read part by part (`out: "multipart"`): for operations that deliver a stream of parts. */
export const parts: Codec = { streams: { multipart: read } };
