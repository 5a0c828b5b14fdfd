/**
 * Generates documents and type-checks the output: `node generator/.cache/compile-corpus.js [--out folder] [--runtime folder]
 * [--tsc] [--bundler] [--only-generate] [--config json] [name ...]`; without names every OpenAPI document of CORPUS_DIR.
 */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import type { ClientConfig } from "../../generator/plan/config/client-config.js";
import { compileErrors, generateInMemory, writeInto } from "./compile.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string", default: ".cache/corpus" },
    runtime: { type: "string", default: "runtime/dist" },
    tsc: { type: "boolean", default: false },
    bundler: { type: "boolean", default: false },
    "only-generate": { type: "boolean", default: false },
    config: { type: "string", default: "{}" },
  },
});

const corpus = process.env["CORPUS_DIR"] ?? "";
const manifest = JSON.parse(readFileSync(join(corpus, "manifest.json"), "utf8")) as { documents: { path: string; kind: string }[] }; // our own test data, of known shape
const documents = manifest.documents.filter(
  ({ path, kind }) => kind === "openapi" && (positionals.length === 0 || positionals.some((name) => path.includes(name))),
);

let failed = 0;
for (const { path } of documents) {
  const folder = join(values.out, basename(path.replace(/\/openapi\.(json|yaml)$/, "")).replace(/\.\w+$/, ""));
  const started = performance.now();
  const line = await check(path, folder).catch((error: unknown) => `THROWN ${error instanceof Error ? error.stack : String(error)}`);
  if (line !== "ok") failed += 1;
  console.log(`${path} ${Math.round(performance.now() - started)} ms: ${line}`);
}
console.log(`${documents.length - failed} of ${documents.length} fine`);

async function check(path: string, folder: string): Promise<string> {
  const { files, diagnostics } = await generateInMemory(join(corpus, path), JSON.parse(values.config) as ClientConfig, corpus);
  const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ code, at, message }) => `${code} ${at} ${message}`);
  writeInto(folder, files);
  if (files.length === 0) return `REFUSED ${errors.join("; ")}`;
  if (values["only-generate"]) return "ok";
  const wrong = compileErrors(folder, { runtime: values.runtime, compiler: values.tsc ? "tsc" : "tsgo", resolution: values.bundler ? "bundler" : "nodenext" });
  return wrong.length === 0 ? "ok" : `${wrong.length} ERRORS\n  ${wrong.slice(0, 8).join("\n  ")}`;
}
