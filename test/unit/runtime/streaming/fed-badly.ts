import type { Framing } from "../../../../runtime/streaming/framing.js";

/** Everything that a fixture gives, for each way of cutting its bytes: whole, one byte at a time, and in two at every place. */
export function fedBadly<T>(fixture: string | Uint8Array, create: () => Framing<T>): readonly (readonly T[])[] {
  const bytes = typeof fixture === "string" ? new TextEncoder().encode(fixture) : fixture;
  const halves = Array.from({ length: bytes.length + 1 }, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)]);
  const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
  return [[bytes], single, ...halves].map((chunks) => decode(chunks, create()));
}

function decode<T>(chunks: readonly Uint8Array[], framing: Framing<T>): readonly T[] {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const items = chunks.flatMap((chunk) => [...framing.push(decoder.decode(chunk, { stream: true }))]);
  return [...items, ...framing.push(decoder.decode()), ...framing.end()];
}
