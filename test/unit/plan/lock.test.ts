import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/index.js";
import { loadDocument } from "../../../generator/load/load.js";
import { lowerOpenApi } from "../../../generator/openapi/lower.js";
import { readManifest } from "../../../generator/plan/names/manifest.js";
import { plan } from "../../../generator/plan/plan.js";
import type { Manifest } from "../../../generator/plan/views.js";
import { corpusFolder, withCorpus } from "../../corpus/documents.js";
import { body, facades, json, model, object, operation, param, planned, ref, response, text } from "./build.js";

type Given = Parameters<typeof planned>[0];

/** Plans the second document with the names of the first one in force, as the manifest on disk would put them. */
function next(before: Given, after: Given, config: Parameters<typeof planned>[1] = {}) {
  const lock = readManifest(JSON.parse(JSON.stringify(planned(before).plan.manifest)) as JsonValue); // JSON.parse gives JSON
  return planned(after, config, { lock });
}

const list = operation("GET /pets", { id: "listPets", tags: ["pets"], responses: [response("200", json(object({ a: text })))] });

describe("names of an earlier run", () => {
  it("stay when a new model would have them", () => {
    const made = next(
      { operations: [list] },
      {
        models: [model("ListPetsOutput", object({ x: text })), model("Pets", object({ x: text }))],
        operations: [operation("GET /a", { id: "a", responses: [response("200", json(ref("ListPetsOutput"))), response("404", json(ref("Pets")))] }), list],
      },
    );
    expect(made.operation("listPets").output.name).toBe("ListPetsOutput");
    expect(made.file("models").models.map(({ name }) => name)).toEqual(["ListPetsOutputModel", "PetsModel"]);
    expect(facades(made.plan).map(({ facade }) => facade.name)).toEqual(["A", "Pets"]);
  });

  it("stay when an operation that comes first in the document wants them", () => {
    const first = operation("GET /a", { id: "listPets", tags: ["pets"] });
    const made = next({ operations: [list] }, { operations: [first, list] });
    expect(made.plan.manifest.operations["GET /pets"]).toMatchObject({ function: "listPets", method: "list" });
    expect(made.plan.manifest.operations["GET /a"]).toMatchObject({ function: "getListPets" });
  });

  it("stay with their group when the tag changes, unless client.yaml says otherwise", () => {
    const moved = { operations: [{ ...list, tags: ["animals"] }] };
    expect(next({ operations: [list] }, moved).plan.manifest.operations["GET /pets"]).toMatchObject({ group: "pets", method: "list" });
    expect(next({ operations: [list] }, moved, { names: { groups: { animals: "zoo" } } }).plan.manifest.operations["GET /pets"]?.group).toBe("zoo");
    expect(next({ operations: [list] }, moved, { operations: { listPets: { name: "shop.all" } } }).plan.manifest.operations["GET /pets"]).toMatchObject({
      group: "shop",
      method: "all",
    });
  });

  it("stay with a parameter that a new body field would push aside", () => {
    const search = (fields: Parameters<typeof object>[0]) =>
      operation("POST /search", { id: "search", params: [param("query", "limit")], body: body([json(object(fields))]) });
    const made = next({ operations: [search({ q: text })] }, { operations: [search({ q: text, limit: text })] });
    expect(made.operation("search").constant).toMatchObject({ in: { query: ["limit"], body: { kind: "json", rename: { limitBody: "limit" } } } });
    expect(planned({ operations: [search({ q: text, limit: text })] }).operation("search").constant).toMatchObject({
      in: { query: [{ name: "limit", as: "limitQuery" }], body: "json" },
    });
  });

  it("stay nested where the body was nested", () => {
    const send = (fields: Parameters<typeof object>[0], rest: null | typeof text) =>
      operation("POST /x", { id: "send", body: body([json(object(fields, rest))]) });
    const made = next({ operations: [send({ q: text }, text)] }, { operations: [send({ q: text }, null)] });
    expect(made.operation("send").constant).toMatchObject({ in: { body: { kind: "json", at: "body" } } });
  });

  it("mean the same projection when a model is one day reached the other way too", () => {
    const models = [model("Pet", object({ "id<": text, name: text }))];
    const create = operation("POST /pets", { id: "createPet", tags: ["pets"], body: body([json(ref("Pet"))]), responses: [response("204")] });
    const read = operation("GET /pets/{id}", { id: "getPet", tags: ["pets"], responses: [response("200", json(ref("Pet")))] });
    const sides = (made: ReturnType<typeof planned>) => Object.fromEntries(made.file("models").models.map(({ name, type }) => [name, type.side]));
    expect(sides(next({ models, operations: [create] }, { models, operations: [create, read] }))).toEqual({ Pet: "input", PetOutput: "output" });
    expect(sides(next({ models, operations: [read] }, { models, operations: [create, read] }))).toEqual({ Pet: "output", PetInput: "input" });
    expect(sides(next({ models, operations: [create, read] }, { models, operations: [create] }))).toEqual({ PetInput: "input" });
  });

  it("are free again once their owner is gone", () => {
    const models = [model("Record", text), model("Pet", text)];
    const made = next(
      { models, operations: [operation("GET /a", { responses: [response("200", json(ref("Pet")))] })] },
      { models: [model("pet", object({ x: text }))], operations: [operation("GET /a", { responses: [response("200", json(ref("pet")))] })] },
    );
    expect(made.file("models").models.map(({ name }) => name)).toEqual(["Pet"]);
  });
});

