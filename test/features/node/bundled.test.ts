import { describe, expect, it } from "@jest/globals";
import { build } from "esbuild";

/** Bytes of a program bundled for Node, which takes the entry points that are one file each. */
async function bytesOf(program: string): Promise<number> {
  const stdin = { contents: program, resolveDir: process.cwd(), loader: "js" as const };
  const { outputFiles } = await build({ stdin, bundle: true, minify: true, format: "esm", platform: "node", write: false, logLevel: "silent" });
  return outputFiles[0]?.contents.length ?? 0;
}

describe("entry points that are one file each", () => {
  it("are shaken by bundlers: one class brings along no more than its own neighbourhood", async () => {
    expect(await bytesOf(`export { ApiError } from "@clientwright/runtime";`)).toBeLessThanOrEqual(8_000);
  });
});
