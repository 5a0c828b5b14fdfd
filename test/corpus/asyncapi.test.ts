import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { compileErrors, generateInMemory, writeInto } from "../support/compile.js";
import { asyncapiDocuments, pathOf, withCorpus } from "./documents.js";

/** All documents in one program, which costs little more than one; asyncapi.full.test.ts takes each alone, with every compiler. */
describe("every AsyncAPI document of the corpus", () => {
  withCorpus("the whole corpus at once", () => {
    const folder = mkdtempSync(join(tmpdir(), "asyncapi-"));
    afterAll(() => rmSync(folder, { recursive: true }));

    it("compiles under TypeScript 5.9 in both resolutions", async () => {
      const clients: string[] = [];
      for (const [index, document] of asyncapiDocuments().entries()) {
        const { files } = await generateInMemory(pathOf(document), {}, ...(document.tree === undefined ? [] : [pathOf({ path: document.tree })]));
        if (files.length === 0) continue;
        clients.push(document.path);
        mkdirSync(join(folder, `${index}`));
        writeInto(join(folder, `${index}`), files);
      }
      expect(clients.length).toBeGreaterThan(25);
      expect(compileErrors(folder, { compiler: "tsc", resolution: "bundler" })).toEqual([]);
      expect(compileErrors(folder, { compiler: "tsc", resolution: "nodenext" })).toEqual([]);
    }, 120_000);
  });
});
