import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import type { EmittedFile } from "../../generator/emit/emitted-file.js";
import { DEFAULT_LIMITS } from "../../generator/load/options.js";
import { parseText } from "../../generator/load/parse.js";
import { openapiDocuments, pathOf, withCorpus } from "../corpus/documents.js";
import { attempt, importAll, isSafePath } from "./attempt.js";
import { groupsOf, mutate, placesOf } from "./mutate.js";
import { payloads } from "./payloads.js";
import { strayNames } from "./stray.js";

/** Documents, how many of their mutated forms go by for each client that is imported, and for each that is looked through a second time. */
const victims = [
  { path: "openapi/swagger-petstore.yaml", imported: 2, looked: 3 },
  { path: "openapi/qdrant.json", imported: 20, looked: 10 },
  { path: "asyncapi/spec-streetlights-mqtt.yaml", imported: 10, looked: 10 },
  { path: "asyncapi/spec-adeo-kafka-request-reply.yaml", imported: 10, looked: 10 },
];

describe("mutants: each payload at each string and key of a document", () => {
  withCorpus("mutants", () => {
    const clients: { name: string; files: readonly EmittedFile[] }[] = [];
    let mutants = 0;

    it.each(victims)(
      "$path leaves nothing in the output that no template prints",
      async ({ path, imported, looked }) => {
        const document = openapiDocuments().find((each) => each.path === path);
        const { value } = await parseText(readFileSync(pathOf(document ?? { path }), "utf8"), DEFAULT_LIMITS);
        const groups = groupsOf(placesOf(value));
        const wrong: string[] = [];
        let run = 0;
        for (const [index, places] of groups.entries()) {
          for (const payload of payloads) {
            const name = `${places[0]?.part} ${places[0]?.path.join("/")} (${places.length} places, group ${index}): ${JSON.stringify(payload)}`;
            const { files, diagnostics, found } = await attempt(mutate(value, places, payload));
            mutants += places.length;
            run += 1;
            if (found.length > 0) wrong.push(`${name}: ${found[0]?.message}`);
            if (files.length === 0 && !diagnostics.some(({ severity }) => severity === "error")) wrong.push(`${name}: no output and no error`);
            if (!files.every((file) => isSafePath(file.path))) wrong.push(`${name}: file name`);
            if (run % looked === 0) wrong.push(...strayNames(files).map((what) => `${name}: ${what}`));
            if (run % imported === 0 && files.length > 0) clients.push({ name, files });
          }
        }
        expect(wrong).toEqual([]);
      },
      600_000,
    );

    it("are at least twenty thousand", () => {
      expect(mutants).toBeGreaterThanOrEqual(20_000);
    });

    it("run nothing when a sample of their clients is imported and made", async () => {
      expect(clients.length).toBeGreaterThanOrEqual(300);
      expect(await importAll(clients)).toEqual([]);
    }, 600_000);
  });
});
