import { DecodeError, InputError } from "../core/errors.js";
import type { OutgoingMessage } from "./message.js";
import type { Frame } from "./transport.js";

/** Whether a content type is JSON, or a kind of it. */
export const isJson = (contentType: string): boolean => /[/+]json\b/i.test(contentType);
const isText = (contentType: string): boolean => /^text\//i.test(contentType);
// A byte-order mark belongs to a text.
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

const textOf = (frame: Frame): string => (typeof frame === "string" ? frame : utf8.decode(frame));

/** A frame that is one payload. `protocols/json/PROTOCOL.md`, section 1. */
export function decodePayload(frame: Frame, contentType: string): unknown {
  if (isJson(contentType)) return parseJson(frame);
  return isText(contentType) ? textOf(frame) : frame;
}

/** The payload as a frame: bytes as they are, text as it is where its type is text, else JSON. */
export function encodePayload({ payload, contentType }: OutgoingMessage): Frame {
  if (payload instanceof Uint8Array) return payload;
  if (typeof payload === "string" && !isJson(contentType)) return payload;
  if (typeof payload === "object" && payload !== null && !isJson(contentType) && !isText(contentType))
    throw new InputError(`A payload of type ${contentType} can't be made of an object`, {
      remedy: `Pass payloads: { ${JSON.stringify(contentType)}: ... } when you make the client, or bytes as the payload.`,
    });
  return JSON.stringify(payload ?? null);
}

/** Throws a DecodeError that shows where the frame starts. */
export function parseJson(frame: Frame): unknown {
  // Before JSON a byte-order mark says nothing.
  const text = textOf(frame).trim();
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DecodeError(`A frame is no JSON: ${text.slice(0, 80)}`, { cause, text: text.slice(0, 200), contentType: "application/json", status: 101 });
  }
}
