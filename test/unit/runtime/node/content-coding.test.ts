import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { codingsOf, decodeStream, decodeWhole } from "../../../../runtime/node/content-coding.js";

const text = "hello ".repeat(10_000);
const streamOf = (bytes: Uint8Array, size = 1000): ReadableStream<Uint8Array> => {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(at, at + size));
      at += size;
    },
  });
};
const readAll = (stream: ReadableStream<Uint8Array>) => new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).text();

describe("codingsOf", () => {
  it.each([
    [null, []],
    ["", []],
    ["identity", []],
    ["gzip", ["gzip"]],
    ["GZIP", ["gzip"]],
    ["deflate, br", ["br", "deflate"]],
    ["gzip, identity", ["gzip"]],
    ["zstd", []],
    ["gzip, zstd", []],
    ["toString", []],
  ])("%j -> %j", (header, want) => {
    expect(codingsOf(header)).toEqual(want);
  });
});

describe.each([
  ["gzip", gzipSync(text)],
  ["x-gzip", gzipSync(text)],
  ["br", brotliCompressSync(text)],
  ["deflate", deflateSync(text)],
  ["deflate", deflateRawSync(text)],
  ["deflate, gzip", gzipSync(deflateSync(text))],
])("%s", (header, bytes) => {
  it("is undone as a whole", async () => {
    expect(Buffer.from(await decodeWhole(bytes, codingsOf(header))).toString()).toBe(text);
  });

  it("is undone as it comes", async () => {
    expect(await readAll(decodeStream(streamOf(bytes), codingsOf(header)))).toBe(text);
    expect(await readAll(decodeStream(streamOf(bytes, 1), codingsOf(header)))).toBe(text);
  });

  it("fails when it breaks off", async () => {
    const half = bytes.subarray(0, bytes.length / 2);
    await expect(decodeWhole(half, codingsOf(header))).rejects.toThrow();
    await expect(readAll(decodeStream(streamOf(half), codingsOf(header)))).rejects.toThrow();
  });
});

describe("an empty body", () => {
  it("may name any coding", async () => {
    expect((await decodeWhole(new Uint8Array(), ["gzip"])).length).toBe(0);
    expect(await readAll(decodeStream(streamOf(new Uint8Array()), ["deflate"]))).toBe("");
  });
});
