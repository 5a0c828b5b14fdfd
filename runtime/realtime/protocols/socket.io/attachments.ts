import { ConnectionError } from "../../../core/errors.js";

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;

/** The value with placeholders for its bytes, which are collected in order. */
export function detach(value: unknown, bytes: Uint8Array[]): unknown {
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) {
    bytes.push(value instanceof Uint8Array ? value : new Uint8Array(value));
    return { _placeholder: true, num: bytes.length - 1 };
  }
  if (Array.isArray(value)) return value.map((item) => detach(item, bytes));
  if (!isPlain(value) || "toJSON" in value) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, detach(item, bytes)]));
}

/** The value with the bytes in the places that are held for them. Throws a ConnectionError for a place without bytes. */
export function attach(value: unknown, bytes: readonly Uint8Array[]): unknown {
  if (Array.isArray(value)) return value.map((item) => attach(item, bytes));
  if (!isPlain(value)) return value;
  if (value["_placeholder"] !== true) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, attach(item, bytes)]));
  const found = bytes[Number(value["num"])];
  if (found === undefined) throw new ConnectionError("No packet of Socket.IO: an attachment is missing");
  return found;
}
