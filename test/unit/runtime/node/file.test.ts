import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { toBody } from "../../../../runtime/core/file.js";
import { file, fileStream } from "../../../../runtime/node/file.js";

let path: string;
beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), "clientwright-")), "a b.txt");
  await writeFile(path, "hello");
});

describe("file", () => {
  it("knows name and size without reading, and can be read again", async () => {
    const { data, name, type } = await file(path);
    expect([name, type, (data as Blob).size]).toEqual(["a b.txt", undefined, 5]);
    expect([await (data as Blob).text(), await (data as Blob).text()]).toEqual(["hello", "hello"]);
  });

  it("takes a URL, a name and a type", async () => {
    expect((await file(pathToFileURL(path))).name).toBe("a b.txt");
    const named = await file(path, { name: "other", type: "text/csv" });
    expect([named.name, named.type, (named.data as Blob).type]).toEqual(["other", "text/csv", "text/csv"]);
  });

  it("rejects what is not there", async () => {
    await expect(file(`${path}.none`)).rejects.toThrow();
  });
});

describe("fileStream", () => {
  it("reads once, to the end", async () => {
    const { data, name } = fileStream(path, { type: "text/plain" });
    expect(name).toBe("a b.txt");
    expect(await new Response(toBody(data) as ReadableStream<Uint8Array<ArrayBuffer>>).text()).toBe("hello");
  });
});
