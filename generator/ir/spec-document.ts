import type { JsonValue } from "./json.js";

/** A document as read: parsed, overlaid, with every file that it refers to at hand, its `$ref`s still in place. */
export interface SpecDocument {
  readonly kind: "openapi" | "asyncapi";
  readonly version: "2.0" | "3.0" | "3.1" | "3.2" | "async-2" | "async-3";
  /** The exact version text in the document: `3.0.3`. */
  readonly versionText: string;
  /** How the user named it: path, URL or `-`; pointers start with it. */
  readonly source: string;
  readonly root: JsonValue;
  /** Every file reached, by its absolute URL or path (the entry document included): parsed root and name for pointers. */
  readonly files: ReadonlyMap<string, SpecFile>;
  /** Hash (sha256, hex) over the bytes of every input file, in a fixed order. */
  readonly hash: string;
}

/** One file of a document. */
export interface SpecFile {
  /** Absolute URL (`file:` or `http(s):`). */
  readonly url: string;
  /** Short name for diagnostics, relative to the entry document where possible. */
  readonly name: string;
  readonly root: JsonValue;
}
