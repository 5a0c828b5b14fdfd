import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { SpecDocument } from "../ir/spec-document.js";
import { hashInputs, type Input, overlayName } from "./hash.js";
import { fileName } from "./names.js";

/**
 * The hash that `loadDocument` would give as `SpecDocument.hash`, from the bytes alone: nothing is parsed, nothing heavy is
 * imported. `files` is what `inputFiles` gave for the last document (a manifest records it), `overlays` the overlays as named
 * by the user. Null when it can't be told without loading: an input is remote, gone, or standard input.
 */
export async function fingerprint(entry: string, files: readonly string[], overlays: readonly string[] = []): Promise<string | null> {
  if ([entry, ...files, ...overlays].some((each) => each === "-" || /^https?:/i.test(each))) return null;
  const path = entry.startsWith("file:") ? fileURLToPath(entry) : resolve(entry);
  const folder = dirname(path);
  const url = pathToFileURL(path).href;
  try {
    const first = { name: "", bytes: await readFile(path) };
    const referenced = files.map(async (name): Promise<Input> => ({ name, bytes: await readFile(resolve(folder, name.replaceAll("%23", "#"))) }));
    const overlaid = overlays.map(async (overlay, index): Promise<Input> => {
      const place = overlay.startsWith("file:") ? overlay : pathToFileURL(resolve(overlay)).href;
      return { name: overlayName(index, fileName(place, url)), bytes: await readFile(fileURLToPath(place)) };
    });
    return hashInputs(first, await Promise.all([...referenced, ...overlaid]));
  } catch {
    return null;
  }
}

/** The files that a document refers to, by the short names that `fingerprint` takes; without the entry document itself. */
export function inputFiles(document: SpecDocument): readonly string[] {
  const [, ...referenced] = [...document.files.values()];
  return referenced.map((file) => file.name);
}
