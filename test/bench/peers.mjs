// How each peer is called to make a whole client of one document, and which Node it needs.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, "../..");
const bin = (name) => join(here, "node_modules/.bin", name);
const require = createRequire(import.meta.url);
const newer = ["linux-x64", "linux-arm64", "darwin-arm64"].map((platform) => join(here, `node_modules/node-${platform}/bin/node`)).find(existsSync);

/** Version of an installed peer. */
export const versionOf = (name) => {
  try {
    return require(join(here, "node_modules", name, "package.json")).version;
  } catch {
    return "?";
  }
};

/** Node 24 from npm, for peers that do not run on 20. */
export const newerNode = newer ?? process.execPath;

export const ours = (name, extra = []) => ({
  name,
  entry: (out) => join(out, "index.ts"),
  command: (document, out) => [join(root, "generator/dist/cli/bin.js"), "generate", document, "-o", out, "--allow-outside", "--force", ...extra],
});

const script = (folder, name, text) => {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

export const peers = [
  {
    name: `openapi-typescript ${versionOf("openapi-typescript")} (types only)`,
    command: (document, out) => [bin("openapi-typescript"), document, "-o", join(out, "index.ts")],
  },
  {
    name: `@hey-api/openapi-ts ${versionOf("@hey-api/openapi-ts")} (types + sdk)`,
    node: newerNode,
    command: (document, out) => [
      bin("openapi-ts"),
      "-i",
      document,
      "-o",
      out,
      "--silent",
      "-p",
      "@hey-api/typescript",
      "@hey-api/sdk",
      "@hey-api/client-fetch",
    ],
  },
  {
    name: `orval ${versionOf("orval")} (fetch)`,
    node: newerNode,
    command: (document, out) => [
      bin("orval"),
      "--config",
      script(
        dirname(out),
        "orval.config.mjs",
        `export default { api: { input: { target: ${JSON.stringify(document)}, unsafeDisableValidation: true }, output: { target: ${JSON.stringify(join(out, "index.ts"))}, client: "fetch", schemas: ${JSON.stringify(join(out, "models"))}, clean: true } } };\n`,
      ),
    ],
  },
  { name: `oazapfts ${versionOf("oazapfts")}`, command: (document, out) => [bin("oazapfts"), document, join(out, "index.ts")] },
  {
    name: `swagger-typescript-api ${versionOf("swagger-typescript-api")}`,
    command: (document, out) => [bin("swagger-typescript-api"), "generate", "-p", document, "-o", out, "-n", "index.ts", "--silent"],
  },
  {
    name: `@redocly/cli ${versionOf("@redocly/cli")} generate-client`,
    node: newerNode,
    command: (document, out) => [bin("redocly"), "generate-client", document, "--output", join(out, "index.ts")],
  },
];
