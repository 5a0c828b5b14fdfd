import { cpSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { writePrecompiledTemplates } from "./emit/precompile.js";
import { clientConfigSchema } from "./plan/config/client-config-schema.js";

/**
 * The build step after tsc, run from dist: templates compiled, the schema of client.yaml as a file, the runtime's sources for
 * `runtime: inline`, and the CLI in a few files instead of two hundred (half of a small run's time went into finding them).
 */
writePrecompiledTemplates(new URL("../../templates/", import.meta.url), new URL("./emit/", import.meta.url));
writeFileSync(new URL("./client.schema.json", import.meta.url), `${JSON.stringify(clientConfigSchema, null, 2)}\n`);

const carried = new URL("./runtime/", import.meta.url);
const left = new Set(["dist", "node_modules", "package.json", "tsconfig.json"]);
rmSync(carried, { recursive: true, force: true });
cpSync(new URL("../../runtime/", import.meta.url), carried, { recursive: true, filter: (source) => !left.has(basename(source)) });

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
rmSync(here("./chunks"), { recursive: true, force: true });
buildSync({
  entryPoints: [{ in: here("./cli/start.js"), out: "cli/bin" }],
  outdir: here("."),
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: ["js-yaml", "json-p3", "openapi-typescript", "oxc-parser", "ts-morph", "typescript", "yaml"],
  logLevel: "warning",
});
cpSync(new URL("../../node_modules/handlebars/LICENSE", import.meta.url), new URL("./chunks/handlebars.LICENSE", import.meta.url));
