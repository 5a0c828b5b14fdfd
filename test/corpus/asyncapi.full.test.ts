import { beforeAll, describe, expect, it } from "@jest/globals";
import { generateDocument, installCompilers } from "./compile.js";
import { asyncapiDocuments, withCorpus } from "./documents.js";

describe("every AsyncAPI document of the corpus", () => {
  withCorpus("the whole corpus", () => {
    beforeAll(installCompilers, 300_000);

    it.each(asyncapiDocuments())(
      "$path compiles under TypeScript 5.9 and 7 in both resolutions, or is refused with a reason",
      async (document) => {
        const output = await generateDocument(document);
        try {
          const errors = output.diagnostics.filter(({ severity }) => severity === "error");
          if (document.version.startsWith("1.")) {
            expect([output.files, errors.map(({ code }) => code)]).toEqual([0, ["version-unknown"]]);
            return;
          }
          if (document.valid) expect(errors).toEqual([]);
          expect(output.files).toBeGreaterThan(0);
          const [five, bundler] = await Promise.all([output.errors("5.9", "nodenext"), output.errors("5.9", "bundler")]);
          const [seven, sevenBundler] = await Promise.all([output.errors("7", "nodenext"), output.errors("7", "bundler")]);
          expect({ five, bundler, seven, sevenBundler }).toEqual({ five: [], bundler: [], seven: [], sevenBundler: [] });
        } finally {
          output.remove();
        }
      },
      300_000,
    );
  });
});
