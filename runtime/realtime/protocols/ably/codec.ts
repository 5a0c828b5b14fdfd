import { decodeMessagePack } from "../../msgpack/decode.js";
import { encodeMessagePack } from "../../msgpack/encode.js";
import type { ProtocolMessage } from "./frames.js";

/** How frames are written: text frames of JSON, or binary frames of MessagePack. */
export type Format = "json" | "msgpack";

/** A ProtocolMessage as one frame. Bytes in payloads must be base64 already where the format is json (`toWire` does it). */
export function encodeFrame(message: ProtocolMessage, format: Format): string | Uint8Array<ArrayBuffer> {
  return format === "json" ? JSON.stringify(message) : encodeMessagePack(message);
}

/** The ProtocolMessage in a frame. Throws a SyntaxError for what is none; fields and actions that aren't known stay in it. */
export function decodeFrame(frame: string | Uint8Array): ProtocolMessage {
  const value: unknown = typeof frame === "string" ? JSON.parse(frame) : decodeMessagePack(frame);
  if (isProtocolMessage(value)) return value;
  throw new SyntaxError("The frame holds no ProtocolMessage: an object with a number under `action` was expected");
}

/** Only `action` is looked at: the rest is read leniently where it is used, so that a frame costs one pass. */
function isProtocolMessage(value: unknown): value is ProtocolMessage {
  return typeof value === "object" && value !== null && "action" in value && typeof value.action === "number";
}
