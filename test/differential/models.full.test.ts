import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { type CorpusDocument, corpusFolder, openapiDocuments, pathOf, withCorpus } from "../corpus/documents.js";
import { exceptions, listedOf, unruledOf } from "./exceptions.js";
import { compareModels, type Differential } from "./models.js";
import { rules } from "./rules.js";

const folder = mkdtempSync(join(tmpdir(), "differential-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const compare = (document: CorpusDocument, ruled: boolean, known: readonly string[]): Promise<Differential | null> =>
  compareModels(pathOf(document), folder, { root: corpusFolder ?? "", ruled, known });

const documents = openapiDocuments();
let compared = 0;

describe("models of the corpus and openapi-typescript's are assignable to each other", () => {
  withCorpus("models of the corpus", () => {
    it.each(documents.filter(({ valid }) => valid))("$path, but for the models that are listed", async (document) => {
      const listed = [...new Set(listedOf(document.path).flatMap(([, names]) => names))].sort();
      const found = await compare(document, false, listed);
      expect({ missing: found?.missing, differing: Object.keys(found?.differences ?? {}).sort() }).toEqual({ missing: [], differing: listed });
      compared += found?.compared ?? 0;
    });

    it.each(documents.filter(({ valid, path }) => valid && listedOf(path).length > 0))("$path, listed ones in the words of their rules", async (document) => {
      const unruled = unruledOf(document.path);
      const found = await compare(document, true, Object.keys(unruled));
      expect(found?.differences).toEqual(unruled);
      for (const [kind, names] of listedOf(document.path)) {
        if (kind in rules) expect({ [kind]: found?.changed.get(kind) }).toEqual({ [kind]: expect.arrayContaining([...names]) });
      }
    });

    it.each(documents.filter(({ valid, path }) => !valid && !(path in exceptions.unreadable)))(
      "$path, which a validator refuses, in the words of the rules",
      async (document) => {
        const unruled = unruledOf(document.path);
        const found = await compare(document, true, Object.keys(unruled));
        expect({ missing: found?.missing, differences: found?.differences }).toEqual({ missing: [], differences: unruled });
      },
    );

    it.each(documents.filter(({ path }) => path in exceptions.unreadable))("$path can't be compared: openapi-typescript can't read it", async (document) => {
      expect(await compare(document, false, [])).toBeNull();
    });

    it("compares thousands of them", () => {
      expect(compared).toBeGreaterThan(8000);
    });
  });
});
