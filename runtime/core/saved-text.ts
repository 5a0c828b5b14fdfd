import { InputError } from "./errors.js";

/**
 * A value as text to keep: page tokens and job handles. URL-safe, and readable by `fromSavedText` in any process; dates and
 * bigints come back as such. It is not encrypted: whoever can read it sees the input of the call.
 * @throws InputError for what text can't hold (files, streams, bytes, functions).
 */
export function toSavedText(value: unknown): string {
  const text = JSON.stringify(value, function (this: Record<string, unknown>, key, converted: unknown) {
    const original = this[key]; // Date's toJSON has run already: look at what stood there
    if (original instanceof Date) return { "~date": original.toISOString() };
    if (typeof original === "bigint") return { "~bigint": String(original) };
    if (typeof original === "function" || !isPlain(original))
      throw new InputError(`The value of "${key}" can't be kept as text`, { remedy: "Go on in this process, or give such values anew each time" });
    return converted;
  });
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replace(/[+/=]/g, (sign) => ({ "+": "-", "/": "_" })[sign] ?? "");
}

/**
 * Reads what `toSavedText` wrote.
 * @throws InputError when it is not such a text.
 */
export function fromSavedText(text: string): unknown {
  try {
    const binary = atob(text.trim().replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0))), revive);
  } catch (cause) {
    throw new InputError("This text is no page token or job handle: it is damaged or cut off", { cause });
  }
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { "~date": date, "~bigint": bigint } = value as { "~date"?: unknown; "~bigint"?: unknown }; // any object may have them
  if (typeof date === "string") return new Date(date);
  return typeof bigint === "string" ? BigInt(bigint) : value;
}

function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
