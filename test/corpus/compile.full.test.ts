import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { generateDocument, installCompilers } from "./compile.js";
import { openapiDocuments, withCorpus } from "./documents.js";

/** Documents that truly can't be generated: path -> { pointer, reason }; at most eight. */
const refused = JSON.parse(readFileSync("test/corpus/refused.json", "utf8")) as Readonly<Record<string, { pointer: string; reason: string }>>; // our own file

/** TypeScript 6 is tried on every eighth document. */
const sampled = (index: number): boolean => index % 8 === 0;

describe("every document of the corpus", () => {
  withCorpus("the whole corpus", () => {
    beforeAll(installCompilers, 300_000);

    it("is refused in at most eight cases, each with pointer and reason", () => {
      expect(Object.keys(refused).length).toBeLessThanOrEqual(8);
      for (const { pointer, reason } of Object.values(refused)) expect(pointer.length * reason.length).toBeGreaterThan(0);
    });

    it.each(openapiDocuments().map((document, index) => ({ ...document, index })))(
      "$path compiles under TypeScript 5.9 and 7 in both resolutions",
      async (document) => {
        const output = await generateDocument(document);
        try {
          if (document.path in refused) {
            expect(output.files).toBe(0);
            expect(output.diagnostics.filter(({ severity }) => severity === "error")).not.toEqual([]);
            return;
          }
          expect(output.files).toBeGreaterThan(0);
          const [five, fiveBundler] = await Promise.all([output.errors("5.9", "nodenext"), output.errors("5.9", "bundler")]);
          expect({ "5.9 nodenext": five, "5.9 bundler": fiveBundler }).toEqual({ "5.9 nodenext": [], "5.9 bundler": [] });
          expect({ "7 nodenext": await output.errors("7", "nodenext"), "7 bundler": await output.errors("7", "bundler") }).toEqual({
            "7 nodenext": [],
            "7 bundler": [],
          });
          if (sampled(document.index)) expect(await output.errors("6", "nodenext")).toEqual([]);
        } finally {
          output.remove();
        }
      },
      300_000,
    );
  });
});
