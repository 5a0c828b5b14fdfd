import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GenerateOptions, generate } from "../../generator/generate.js";

/** A client generated for this test alone, imported; its types are not known here. */
export interface FreshClient {
  /** Everything that its index exports. */
  // biome-ignore lint/suspicious/noExplicitAny: generated while the test runs, so no compiler has seen it
  readonly exports: any;
  /** Where it is, for other processes to import. */
  readonly folder: string;
  readonly warnings: readonly string[];
  remove(): void;
}

/** Generates a client from a document (path or URL), as the CLI does, and imports it; throws the errors if there are any. */
export async function freshClient(options: Pick<GenerateOptions, "sources"> & Partial<GenerateOptions>): Promise<FreshClient> {
  const folder = mkdtempSync(join(tmpdir(), "fresh-client-"));
  const errors: string[] = [];
  const warnings: string[] = [];
  const generated = await generate({ output: folder, ...options }, ({ severity, code, at, message }) =>
    (severity === "error" ? errors : warnings).push(`${code} ${at}: ${message}`),
  );
  if (generated === null || generated.made === null || errors.length > 0) throw new Error(`nothing was generated: ${errors.join("; ")}`);
  return { exports: await import(join(folder, "index.ts")), folder, warnings, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
