import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Diagnostic, Diagnostics } from "../../generator/diagnostics.js";
import { emit } from "../../generator/emit/emit.js";
import type { EmittedFile } from "../../generator/emit/emitted-file.js";
import { loadDocument } from "../../generator/load/load.js";
import { lower } from "../../generator/lower.js";
import type { ClientConfig } from "../../generator/plan/config/client-config.js";
import { plan } from "../../generator/plan/plan.js";

/** What a document became. */
export interface Generated {
  readonly files: readonly EmittedFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A document through every stage, in memory. `root`: the folder that its references may reach. */
export async function generateInMemory(source: string, config: ClientConfig = {}, root: string = dirname(source)): Promise<Generated> {
  const found = new Diagnostics();
  const document = await loadDocument(source, { allowRemote: false, root }, found.report);
  if (document === null) return { files: [], diagnostics: found.list };
  const entries = [...document.files.values()].slice(0, 1).map((file) => file.name);
  const options = { generator: "test", hash: document.hash, entries, facts: {}, lock: null, name: null, custom: null };
  return { files: emit(plan(await lower(document, found.report), config, options, found.report)), diagnostics: found.list };
}

/** Writes generated files into an empty folder. */
export function writeInto(folder: string, files: readonly EmittedFile[]): void {
  rmSync(folder, { recursive: true, force: true });
  for (const file of files) {
    mkdirSync(dirname(join(folder, file.path)), { recursive: true });
    writeFileSync(join(folder, file.path), file.text);
  }
}

/** The flags of the bar: what generated code must compile under. */
export const STRICTEST = {
  target: "ES2022",
  lib: ["ES2023", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  verbatimModuleSyntax: true,
  isolatedDeclarations: true,
  erasableSyntaxOnly: true,
  declaration: true,
  noEmit: true,
  skipLibCheck: true,
} as const;

const RESOLUTIONS = {
  nodenext: { module: "NodeNext", moduleResolution: "NodeNext" },
  bundler: { module: "ESNext", moduleResolution: "Bundler" },
} as const;

export interface CompileOptions {
  readonly resolution?: keyof typeof RESOLUTIONS;
  /** `tsgo` (TypeScript 7) or `tsc` (5.9). */
  readonly compiler?: "tsgo" | "tsc";
  /** Where `@clientwright/runtime` is: a folder with index.d.ts (default: the built runtime); null: nowhere. */
  readonly runtime?: string | null;
  /** Writes JavaScript there, besides type-checking. */
  readonly emit?: string;
}

/** Type-checks a folder of generated code; the compiler's error lines, empty when there is none. */
export function compileErrors(folder: string, options: CompileOptions = {}): readonly string[] {
  const runtime = resolve(options.runtime ?? "runtime/dist");
  const mapped = {
    "@clientwright/runtime": [`${runtime}/index.d.ts`],
    "@clientwright/runtime/*": [`${runtime}/*/index.d.ts`, `${runtime}/brokers/*/index.d.ts`],
  };
  const paths = options.runtime === null ? {} : mapped;
  const out = options.emit === undefined ? {} : { noEmit: false, outDir: options.emit };
  const compilerOptions = { ...STRICTEST, ...RESOLUTIONS[options.resolution ?? "nodenext"], paths, ...out };
  const config = join(folder, "tsconfig.json");
  writeFileSync(config, JSON.stringify({ compilerOptions, include: ["**/*.ts"] }));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  try {
    execFileSync(resolve("node_modules/.bin", options.compiler ?? "tsgo"), ["-p", config, "--pretty", "false"], { encoding: "utf8", maxBuffer: 1 << 28 });
    return [];
  } catch (error) {
    const { stdout } = error as { readonly stdout?: string }; // execFileSync adds the output of a failed process
    return (stdout ?? String(error)).split("\n").filter((line) => line.includes("error TS"));
  }
}
