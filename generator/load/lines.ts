import type { Diagnostic } from "../diagnostics.js";
import type { SpecFile } from "../ir/spec-document.js";

/** Fills in lines. */
export async function withLines(_files: Iterable<SpecFile>, diagnostics: readonly Diagnostic[]): Promise<readonly Diagnostic[]> {
  return diagnostics;
}
