import { ConnectionError } from "../../../core/errors.js";
import { parseJson } from "../../payload.js";
import type { Frame } from "../../transport.js";
import type { Dialect, KernelFrame } from "./frames.js";
import { pack, unpack } from "./parts.js";

const utf8 = new TextEncoder();
const text = new TextDecoder();

/** PROTOCOL.md, section 2. */
export function encodeFrame({ buffers, ...message }: KernelFrame, dialect: Dialect): Frame {
  if (dialect === "v1") {
    const { channel, header, parent_header, metadata, content } = message;
    return pack([utf8.encode(channel), ...[header, parent_header, metadata, content].map(bytesOf), ...buffers], "v1");
  }
  return buffers.length === 0 ? JSON.stringify({ ...message, buffers }) : pack([bytesOf(message), ...buffers], "default");
}

const bytesOf = (value: unknown): Uint8Array => utf8.encode(JSON.stringify(value));

/** Throws a ClientError for what is no frame of the dialect. */
export function decodeFrame(frame: Frame, dialect: Dialect): KernelFrame {
  if (dialect === "v1" && typeof frame !== "string") return decodeV1(unpack(frame, "v1"));
  const [json = "", ...buffers] = typeof frame === "string" ? [frame] : unpack(frame, "default");
  const message = parseJson(json);
  if (!isObject(message)) throw broken("it holds no message");
  return frameOf({ channel: "shell", ...message }, typeof frame === "string" ? [] : (buffers as Uint8Array[])); // of unpack
}

function decodeV1([channel, header, parent, metadata, content, ...buffers]: readonly Uint8Array[]): KernelFrame {
  if (channel === undefined || header === undefined || parent === undefined || metadata === undefined || content === undefined)
    throw broken("parts are missing");
  const message = {
    channel: text.decode(channel),
    header: parseJson(header),
    parent_header: parseJson(parent),
    metadata: parseJson(metadata),
    content: parseJson(content),
  };
  return frameOf(message, buffers);
}

function frameOf(message: Readonly<Record<string, unknown>>, buffers: readonly Uint8Array[]): KernelFrame {
  const { channel, header, parent_header: parent, metadata, content } = message;
  if (!isObject(header) || typeof header["msg_id"] !== "string" || typeof header["msg_type"] !== "string") throw broken("its header names no message");
  return {
    channel: typeof channel === "string" ? channel : "shell",
    header: { ...header, msg_id: header["msg_id"], msg_type: header["msg_type"] },
    parent_header: isObject(parent) ? parent : {},
    metadata: isObject(metadata) ? metadata : {},
    content,
    buffers,
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null && !Array.isArray(value);

const broken = (why: string): ConnectionError => new ConnectionError(`No frame of a Jupyter kernel: ${why}`);
