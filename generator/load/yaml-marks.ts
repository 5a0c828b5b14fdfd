import type { EventType, Schema, State, Type } from "js-yaml";
import type { JsonValue } from "../ir/json.js";
import type { LoadLimits } from "./options.js";

// What js-yaml 4.3 has and its types (4.0) don't tell.
declare module "js-yaml" {
  interface LoadOptions {
    /** Levels of nesting; default 100. */
    maxDepth?: number | undefined;
    /** Keys that merges may bring, all together; default 10,000. */
    maxTotalMergeKeys?: number | undefined;
  }
  interface State {
    /** What the anchors of the document name so far. */
    readonly anchorMap: Readonly<Record<string, unknown>>;
  }
  const types: { readonly merge: Type };
}

/** What js-yaml saw in a text, in order: the offset at which each value begins, and what it was when it ended. */
export interface YamlMarks {
  /** An offset where a value begins; SCALAR or COLLECTION where the innermost that is open ends. */
  readonly marks: readonly number[];
  /** The values of those that ended as scalars, in order. */
  readonly scalars: readonly unknown[];
}

/** What else stands in `marks` than an offset. */
export const SCALAR = -1;
export const COLLECTION = -2;

/** A text as js-yaml read it. */
export interface YamlReading {
  /** Undefined for a text without a document. */
  readonly value: JsonValue | undefined;
  readonly marks: YamlMarks;
  /** Offsets at which a line starts that is indented too little: see `indent`. */
  readonly shallow: readonly number[];
  /** Whether anything has an anchor: without one there are no aliases. */
  readonly hasAnchors: boolean;
}

/** Keys that the merges of a text may bring, all together. */
export const MOST_MERGED_KEYS = 1_000_000;
/** Characters that js-yaml may go through to quote the text around what it complains about. */
const MOST_QUOTED = 500_000_000;

/**
 * Reads a text with js-yaml, and keeps the places of everything: looking up lines would cost a second pass otherwise. Throws its
 * YAMLException; `json` lets the last of two equal keys count.
 */
export async function readMarked(text: string, { depth }: Pick<LoadLimits, "depth">, { json = false }: { readonly json?: boolean } = {}): Promise<YamlReading> {
  const { CORE_SCHEMA, load, types } = await import("js-yaml");
  schema ??= CORE_SCHEMA.extend({ implicit: [types.merge] });
  const marks: number[] = [];
  const scalars: unknown[] = [];
  const shallow: number[] = [];
  let anchors: State["anchorMap"] = {};
  const listener = (event: EventType, { position, kind, result, anchorMap }: State): void => {
    anchors = anchorMap;
    if (event === "open") marks.push(position);
    else if (kind === "mapping" || kind === "sequence") marks.push(COLLECTION);
    else {
      marks.push(SCALAR);
      scalars.push(result);
    }
  };
  const onWarning = (warning: YAMLException): void => {
    if (warning.reason !== "deficient indentation") return;
    shallow.push(warning.mark.position - warning.mark.column);
    if (shallow.length * text.length > MOST_QUOTED) throw warning;
  };
  const options = { schema, json, listener, onWarning, maxDepth: depth, maxTotalMergeKeys: MOST_MERGED_KEYS };
  const value = load(text, options) as JsonValue | undefined; // the core schema makes JSON values only
  return { value, marks: { marks, scalars }, shallow: [...new Set(shallow)], hasAnchors: Object.keys(anchors).length > 0 };
}

type YAMLException = import("js-yaml").YAMLException;

/** Built once: the larger multi-file documents parse a thousand files. */
let schema: Schema | null = null;

/** Kept beside the value; they go when the value goes. */
const known = new WeakMap<object, YamlMarks>();

/** Keeps what js-yaml saw when it read a value. */
export function rememberMarks(value: JsonValue, marks: YamlMarks): void {
  if (typeof value === "object" && value !== null) known.set(value, marks);
}

/** What js-yaml saw when it read a value; null for one that came another way. */
export function marksOf(value: JsonValue): YamlMarks | null {
  return typeof value === "object" && value !== null ? (known.get(value) ?? null) : null;
}
