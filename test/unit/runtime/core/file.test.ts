import { createReadStream } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { type FileInput, fileOf, isFile, toBody } from "../../../../runtime/core/file.js";

describe("fileOf", () => {
  const bytes = new Uint8Array([1]);
  const table: { given: string; file: FileInput; want: { name?: string; type?: string } }[] = [
    { given: "bytes", file: bytes, want: {} },
    { given: "text", file: "abc", want: {} },
    { given: "a Blob", file: new Blob([bytes], { type: "image/png" }), want: { type: "image/png" } },
    { given: "a File", file: new File([bytes], "a.png", { type: "image/png" }), want: { name: "a.png", type: "image/png" } },
    { given: "a named file", file: { data: bytes, name: "b.png" }, want: { name: "b.png" } },
  ];
  it.each(table)("$given", ({ file, want }) => {
    const { name, type } = fileOf(file);
    expect({ ...(name !== undefined && { name }), ...(type !== undefined && { type }) }).toEqual(want);
    expect(isFile(file)).toBe(typeof file !== "string");
  });

  it("a Node stream tells its file's name", () => {
    const stream = createReadStream("package.json");
    expect(fileOf(stream).name).toBe("package.json");
    stream.destroy();
  });
});

describe("isFile", () => {
  it.each([{ data: { a: 1 } }, {}, null, [1], 5])("%j is none", (given) => expect(isFile(given)).toBe(false));
});

describe("toBody", () => {
  it("leaves bodies as they are and makes streams of async iterables", async () => {
    const blob = new Blob(["x"]);
    expect(toBody(blob)).toBe(blob);
    expect(toBody(new Uint8Array([7]).buffer)).toEqual(new Uint8Array([7]));
    async function* parts(): AsyncGenerator<string> {
      yield "a";
      yield "b";
    }
    expect(await new Response(toBody(parts()) as ReadableStream).text()).toBe("ab");
  });

  it("ends the iterable when the stream is cancelled", async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<string> {
      try {
        for (;;) yield "x";
      } finally {
        ended = true;
      }
    }
    const reader = (toBody(endless()) as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await reader.cancel();
    expect(ended).toBe(true);
  });
});
