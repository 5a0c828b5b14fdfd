import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { build } from "esbuild";

/** Bytes of a program over the realtime runtime, minified and gzipped, as a bundler for browsers makes it. */
async function size(names: string, entry = "realtime"): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names} } from "./runtime/${entry}/index.ts";`, resolveDir: process.cwd(), loader: "ts" },
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
    { names: "composeRealtime, subscribe", most: 11_310 },
    { names: "composeRealtime, subscribe, publish, ask", most: 14_599 },
    { names: "createRealtime, subscribe", most: 13_430 },
    { names: "createRealtime, subscribe, publish, ask", most: 16_439 },
    { names: "subscribe", most: 2_480 },
  ])("$names", async ({ names, most }) => expect(await size(names)).toBeLessThanOrEqual(most));

  it.each([
    { names: "plainAbly", most: 12_000 },
    { names: "plainAbly, messagePack, presence, publishing", most: 17_250 },
    { names: "createAbly", most: 25_300 },
  ])("Ably: $names", async ({ names, most }) => expect(await size(names, "ably")).toBeLessThanOrEqual(most));
});
