import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Diagnostics } from "../../../generator/diagnostics.js";
import { readSlots, replacedFacades } from "../../../generator/weave/custom-slots.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slots-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("custom slots", () => {
  it("are none where there is no folder", async () => {
    expect(await readSlots(join(folder, "custom"))).toEqual([]);
  });

  it("are the TypeScript files of the folder, with their exported classes", async () => {
    await writeFile(join(folder, "batches.ts"), "export class Batches extends Generated {}\nclass Hidden {}\nexport default class {}\n");
    await writeFile(join(folder, "index.ts"), 'export * from "./batches.js";\n');
    await writeFile(join(folder, "batches.test.ts"), "");
    await writeFile(join(folder, "notes.md"), "");
    expect(await readSlots(folder)).toEqual([
      { file: "batches", classes: [{ name: "Batches", base: "Generated" }] },
      { file: "index", classes: [] },
    ]);
  });

  it("replace a façade when they extend it, and are told of when they don't", () => {
    const found = new Diagnostics();
    const slots = [
      { file: "batches", classes: [{ name: "Batches", base: "Generated" }] },
      { file: "pets", classes: [{ name: "Pets", base: null }] },
      { file: "cats", classes: [{ name: "Dogs", base: "Generated" }] },
      { file: "index", classes: [] },
    ];
    const facades = new Map([
      ["batches", "Batches"],
      ["pets", "Pets"],
      ["cats", "Cats"],
    ]);
    expect(replacedFacades(slots, facades, found.report)).toEqual(["batches"]);
    expect(found.list.map((each) => `${each.code} ${each.message}`)).toEqual([
      "custom-slot-ignored Pets in custom/pets.ts extends nothing.",
      "custom-slot-ignored custom/cats.ts exports no class Cats.",
    ]);
  });
});
