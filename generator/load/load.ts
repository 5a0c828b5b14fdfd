import { type Diagnostic, problem, type Report } from "../diagnostics.js";
import type { SpecDocument, SpecFile } from "../ir/spec-document.js";
import { foreignValue } from "./foreign.js";
import { hashInputs } from "./hash.js";
import { isJsonObject } from "./json.js";
import { Library } from "./library.js";
import { withLines } from "./lines.js";
import { withoutPassword } from "./names.js";
import type { LoadOptions } from "./options.js";
import { type AppliedAction, applyOverlays, type Overlaid } from "./overlay.js";
import { Reader } from "./read.js";
import { Refusal } from "./refusal.js";
import { dialectOf } from "./version.js";

export type { LoadLimits, LoadOptions } from "./options.js";
export type { AppliedAction } from "./overlay.js";

/**
 * Reads an OpenAPI or AsyncAPI document, in JSON or YAML, from a path, an `http(s)` URL or standard input (`-`), applies the
 * overlays and reads every file that it refers to. Never throws: everything found goes to `report`; null when there is no
 * document to go on with.
 */
export async function loadDocument(source: string, options: LoadOptions, report: Report): Promise<SpecDocument | null> {
  const found: Diagnostic[] = [];
  const collect: Report = (diagnostic) => void found.push(diagnostic);
  try {
    const loaded = await read(source, options, collect);
    for (const diagnostic of loaded ? await withLines(loaded.files, found) : found) report(diagnostic);
    return loaded?.document ?? null;
  } catch (error) {
    for (const diagnostic of found) report(diagnostic);
    const refusal =
      error instanceof Refusal ? error : new Refusal("input-unreadable", `It can't be read: ${String(error)}.`, "Check that it is an OpenAPI document.");
    report(problem(refusal.code, withoutPassword(source), refusal.message, refusal.remedy));
    return null;
  }
}

interface Loaded {
  /** For looking up lines: the document's and the overlays. */
  readonly files: readonly SpecFile[];
  readonly document: SpecDocument | null;
}

async function read(source: string, options: LoadOptions, report: Report): Promise<Loaded | null> {
  const reader = new Reader(source, options);
  const library = new Library(reader, report);
  const entry = await library.openEntry(source);
  if (!entry) return null;
  const overlaid = await applyOverlays(entry, options.overlays ?? [], { reader, report });
  const root = library.replaceEntry(overlaid.root);
  const files = [root, ...overlaid.files];
  const dialect = isJsonObject(root.root) ? dialectOf(root.root) : null;
  if (!dialect) {
    report(unknownDialect(root));
    return { files, document: null };
  }
  const isSound = await library.openReferences();
  const hash = hashInputs(library.entryInput(), [...library.referencedInputs(), ...overlaid.inputs]);
  const document = isSound ? { ...dialect, source, root: root.root, files: library.files, hash } : null;
  if (document) overlaidBy.set(document, overlaid);
  return { files: [...library.files.values(), ...overlaid.files], document };
}

function unknownDialect(entry: SpecFile): Diagnostic {
  const { code, message, remedy } = foreignValue(entry.root);
  return problem(code, `${entry.name}#`, message, remedy);
}

const overlaidBy = new WeakMap<SpecDocument, Pick<Overlaid, "applied" | "files">>();

/** What overlays changed in a document that `loadDocument` gave, in order. */
export function appliedActions(document: SpecDocument): readonly AppliedAction[] {
  return overlaidBy.get(document)?.applied ?? [];
}

/** The overlays of a document that `loadDocument` gave, for looking up lines. */
export function overlayFiles(document: SpecDocument): readonly SpecFile[] {
  return overlaidBy.get(document)?.files ?? [];
}
