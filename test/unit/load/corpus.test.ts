import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { corpusFolder, openapiDocuments, pathOf, withCorpus } from "../../corpus/documents.js";
import { loaded } from "./folder.js";

/** Files that a document of the corpus refers to and its collection doesn't hold; the corpus is read without a network. */
const KNOWN = new Set(["ref-not-found", "ref-unreachable", "yaml-indentation", "ref-remote"]);

describe("loading the corpus", () => {
  withCorpus("load", () => {
    it.each(openapiDocuments().map((document) => ({ path: document.path, version: document.version, file: pathOf(document) })))(
      "reads $path",
      async ({ file, version }) => {
        const { document, diagnostics } = await loaded(file, { root: corpusFolder ?? "", allowRemote: false });
        expect(document?.version).toBe(version.split(".", 2).join("."));
        expect(diagnostics.filter((each) => !KNOWN.has(each.code))).toEqual([]);
        for (const each of diagnostics) expect(each.line).toEqual(expect.any(Number));
      },
      120_000, // a thousand files, on a busy machine with coverage on
    );

    const sets = join(corpusFolder ?? "", "openapi/oai-overlay-compliant-sets");
    it.each(existsSync(sets) ? readdirSync(sets).map((name) => ({ name })) : [])("applies the overlay $name as its authors expect", async ({ name }) => {
      const at = (file: string): string => join(sets, name, file);
      const given = await loaded(at("openapi.yaml"), { overlays: [at("overlay.yaml")] });
      const want = await loaded(at("output.yaml"));
      expect(given.diagnostics).toEqual([]);
      expect(given.document?.root).toEqual(want.document?.root);
    });
  });
});
