import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "@jest/globals";
import { appliedActions } from "../../../generator/load/load.js";
import { Refs } from "../../../generator/load/refs.js";
import { folderOf, loaded, loadedFiles, removeFolders } from "./folder.js";

afterAll(removeFolders);

const head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";

describe("loading a document", () => {
  it("gives its version, root, files and hash", async () => {
    const { document, diagnostics, folder } = await loadedFiles({ "openapi.yaml": `${head}paths: {}\n` });
    expect(diagnostics).toEqual([]);
    const url = pathToFileURL(join(folder, "openapi.yaml")).href;
    expect(document).toMatchObject({
      kind: "openapi",
      version: "3.1",
      versionText: "3.1.0",
      root: { openapi: "3.1.0", paths: {} },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect([...(document?.files ?? [])]).toEqual([[url, { url, name: "openapi.yaml", root: document?.root }]]);
    expect(document?.source).toBe(join(folder, "openapi.yaml"));
    expect(document && appliedActions(document)).toEqual([]);
  });

  it("reads standard input, with references relative to the project", async () => {
    const folder = folderOf({ "pet.yaml": "type: object" });
    const stdin = (): Promise<string> => Promise.resolve(`${head}components: {schemas: {Pet: {$ref: pet.yaml}, Gone: {$ref: gone.yaml}}}`);
    const { document, diagnostics } = await loaded("-", { root: folder, stdin });
    expect([...(document?.files.values() ?? [])].map((file) => file.name)).toEqual(["-", "pet.yaml"]);
    expect(diagnostics.map((each) => `${each.code} ${each.at} ${each.line}`)).toEqual(["ref-not-found -#/components/schemas/Gone 3"]);
  });

  it("reads a file: URL", async () => {
    const folder = folderOf({ "a.json": '{"swagger": "2.0", "paths": {}}' });
    expect((await loaded(pathToFileURL(join(folder, "a.json")).href)).document?.version).toBe("2.0");
  });

  it("drops a byte-order mark", async () => {
    expect((await loadedFiles({ "a.json": '\uFEFF{"openapi": "3.0.0"}' })).document?.version).toBe("3.0");
  });

  it.each([
    { name: "a file that isn't there", source: "no/such/file.yaml", code: "input-not-found", says: "doesn't exist" },
    { name: "a folder", source: ".", code: "input-not-found", says: "is not a file" },
    { name: "standard input where there is none", source: "-", code: "input-not-found", says: "isn't available" },
    { name: "a URL that is none", source: "http://[", code: "input-unreadable", says: "can't be read" },
  ])("refuses $name", async ({ source, code, says }) => {
    const { document, diagnostics } = await loaded(source);
    expect(document).toBeNull();
    expect(diagnostics).toEqual([expect.objectContaining({ code, severity: "error", at: source, message: expect.stringContaining(says) })]);
  });

  it("of a version that is none of ours is refused at its place", async () => {
    const { document, diagnostics } = await loadedFiles({ "a.yaml": "info: {}\nswagger: '1.2'\n" });
    expect(document).toBeNull();
    expect(diagnostics).toEqual([expect.objectContaining({ code: "version-unknown", at: "a.yaml#", message: expect.stringContaining('swagger: "1.2"') })]);
  });

  it("reports broken YAML with its line", async () => {
    const { document, diagnostics } = await loadedFiles({ "a.yaml": "openapi: 3.0.0\ninfo:\n  title: 'open\npaths: {}\n" });
    expect(document).toBeNull();
    expect(diagnostics[0]).toMatchObject({ code: "yaml-syntax", severity: "error", at: "a.yaml#", line: expect.any(Number) });
  });

  it("refuses a file over the limit", async () => {
    const { document, codes } = await loadedFiles({ "a.yaml": `${head}` }, { limits: { fileBytes: 10 } });
    expect(document).toBeNull();
    expect(codes).toEqual(["input-too-large"]);
  });

  it("refuses standard input over the limit", async () => {
    expect((await loaded("-", { stdin: () => Promise.resolve(head), limits: { fileBytes: 10 } })).codes).toEqual(["input-too-large"]);
  });

  it("keeps __proto__ and constructor as plain members", async () => {
    const { document } = await loadedFiles({
      "a.json": '{"openapi": "3.0.0", "components": {"schemas": {"__proto__": {"type": "string"}, "constructor": {"$ref": "#/components/schemas/__proto__"}}}}',
    });
    const refs = document && new Refs(document);
    const url = [...(document?.files.keys() ?? [])][0] ?? "";
    expect(refs?.resolve("#/components/schemas/constructor", url)).toMatchObject({ key: "a.json#/components/schemas/__proto__", value: { type: "string" } });
    expect(({} as { type?: string }).type).toBeUndefined();
  });
});

describe("references", () => {
  it("bring in other files, theirs too, and circles of files end", async () => {
    const { document, diagnostics } = await loadedFiles({
      "api/openapi.yaml": `${head}paths:\n  /pets: {$ref: 'paths/pets.yaml'}\ncomponents: {schemas: {Pet: {$ref: '../common/models.json#/Pet'}}}`,
      "api/paths/pets.yaml": "get:\n  responses:\n    default: {$ref: '../../common/models.json#/Error'}\n",
      "common/models.json": '{"Pet": {"properties": {"owner": {"$ref": "owner.yaml"}}}, "Error": {"$ref": "#/Pet"}, "Unused": {"$ref": "not-there.json"}}',
      "common/owner.yaml": "properties:\n  pets: {items: {$ref: '../api/openapi.yaml#/components/schemas/Pet'}}\n",
    });
    expect(diagnostics).toEqual([]);
    expect([...(document?.files.values() ?? [])].map((file) => file.name)).toEqual([
      "openapi.yaml",
      "paths/pets.yaml",
      "../common/models.json",
      "../common/owner.yaml",
    ]);
  });

  it("into extensions and examples are followed from there on", async () => {
    const { document } = await loadedFiles({
      "a.yaml": `${head}components: {schemas: {A: {$ref: '#/x-shared/A'}}}\nx-shared: {A: {items: {$ref: b.yaml}}, B: {$ref: never-asked-for.yaml}}`,
      "b.yaml": "type: string",
    });
    expect(document?.files.size).toBe(2);
  });

  it("to text give the text", async () => {
    const { document } = await loadedFiles({ "a.yaml": "openapi: 3.0.0\ninfo: {description: {$ref: about.md}}", "about.md": "# About: us\n" });
    expect([...(document?.files.values() ?? [])][1]).toMatchObject({ name: "about.md", root: "# About: us\n" });
  });

  it("that lead nowhere are all reported, each with its place and line, and the document goes on", async () => {
    const { document, diagnostics } = await loadedFiles({
      "a.yaml": `${head}components:\n  schemas:\n    A: {$ref: '#/components/schemas/Gone'}\n    B: {$ref: gone.yaml}\n    C: {$ref: broken.yaml}\n    D: {$ref: '#/components/schemas/D'}\n    E: {$ref: 'http://['}\n    F: {items: {$ref: '#/components/schemas/Gone'}}\n    G: {$ref: 'mailto:a@b'}\n`,
      "broken.yaml": "a: [\n",
    });
    expect(document).not.toBeNull();
    const told = diagnostics.map((each) => `${each.severity} ${each.code} ${each.at} ${each.line}`);
    expect(told).toEqual([
      "error yaml-syntax broken.yaml# 1",
      "warning ref-not-found a.yaml#/components/schemas/A 5",
      "warning ref-not-found a.yaml#/components/schemas/B 6",
      "warning ref-unparsable a.yaml#/components/schemas/C 7",
      "warning ref-circular a.yaml#/components/schemas/D 8",
      "warning ref-invalid a.yaml#/components/schemas/E 9",
      "error ref-scheme a.yaml#/components/schemas/G 11",
    ]);
    expect(diagnostics[1]?.message).toBe('The reference "#/components/schemas/Gone" leads nowhere (2 uses): there is no a.yaml#/components/schemas/Gone.');
  });

  it("to more files than the limit are refused", async () => {
    const files = { "a.yaml": `${head}components: {schemas: {A: {$ref: b.yaml}, B: {$ref: c.yaml}}}`, "b.yaml": "{}", "c.yaml": "{}" };
    expect((await loadedFiles(files, { limits: { files: 2 } })).codes).toEqual(["input-too-large"]);
    expect((await loadedFiles(files, { limits: { totalBytes: 100 } })).codes).toEqual(["input-too-large"]);
  });

  it("named by a property $ref are none", async () => {
    expect((await loadedFiles({ "a.yaml": `${head}components: {schemas: {A: {properties: {$ref: {type: string}}}}}` })).diagnostics).toEqual([]);
  });
});

describe("references out of the project", () => {
  const spec = (ref: string): string => `${head}components: {schemas: {A: {$ref: ${JSON.stringify(ref)}}}}`;

  it("are refused, and read when that is allowed", async () => {
    const folder = folderOf({ "project/a.yaml": spec("../secret.yaml"), "secret.yaml": "type: string" });
    const entry = join(folder, "project/a.yaml");
    const refused = await loaded(entry, { root: join(folder, "project") });
    expect(refused.diagnostics).toEqual([expect.objectContaining({ code: "ref-outside", severity: "error", at: "a.yaml#/components/schemas/A", line: 3 })]);
    expect(refused.document?.files.size).toBe(1);
    const allowed = await loaded(entry, { root: join(folder, "project"), allowOutside: true });
    expect(allowed.codes).toEqual([]);
    expect(allowed.document?.files.size).toBe(2);
    expect((await loaded(entry, { root: folder })).codes).toEqual([]);
  });

  it("are refused by absolute path, file: URL and symbolic link too", async () => {
    const folder = folderOf({ "project/a.yaml": "", "secret.yaml": "type: string" });
    symlinkSync(join(folder, "secret.yaml"), join(folder, "project/link.yaml"));
    const secret = join(folder, "secret.yaml");
    for (const ref of [secret, pathToFileURL(secret).href, "link.yaml", "x/../../secret.yaml", "%2e%2e/secret.yaml"]) {
      const entry = join(folder, "project/a.yaml");
      writeFileSync(entry, spec(ref));
      const { document, codes } = await loaded(entry, { root: join(folder, "project") });
      expect([ref, codes, document?.files.size]).toEqual([ref, ["ref-outside"], 1]);
    }
  });

  it("don't tell whether a file outside exists", async () => {
    const folder = folderOf({ "project/a.yaml": spec("../nothing.yaml") });
    const { diagnostics } = await loaded(join(folder, "project/a.yaml"), { root: join(folder, "project") });
    expect(diagnostics.map((each) => each.code)).toEqual(["ref-not-found"]);
  });

  it("to another machine's files are refused", async () => {
    expect((await loadedFiles({ "a.yaml": spec("file://host/share/x.yaml") })).codes).toEqual(["ref-scheme"]);
  });
});

describe("hostile sizes", () => {
  it("ten thousand levels end in a diagnostic, in schemas and in examples", async () => {
    const deep = `${'{"items":'.repeat(10_000)}{}${"}".repeat(10_000)}`;
    for (const at of ["schema", "example"]) {
      const { document, diagnostics } = await loadedFiles({ "a.json": `{"openapi": "3.0.0", "${at}": ${deep}}` });
      expect(document).toBeNull();
      expect(diagnostics).toEqual([expect.objectContaining({ code: "nesting-too-deep", severity: "error" })]);
      expect(diagnostics[0]?.at.length).toBeLessThan(250);
    }
  });

  it("two hundred thousand properties load", async () => {
    const properties = Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`p${index}`, { type: "string" }]));
    const { document, diagnostics } = await loadedFiles({ "a.json": JSON.stringify({ openapi: "3.0.0", components: { schemas: { A: { properties } } } }) });
    expect(diagnostics).toEqual([]);
    expect(document).not.toBeNull();
  });

  it("a chain of a thousand references ends in a diagnostic, not in a long walk", async () => {
    const schemas = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`s${index}`, { $ref: `#/components/schemas/s${index + 1}` }]));
    const { codes } = await loadedFiles({ "a.json": JSON.stringify({ openapi: "3.0.0", components: { schemas } }) });
    expect(new Set(codes)).toEqual(new Set(["ref-circular", "ref-not-found"]));
  });
});
