import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { build } from "esbuild";

/** Bytes of a program over the runtime, minified and gzipped, as a bundler for browsers makes it. */
async function size(program: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length;
}

const operation = `const getPetOp = { id: "getPet", path: "/pets/{petId}", errors: [404, "default"] };
export const getPet = (client, input, options) => call(client, getPetOp, input, options);`;

describe("what a bundle pays, in bytes", () => {
  // Ceilings that hold today, so that growth is seen; the figures to reach stand in docs/BENCHMARKS.md.
  it.each([
    { program: `import { call, plainClient } from "./runtime/index.ts"; ${operation} export { plainClient };`, name: "one operation, bare", most: 2_060 },
    {
      program: `import { call, clientCredentials, plainClient, plainRetry, plainTimeout, signedBy } from "./runtime/index.ts"; ${operation}
        export { clientCredentials, plainClient, plainRetry, plainTimeout, signedBy };`,
      name: "one operation with OAuth, retry, deadlines and typed errors",
      most: 3_940,
    },
    {
      program: `import { call, composeClient, envOptions, oauthAuth } from "./runtime/index.ts"; ${operation}
        export const create = (api, options) => composeClient(api, options, [envOptions, oauthAuth]);`,
      name: "one operation of a generated client with OAuth",
      most: 11_890,
    },
    {
      program: `import { call, createClient, logged } from "./runtime/index.ts"; ${operation} export { createClient, logged };`,
      name: "one operation with everything on",
      most: 13_650,
    },
    { program: `export { NotFoundError } from "./runtime/index.ts";`, name: "one error class", most: 600 },
    { program: `import { type Client } from "./runtime/index.ts"; export const nothing = 0;`, name: "types only", most: 60 },
  ])("$name", async ({ program, most }) => expect(await size(program)).toBeLessThanOrEqual(most));
});
