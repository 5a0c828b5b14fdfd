import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { build } from "esbuild";

/** Bytes of a program over the realtime runtime, minified and gzipped, as a bundler for browsers makes it. */
async function size(names: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names} } from "./runtime/realtime/index.ts";`, resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length;
}

describe("what a realtime bundle pays, in bytes", () => {
  it.each([
    { names: "createRealtime, subscribe", most: 12_000 },
    { names: "createRealtime, subscribe, publish, ask", most: 13_100 },
    { names: "subscribe", most: 2_500 },
  ])("$names", async ({ names, most }) => expect(await size(names)).toBeLessThanOrEqual(most));
});
