import type { Diagnostic } from "../diagnostics.js";
import type { SpecFile } from "../ir/spec-document.js";
import { locateJson } from "./locate-json.js";
import { locateYaml, type YamlSource } from "./locate-yaml.js";
import { looksLikeJson, textOf } from "./parse.js";
import { Places } from "./places.js";
import { sourceOf } from "./sources.js";
import { marksOf } from "./yaml-marks.js";

/** A place in a text, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Adds line and column to the diagnostics that lack them, for the files that `loadDocument` read: `document.files.values()`.
 * One pass over each file's text, however many diagnostics; none when nothing asks for it. A place that the text doesn't have
 * (an overlay added it) gets that of the innermost value around it.
 */
export async function withLines(files: Iterable<SpecFile>, diagnostics: readonly Diagnostic[]): Promise<readonly Diagnostic[]> {
  const wanted = new Map<string, Set<string>>();
  for (const diagnostic of diagnostics) {
    if (diagnostic.line !== null) continue;
    const { name, pointer } = split(diagnostic.at);
    const pointers = wanted.get(name);
    if (pointers) pointers.add(pointer);
    else wanted.set(name, new Set([pointer]));
  }
  if (wanted.size === 0) return diagnostics;
  const found = new Map<string, ReadonlyMap<string, Position>>();
  for (const file of files) {
    const pointers = wanted.get(file.name);
    if (pointers) found.set(file.name, await positionsIn(file, pointers));
  }
  return diagnostics.map((diagnostic) => {
    const { name, pointer } = split(diagnostic.at);
    const position = diagnostic.line === null ? found.get(name)?.get(pointer) : undefined;
    return position ? { ...diagnostic, ...position } : diagnostic;
  });
}

/** Where pointers stand in the text of a file; those that can't be told are absent. */
export async function positionsIn(file: SpecFile, pointers: Iterable<string>): Promise<ReadonlyMap<string, Position>> {
  const bytes = sourceOf(file);
  if (!bytes || typeof file.root !== "object") return new Map();
  const places = new Places();
  for (const pointer of pointers) places.want(pointer);
  const text = textOf(bytes);
  await locate({ text, value: file.root, known: marksOf(file.root) }, places);
  const offsets: [string, number][] = [];
  for (const pointer of pointers) {
    const offset = places.offsetOf(pointer);
    if (offset !== null) offsets.push([pointer, offset]);
  }
  return positionsOf(text, offsets);
}

async function locate(source: YamlSource, places: Places): Promise<void> {
  if (looksLikeJson(source.text)) {
    try {
      return locateJson(source.text, places);
    } catch {
      // YAML in its flow style starts like JSON: read it as YAML below
    }
  }
  await locateYaml(source, places);
}

function split(at: string): { readonly name: string; readonly pointer: string } {
  const hash = at.indexOf("#");
  return hash < 0 ? { name: at, pointer: "" } : { name: at.slice(0, hash), pointer: at.slice(hash + 1) };
}

/** Counts lines once, from offset to offset in rising order. */
function positionsOf(text: string, offsets: readonly [string, number][]): ReadonlyMap<string, Position> {
  const positions = new Map<string, Position>();
  let line = 1;
  let lineStart = 0;
  for (const [pointer, offset] of [...offsets].sort((a, b) => a[1] - b[1])) {
    for (let next = text.indexOf("\n", lineStart); next >= 0 && next < offset; next = text.indexOf("\n", lineStart)) {
      line++;
      lineStart = next + 1;
    }
    positions.set(pointer, { line, column: offset - lineStart + 1 });
  }
  return positions;
}
