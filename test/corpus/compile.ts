import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Diagnostic } from "../../generator/diagnostics.js";
import { generateInMemory, STRICTEST, writeInto } from "../support/compile.js";
import { type CorpusDocument, pathOf } from "./documents.js";

/** TypeScript's release line, as generated code is compiled with it. */
export type Compiler = "5.9" | "6" | "7";
export type Resolution = "nodenext" | "bundler";

const compilers = resolve("test/compilers/node_modules");

/** Installs TypeScript 6 and 7 beside the repository's own; throws what npm said when it can't. */
export function installCompilers(): void {
  if (existsSync(compilers)) return;
  const result = spawnSync("npm", ["ci", "--no-workspaces", "--no-audit", "--no-fund"], { cwd: resolve("test/compilers"), encoding: "utf8" });
  if (result.status !== 0) throw new Error(result.stderr);
}

const script: Readonly<Record<Compiler, string>> = {
  "5.9": resolve("node_modules/typescript/bin/tsc"),
  "6": join(compilers, "typescript6/bin/tsc"),
  "7": join(compilers, "typescript7/bin/tsc"),
};

/** A generated document in a scratch folder, ready to be compiled in several ways. */
export interface Output {
  readonly folder: string;
  readonly files: number;
  readonly diagnostics: readonly Diagnostic[];
  /** The compiler's error lines; empty when there is none. */
  errors(compiler: Compiler, resolution: Resolution): Promise<readonly string[]>;
  remove(): void;
}

/** Generates one document of the corpus with the default choices. */
export async function generateDocument(document: CorpusDocument): Promise<Output> {
  const folder = mkdtempSync(join(tmpdir(), "corpus-"));
  const { files, diagnostics } = await generateInMemory(pathOf(document), {}, ...(document.tree === undefined ? [] : [pathOf({ path: document.tree })]));
  writeInto(join(folder, "src"), files);
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  const runtime = resolve("runtime/dist");
  const paths = { "@clientwright/runtime": [`${runtime}/index.d.ts`], "@clientwright/runtime/*": [`${runtime}/*/index.d.ts`] };
  return {
    folder,
    files: files.length,
    diagnostics,
    errors: (compiler, resolution) => {
      const places = resolution === "nodenext" ? { module: "NodeNext", moduleResolution: "NodeNext" } : { module: "ESNext", moduleResolution: "Bundler" };
      const config = join(folder, `tsconfig.${compiler}.${resolution}.json`);
      writeFileSync(config, JSON.stringify({ compilerOptions: { ...STRICTEST, ...places, paths }, include: ["src/**/*.ts"] }));
      return run(script[compiler], config);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function run(compiler: string, config: string): Promise<readonly string[]> {
  return new Promise((resolveErrors, reject) => {
    const child = spawn(process.execPath, ["--max-old-space-size=6000", compiler, "-p", config, "--pretty", "false"], {
      env: { ...process.env, NODE_OPTIONS: "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    const keep = (chunk: Buffer): void => {
      if (text.length < 1_000_000) text += chunk.toString("utf8");
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code) => {
      const errors = text.split("\n").filter((line) => line.includes("error TS"));
      resolveErrors(code === 0 || errors.length > 0 ? errors : [`the compiler ended with ${code}: ${text.slice(0, 1000)}`]);
    });
  });
}
