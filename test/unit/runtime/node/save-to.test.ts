import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { type Download, saveTo } from "../../../../runtime/node/save-to.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "clientwright-"));
});

describe("saveTo", () => {
  it.each<[string, () => Download]>([
    ["bytes", () => new TextEncoder().encode("hello")],
    ["a Blob", () => new Blob(["hello"])],
    ["a stream", () => new Blob(["hello"]).stream()],
    ["a Response", () => new Response("hello")],
    ["a call under way", () => ({ asResponse: async () => new Response("hello") })],
    ["a promise of a Blob", () => Promise.resolve(new Blob(["hello"]))],
  ])("writes %s and nothing else", async (_, download) => {
    const path = join(folder, "out.bin");
    expect(await saveTo(path, download())).toBe(5);
    expect(await readFile(path, "utf8")).toBe("hello");
    expect(await readdir(folder)).toEqual(["out.bin"]);
  });

  it("writes an empty file for an empty reply", async () => {
    expect(await saveTo(join(folder, "out.bin"), new Response(null))).toBe(0);
    expect(await readFile(join(folder, "out.bin"), "utf8")).toBe("");
  });

  it("rejects when the folder is missing, also while the call is under way", async () => {
    const path = join(folder, "missing", "out.bin");
    const slow = { asResponse: async () => new Promise<Response>((resolve) => setImmediate(() => setImmediate(resolve, new Response("hello")))) };
    await expect(saveTo(path, slow)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("leaves nothing behind, and what was there, when the download breaks", async () => {
    const path = join(folder, "out.bin");
    await writeFile(path, "old");
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(10));
        controller.error(new Error("reset"));
      },
    });
    await expect(saveTo(path, broken)).rejects.toThrow("reset");
    await expect(saveTo(path, Promise.reject(new Error("404")))).rejects.toThrow("404");
    expect([await readdir(folder), await readFile(path, "utf8")]).toEqual([["out.bin"], "old"]);
  });
});
