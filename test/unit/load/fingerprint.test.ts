import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "@jest/globals";
import { fingerprint, inputFiles } from "../../../generator/load/fingerprint.js";
import { hashInputs } from "../../../generator/load/hash.js";
import { folderOf, loaded, removeFolders } from "./folder.js";

afterAll(removeFolders);

const files = {
  "api/a.yaml": "openapi: 3.0.0\ncomponents: {schemas: {A: {$ref: models/b.yaml}, C: {$ref: ../c.json}}}",
  "api/models/b.yaml": "type: string",
  "c.json": '{"type": "object"}',
  "api/overlay.yaml": "overlay: 1.0.0\nactions: [{target: $, update: {x-a: 1}}]",
};

describe("a fingerprint", () => {
  it("is the hash that loading gives, without loading", async () => {
    const folder = folderOf(files);
    const entry = join(folder, "api/a.yaml");
    const overlays = [join(folder, "api/overlay.yaml")];
    const { document } = await loaded(entry, { root: folder, overlays });
    const names = document ? inputFiles(document) : [];
    expect(names).toEqual(["models/b.yaml", "../c.json"]);
    expect(await fingerprint(entry, names, overlays)).toBe(document?.hash);
    expect(
      await fingerprint(
        pathToFileURL(entry).href,
        names,
        overlays.map((path) => pathToFileURL(path).href),
      ),
    ).toBe(document?.hash);
  });

  it("knows files whose names hold spaces and the marks of URLs", async () => {
    const folder = folderOf({
      "a #1?x=1 100%.yaml": "openapi: 3.0.0\ncomponents: {schemas: {A: {$ref: 'my models/b%231%3Fx%20100%25.yaml#/A'}, B: {$ref: 'my models/none.yaml'}}}",
      "my models/b#1?x 100%.yaml": "A: {type: string}",
    });
    const entry = join(folder, "a #1?x=1 100%.yaml");
    const { document, diagnostics } = await loaded(entry, { root: folder });
    expect(diagnostics).toEqual([expect.objectContaining({ code: "ref-not-found", at: "a %231?x=1 100%.yaml#/components/schemas/B", line: 2 })]);
    expect(await fingerprint(entry, document ? inputFiles(document) : [])).toBe(document?.hash);
  });

  it("is the same wherever the project lies", async () => {
    const [one, two] = [folderOf(files), folderOf(files)];
    expect(await fingerprint(join(one, "api/a.yaml"), ["models/b.yaml"])).toBe(await fingerprint(join(two, "api/a.yaml"), ["models/b.yaml"]));
  });

  it("changes with any byte of any input", async () => {
    const folder = folderOf(files);
    const entry = join(folder, "api/a.yaml");
    const before = await fingerprint(entry, ["models/b.yaml"]);
    writeFileSync(join(folder, "api/models/b.yaml"), "type: number");
    expect(await fingerprint(entry, ["models/b.yaml"])).not.toBe(before);
  });

  it("is unknown when an input is gone, remote or standard input", async () => {
    const folder = folderOf(files);
    const entry = join(folder, "api/a.yaml");
    rmSync(join(folder, "api/models/b.yaml"));
    expect(await fingerprint(entry, ["models/b.yaml"])).toBeNull();
    expect(await fingerprint("https://a.example/openapi.json", [])).toBeNull();
    expect(await fingerprint(entry, ["https://a.example/b.yaml"])).toBeNull();
    expect(await fingerprint("-", [])).toBeNull();
    mkdirSync(join(folder, "api/models/b.yaml"));
    expect(await fingerprint(entry, ["models/b.yaml"])).toBeNull();
  });
});

describe("the hash of inputs", () => {
  const input = (name: string, text: string): { name: string; bytes: Buffer } => ({ name, bytes: Buffer.from(text) });

  it("doesn't depend on the order in which files were reached", () => {
    const entry = input("", "a");
    expect(hashInputs(entry, [input("b", "1"), input("c", "2"), input("c", "2")])).toBe(hashInputs(entry, [input("c", "2"), input("c", "2"), input("b", "1")]));
  });

  it("tells apart the same bytes in other files", () => {
    const entry = input("", "a");
    expect(hashInputs(entry, [input("b", "12"), input("c", "")])).not.toBe(hashInputs(entry, [input("b", "1"), input("c", "2")]));
  });
});
