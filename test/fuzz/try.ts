import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { ClientConfig } from "../../generator/plan/config/client-config.js";
import { attempt } from "../hostile/attempt.js";
import { STRICTEST } from "../support/compile.js";

/** What went wrong with one document: what was thrown, what the parse-back refused, what the compiler said. Empty: nothing. */
export type Complaints = readonly string[];

/** A document and what client.yaml says beside it. */
export interface Trial {
  readonly document: unknown;
  readonly config?: ClientConfig;
}

/** Generates every document and compiles all outputs in one run of the compiler; complaints by position. */
export async function complaintsOf(trials: readonly Trial[], runtime: string = resolve("runtime/dist")): Promise<readonly Complaints[]> {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
  try {
    const complaints: string[][] = [];
    for (const [index, trial] of trials.entries()) complaints.push(await generate(trial, join(folder, String(index))));
    for (const line of await compile(folder, runtime)) complaints[Number(/^(\d+)[\\/]/.exec(line)?.[1] ?? 0)]?.push(line);
    return complaints;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function generate({ document, config = {} }: Trial, folder: string): Promise<string[]> {
  try {
    const { files, diagnostics, found } = await attempt(document, { config });
    for (const file of files) {
      mkdirSync(dirname(join(folder, file.path)), { recursive: true });
      writeFileSync(join(folder, file.path), file.text);
    }
    const refused = files.length === 0 ? [`refused: ${JSON.stringify(diagnostics.find(({ severity }) => severity === "error"))}`] : [];
    return [...refused, ...found.map(({ at, message }) => `${at}: ${message}`)];
  } catch (error) {
    return [`thrown: ${error instanceof Error ? error.stack : String(error)}`];
  }
}

/** The compiler's error lines, each beginning with the document's position. */
function compile(folder: string, runtime: string): Promise<readonly string[]> {
  const paths = { "@clientwright/runtime": [`${runtime}/index.d.ts`], "@clientwright/runtime/*": [`${runtime}/*/index.d.ts`] };
  const compilerOptions = { ...STRICTEST, module: "NodeNext", moduleResolution: "NodeNext", paths };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["**/*.ts"] }));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  return new Promise((done) => {
    execFile(resolve("node_modules/.bin/tsgo"), ["-p", "tsconfig.json", "--pretty", "false"], { cwd: folder, maxBuffer: 1 << 28 }, (error, stdout) => {
      const lines = stdout.split("\n").filter((line) => line.includes("error TS"));
      done(error === null || lines.length > 0 ? lines : [`0/: ${String(error)}`]);
    });
  });
}
