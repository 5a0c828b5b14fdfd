import { brotliDecompressSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import type { CallBody } from "../../../../runtime/core/call.js";
import { brotli } from "../../../../runtime/node/brotli.js";

const text = "hello ".repeat(1000);

describe("brotli", () => {
  it.each<[string, () => CallBody, boolean]>([
    ["text", () => text, true],
    ["bytes", () => new TextEncoder().encode(text), true],
    ["a Blob", () => new Blob([text]), true],
    ["a stream, which stays one", () => new Blob([text]).stream(), false],
  ])("compresses %s", async (_, body, isWhole) => {
    const compressed = await brotli.encodings?.["br"]?.(body());
    expect(compressed instanceof Uint8Array).toBe(isWhole);
    const bytes = new Uint8Array(await new Response(compressed as Uint8Array<ArrayBuffer>).arrayBuffer());
    expect(bytes.length).toBeLessThan(text.length / 10);
    expect(brotliDecompressSync(bytes).toString()).toBe(text);
  });
});
