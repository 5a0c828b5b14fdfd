// The entry points once more, for Node: one file each, and chunks of what they share, as Node pays half a millisecond for every module that
// it loads. Those that the package's exports give a condition `node`. Bundlers for browsers get the modules one by one, which they shake better.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const here = (path) => new URL(path, import.meta.url).pathname;
const { exports } = JSON.parse(await readFile(here("package.json"), "utf8"));
const bundled = Object.values(exports).filter((entry) => entry.node !== undefined);

await rm(here("dist/bundled"), { recursive: true, force: true });
const { outputFiles } = await build({
  entryPoints: bundled.map(({ node, default: from }) => ({ in: here(from), out: node.replace(/^\.\/dist\/bundled\/|\.js$/g, "") })),
  outdir: here("dist/bundled"),
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  chunkNames: "chunks/[hash]",
  write: false,
  logLevel: "warning",
});
await mkdir(here("dist/bundled/chunks"), { recursive: true });
// Imports of a chunk for its side effects alone: no module of ours has any, and bundlers would warn of them.
for (const { path, text } of outputFiles) await writeFile(path, text.replace(/^import "\.[^"]*";\n/gm, ""));
