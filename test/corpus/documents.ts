import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";

/** One entry document of the corpus, as its manifest describes it. */
export interface CorpusDocument {
  /** Relative to the corpus folder. */
  readonly path: string;
  readonly kind: "openapi" | "asyncapi";
  readonly version: string;
  readonly size: number;
  /** What three validators agree on; conservative. */
  readonly valid: boolean;
  readonly operations: number;
  readonly traits: readonly string[];
  /** Folder of a document of several files. */
  readonly tree?: string;
}

/** The corpus folder, or null when CORPUS_DIR does not name one. */
export const corpusFolder: string | null =
  process.env["CORPUS_DIR"] && existsSync(join(process.env["CORPUS_DIR"], "manifest.json")) ? process.env["CORPUS_DIR"] : null;

/** Every OpenAPI entry document, in the manifest's order; none without a corpus. */
export const openapiDocuments = (): readonly CorpusDocument[] => documentsOf("openapi");

/** Every AsyncAPI entry document, likewise. */
export const asyncapiDocuments = (): readonly CorpusDocument[] => documentsOf("asyncapi");

function documentsOf(kind: CorpusDocument["kind"]): readonly CorpusDocument[] {
  if (corpusFolder === null) return [];
  const manifest = JSON.parse(readFileSync(join(corpusFolder, "manifest.json"), "utf8")) as { documents: CorpusDocument[] }; // our own test data, of known shape
  return manifest.documents.filter((document) => document.kind === kind);
}

/** Absolute path of a document. */
export const pathOf = (document: { readonly path: string }): string => join(corpusFolder ?? "", document.path);

/** Declares the tests of `declare` when there is a corpus; else one skipped test that says why (in CI: a failed one). */
export function withCorpus(name: string, declare: () => void): void {
  if (corpusFolder !== null) declare();
  else if (process.env["CI"] === "true")
    it(`${name}: needs CORPUS_DIR`, () => {
      expect(process.env["CORPUS_DIR"]).toBe("a folder with a manifest.json");
    });
  else it.skip(`${name}: skipped, CORPUS_DIR names no corpus`, () => undefined);
}
