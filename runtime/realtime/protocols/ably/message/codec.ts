import type { ProtocolMessage } from "./frames.js";

/** How frames are written: text frames of JSON, or binary frames of MessagePack. */
export type Format = "json" | "msgpack";

/** Values as MessagePack, and back. A feature of its own (`messagePack`), so that only those who use it carry it. */
export interface BinaryCodec {
  encode(value: unknown): Uint8Array<ArrayBuffer>;
  /** Throws a SyntaxError for damaged bytes. */
  decode(bytes: Uint8Array): unknown;
}

/** A ProtocolMessage as one frame: binary with a codec, text without. Bytes in payloads must be base64 already in text frames. */
export function encodeFrame(message: ProtocolMessage, binary: BinaryCodec | null): string | Uint8Array<ArrayBuffer> {
  return binary === null ? JSON.stringify(message) : binary.encode(message);
}

/** The ProtocolMessage in a frame. Throws a SyntaxError for what is none; fields and actions that aren't known stay in it. */
export function decodeFrame(frame: string | Uint8Array, binary: BinaryCodec | null): ProtocolMessage {
  const value: unknown = typeof frame === "string" ? JSON.parse(frame) : binary?.decode(frame);
  if (isProtocolMessage(value)) return value;
  throw new SyntaxError("The frame is no ProtocolMessage: it has no `action`");
}

/** Only `action` is looked at: the rest is read leniently where it is used, so that a frame costs one pass. */
function isProtocolMessage(value: unknown): value is ProtocolMessage {
  return typeof value === "object" && value !== null && "action" in value && typeof value.action === "number";
}
