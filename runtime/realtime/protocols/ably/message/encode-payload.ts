import { ablyError } from "../ably-error.js";
import { toBase64, toUtf8 } from "./bytes.js";
import type { Cipher } from "./cipher.js";
import type { Format } from "./codec.js";
import type { Maybe } from "./frames.js";

/** A payload as it stands in a frame. */
export interface WirePayload {
  readonly data: string | Uint8Array | null;
  readonly encoding: Maybe<string>;
}

/** What one transform leaves: the data so far, and the names of the transforms so far. */
interface Layer {
  readonly data: string | Uint8Array | null;
  readonly encoding: Maybe<string>;
}

/** A payload as it travels (RSL4). Throws 40013 for what is neither text, bytes, an object or array, nor nothing. */
export function encodePayload(data: unknown, format: Format, encoding: Maybe<string> = null): WirePayload {
  return wire(typed(data, encoding), format);
}

/** The same, encrypted (RSL5): text and JSON become UTF-8 first. */
export async function encryptPayload(data: unknown, format: Format, cipher: Cipher, encoding: Maybe<string> = null): Promise<WirePayload> {
  const plain = typed(data, encoding);
  if (plain.data === null) return plain;
  const bytes =
    typeof plain.data === "string" ? { data: toUtf8(plain.data), encoding: joined(plain.encoding, "utf-8") } : { data: plain.data, encoding: plain.encoding };
  return wire({ data: await cipher.encrypt(bytes.data), encoding: joined(bytes.encoding, cipher.name) }, format);
}

function typed(data: unknown, encoding: Maybe<string>): Layer {
  if (typeof data === "string") return { data, encoding };
  if (data === null || data === undefined) return { data: null, encoding };
  if (data instanceof Uint8Array) return { data, encoding };
  if (data instanceof ArrayBuffer) return { data: new Uint8Array(data), encoding };
  if (ArrayBuffer.isView(data)) return { data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), encoding };
  if (typeof data === "object" && !(data instanceof Date)) return { data: JSON.stringify(data), encoding: joined(encoding, "json") };
  throw ablyError(40013, `A payload can't be a ${data instanceof Date ? "Date" : typeof data}`);
}

function wire({ data, encoding }: Layer, format: Format): WirePayload {
  return format === "json" && data instanceof Uint8Array ? { data: toBase64(data), encoding: joined(encoding, "base64") } : { data, encoding };
}

const joined = (encoding: Maybe<string>, step: string): string => (encoding ? `${encoding}/${step}` : step);
