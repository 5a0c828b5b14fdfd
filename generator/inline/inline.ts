import { type Diagnostic, problem } from "../diagnostics.js";
import type { EmittedFile } from "../emit/emitted-file.js";
import { fileHeader } from "../emit/header.js";
import { printManifest } from "../emit/manifest.js";
import type { Plan } from "../plan/views.js";
import { carriedFolder, carriedText } from "./carried.js";
import { printIndex } from "./print-index.js";
import { reach } from "./reach.js";
import { runtimeFolder, wantedBy } from "./wanted.js";

/** Where the copies come from, and who else imports them. */
export interface InlineOptions {
  /** Of the runtime that this generator carries. */
  readonly version: string;
  /** The output folder, absolute, with forward slashes: where hand-written files find the copies. */
  readonly output: string;
  /** Hand-written files that may import the copies, their paths absolute with forward slashes. */
  readonly slots: readonly EmittedFile[];
  /** `@clientwright/runtime`'s sources; default: those that this generator carries. */
  readonly folder?: URL;
}

/**
 * An emitted client together with the files of the runtime that it reaches, as `runtime/...`, so that it needs no dependency;
 * the manifest tells them too. Copies are the runtime's own sources under one more line at the top.
 */
export async function withRuntime(emitted: readonly EmittedFile[], plan: Plan, options: InlineOptions): Promise<readonly EmittedFile[]> {
  const { version, output, slots, folder = carriedFolder() } = options;
  const own = emitted.filter(({ path }) => path !== "manifest.json");
  const [mine, theirs] = [await wantedBy(own, ""), await wantedBy(slots, output)];
  const reached = await reach({ names: [...mine.names, ...theirs.names], files: [...mine.files, ...theirs.files] }, folder);
  const copies = reached.files.map(({ path, text }) => ({ path: `${runtimeFolder}/${path}`, text: printCopy(text, version) }));
  const index = { path: indexPath, text: printIndex(reached.exports, headerOf(version)) };
  const files = [...own, ...copies, index];
  return [...files, { path: "manifest.json", text: printManifest(plan.manifest, files) }];
}

const indexPath = `${runtimeFolder}/index.ts`;

/** Whether a file of the output is a copy of one of the runtime's (its index is generated). */
export const isCopy = (path: string): boolean => path.startsWith(`${runtimeFolder}/`) && path !== indexPath;

/** Reports copies that are not what this generator carries: they hold code, so that nothing of a document may be in them. */
export async function verifyCopies(
  files: readonly EmittedFile[],
  { version, folder = carriedFolder() }: Pick<InlineOptions, "version" | "folder">,
): Promise<readonly Diagnostic[]> {
  const found = await Promise.all(
    files
      .filter(({ path }) => isCopy(path))
      .map(async ({ path, text }) => {
        const carried = await carriedText(path.slice(runtimeFolder.length + 1), folder).catch(() => null);
        return carried !== null && printCopy(carried, version) === text ? [] : [foreign(path)];
      }),
  );
  return found.flat();
}

function foreign(path: string): Diagnostic {
  return problem(
    "runtime-copy-differs",
    `${path}#`,
    "This file is not the runtime's own.",
    "Install clientwright afresh; if it happens again, please report this as a fault of Clientwright.",
  );
}

const headerOf = (version: string): string => fileHeader({ title: "The runtime of Clientwright", version: `${version} (Apache-2.0)` });

const printCopy = (text: string, version: string): string => `${headerOf(version)}\n\n${text}`;
