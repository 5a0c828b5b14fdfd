import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Diagnostic, Diagnostics } from "../../../generator/diagnostics.js";
import type { SpecDocument } from "../../../generator/ir/spec-document.js";
import { type LoadOptions, loadDocument } from "../../../generator/load/load.js";

const made: string[] = [];

/** Writes files into a fresh folder and gives its path. */
export function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), "load-"));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}

/** Removes every folder again: call it in `afterAll`. */
export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** What loading gave. */
export interface Loaded {
  readonly document: SpecDocument | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly codes: readonly string[];
}

/** Loads a source and collects what is reported. */
export async function loaded(source: string, options: LoadOptions = {}): Promise<Loaded> {
  const diagnostics = new Diagnostics();
  const document = await loadDocument(source, options, diagnostics.report);
  return { document, diagnostics: diagnostics.list, codes: diagnostics.list.map((each) => each.code) };
}

/** Loads the first of some files, with their folder as the project. */
export async function loadedFiles(files: Readonly<Record<string, string | Buffer>>, options: LoadOptions = {}): Promise<Loaded & { readonly folder: string }> {
  const folder = folderOf(files);
  const entry = Object.keys(files)[0] ?? "";
  return { ...(await loaded(join(folder, entry), { root: folder, ...options })), folder };
}
