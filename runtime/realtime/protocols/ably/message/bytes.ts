/** Bytes that WebCrypto takes. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
/** A byte-order mark is part of a text. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/** So many characters are made text at a time: a call has a limit of arguments. */
const slice = 8192;

/** Text as UTF-8. */
export const toUtf8 = (text: string): Bytes => encoder.encode(text);

/** The text in UTF-8 bytes. Throws a TypeError when they are none. */
export const fromUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes);

/** Base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += slice) binary += String.fromCharCode.apply(null, bytes.subarray(at, at + slice) as unknown as number[]); // it takes any array-like of numbers
  return btoa(binary);
}

/** The bytes behind base64 or base64url text. Throws a DOMException when it is neither. */
export function fromBase64(text: string): Bytes {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** Random bytes, in base64url. */
export const randomText = (length: number): string =>
  toBase64(crypto.getRandomValues(new Uint8Array(length)))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
