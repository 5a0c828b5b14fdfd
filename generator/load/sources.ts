import type { SpecFile } from "../ir/spec-document.js";

/** The bytes each file was read from, for looking up lines; they go when their file goes. */
const sources = new WeakMap<SpecFile, Buffer>();

/** Keeps the bytes of a file. */
export function rememberSource(file: SpecFile, bytes: Buffer): void {
  sources.set(file, bytes);
}

/** The bytes of a file that `loadDocument` read; null for one made by hand. */
export function sourceOf(file: SpecFile): Buffer | null {
  return sources.get(file) ?? null;
}