describe("successive versions of one API", () => {
  withCorpus("Qdrant", () => {
    it("move no name that was once given", async () => {
      const manifests: Manifest[] = [];
      for (let minor = 8; minor <= 19; minor += 1) {
        const name = `v1.${minor}.x.json`;
        const document = await loadDocument(join(corpusFolder ?? "", "versions/qdrant", name), {}, () => undefined);
        if (document === null) throw new Error(`${name} can't be read`);
        const lock = manifests.at(-1) ?? null;
        manifests.push(
          plan(
            lowerOpenApi(document, () => undefined),
            {},
            { generator: "0", hash: "0", entries: [name], facts: {}, lock, name: "qdrant", custom: null },
            () => undefined,
          ).manifest,
        );
      }
      expect(manifests.slice(1).flatMap((after, index) => moved(manifests[index] as Manifest, after))).toEqual([]); // one fewer than manifests
      expect(Object.keys(manifests.at(-1)?.operations ?? {}).length).toBeGreaterThan(60);
    });
  });
});

function moved(before: Manifest, after: Manifest): string[] {
  const changes = (kind: string, left: Readonly<Record<string, unknown>>, right: Readonly<Record<string, unknown>>): string[] =>
    Object.keys(left)
      .filter((key) => key in right && JSON.stringify(left[key]) !== JSON.stringify(right[key]))
      .map((key) => `${kind} ${key}`);
  const inputs = Object.entries(before.operations).flatMap(([key, { inputs: kept }]) => changes(`${key} input`, kept, after.operations[key]?.inputs ?? {}));
  const named = ({ operations }: Manifest) =>
    Object.fromEntries(Object.entries(operations).map(([key, { function: name, group, method, body: form }]) => [key, [name, group, method, form]]));
  return [
    ...changes("model", before.models, after.models),
    ...changes("facade", before.groups ?? {}, after.groups ?? {}),
    ...changes("operation", named(before), named(after)),
    ...inputs,
  ];
}

describe("readManifest", () => {
  it.each<[string, JsonValue]>([
    ["no record", "x"],
    ["no models", { operations: {} }],
    ["a list for operations", { models: {}, operations: [] }],
  ])("takes %s for no manifest", (_, given) => {
    expect(readManifest(given)).toBeNull();
  });

  it("drops entries that are no names", () => {
    const operationEntry = { id: null, function: "a", group: "g", method: "m", body: "flat", inputs: { "query.x": "y", "query.z": 1 } };
    const read = readManifest({
      models: { "#/A": "A", "#/B": "no name", "#/C": 1 },
      operations: { "GET /a": operationEntry, "GET /b": { function: "a-b", group: "g", method: "m" }, "GET /c": null },
      facts: [],
    });
    expect(read).toEqual({
      generator: "",
      hash: "",
      models: { "#/A": "A" },
      groups: {},
      operations: { "GET /a": { ...operationEntry, inputs: { "query.x": "y" } } },
      files: {},
      facts: [],
    });
  });

  it("reads what a golden client was written with", () => {
    const read = readManifest(JSON.parse(readFileSync("test/golden/petstore/out/manifest.json", "utf8")) as JsonValue); // JSON.parse gives JSON
    expect(read?.operations["GET /pets"]).toMatchObject({ function: "listPets", group: "pets", method: "list" });
  });
});
