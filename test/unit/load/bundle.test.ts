import { afterAll, describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/json.js";
import { bundle } from "../../../generator/load/bundle.js";
import { loadedFiles, removeFolders } from "./folder.js";

afterAll(removeFolders);

async function bundled(entry: object, files: Readonly<Record<string, object>> = {}): Promise<JsonValue> {
  const texts = Object.fromEntries(
    Object.entries({ "a.json": { openapi: "3.1.0", ...entry }, ...files }).map(([name, value]) => [name, JSON.stringify(value)]),
  );
  const { document } = await loadedFiles(texts);
  return document && bundle(document);
}

describe("a bundle", () => {
  it("of a document without other files is that document", async () => {
    const entry = {
      paths: { "/a": { get: { responses: { default: { $ref: "#/components/responses/E" } } } } },
      components: { responses: { E: { description: "e" } }, schemas: { T: { properties: { t: { $ref: "#/components/schemas/T" } } } } },
    };
    expect(await bundled(entry)).toEqual({ openapi: "3.1.0", ...entry });
  });

  it("takes in the schemas of other files, circles too, under names that are free", async () => {
    const schema = {
      type: "object",
      properties: { a: { $ref: "models.json#/Pet" }, b: { $ref: "models.json#/$defs/Pet" }, c: { $ref: "own.json" }, d: { $ref: "x y.json" } },
    };
    const models = {
      Pet: { properties: { friend: { $ref: "#/Pet" }, home: { $ref: "a.json#/components/schemas/Home" } } },
      $defs: { Pet: { type: "string" } },
    };
    const result = await bundled(
      { components: { schemas: { Home: schema } } },
      { "models.json": models, "own.json": { type: "null" }, "x y.json": { type: "number" } },
    );
    expect(result).toMatchObject({
      components: {
        schemas: {
          Home: {
            properties: {
              a: { $ref: "#/components/schemas/Pet" },
              b: { $ref: "#/components/schemas/Pet_2" },
              c: { $ref: "#/components/schemas/own" },
              d: { $ref: "#/components/schemas/x_y" },
            },
          },
          Pet: { properties: { friend: { $ref: "#/components/schemas/Pet" }, home: { $ref: "#/components/schemas/Home" } } },
          Pet_2: { type: "string" },
          own: { type: "null" },
          x_y: { type: "number" },
        },
      },
    });
  });

  it("gives a name to a schema that is referred to inside a response or a path", async () => {
    const place = "#/components/responses/Ok/content/application~1json/schema";
    const listed = { type: "array", items: { $ref: place } };
    const result = await bundled({
      paths: { "/a": { get: { responses: { "200": { description: "d", content: { "application/json": { schema: listed } } } } } } },
      components: { responses: { Ok: { description: "ok", content: { "application/json": { schema: { properties: { next: { $ref: place } } } } } } } },
    });
    const name = { $ref: "#/components/schemas/schema" };
    expect(result).toMatchObject({
      paths: { "/a": { get: { responses: { "200": { content: { "application/json": { schema: { type: "array", items: name } } } } } } } },
      components: { schemas: { schema: { properties: { next: name } } } },
    });
  });

  it("writes path items, parameters and responses of other files in place", async () => {
    const path = { get: { parameters: [{ $ref: "parts.json#/id" }], responses: { "200": { $ref: "parts.json#/ok", description: "Mine." } } } };
    const parts = { id: { name: "id", in: "query", schema: { $ref: "#/Id" } }, Id: { type: "string" }, ok: { description: "ok" } };
    const result = await bundled({ paths: { "/a": { $ref: "path.json" } } }, { "path.json": path, "parts.json": parts });
    expect(result).toEqual({
      openapi: "3.1.0",
      paths: {
        "/a": {
          get: { parameters: [{ name: "id", in: "query", schema: { $ref: "#/components/schemas/Id" } }], responses: { "200": { description: "Mine." } } },
        },
      },
      components: { schemas: { Id: { type: "string" } } },
    });
  });

  it("ends where an object written in place contains itself", async () => {
    const path = { get: { callbacks: { again: { "{$url}": { $ref: "path.json" } } } } };
    const result = await bundled({ paths: { "/a": { $ref: "path.json" } } }, { "path.json": path });
    expect(result).toMatchObject({ paths: { "/a": { get: { callbacks: { again: { "{$url}": {} } } } } } });
  });

  it("has no reference that leads nowhere or out of the project", async () => {
    const schemas = { A: { $ref: "#/gone", description: "Still here." }, B: { items: { $ref: "../../outside.json" } }, C: { $ref: "http://127.0.0.1:1/" } };
    expect(await bundled({ components: { schemas } })).toEqual({
      openapi: "3.1.0",
      components: { schemas: { A: { description: "Still here." }, B: { items: {} }, C: {} } },
    });
  });

  it("has none in examples and extensions either", async () => {
    const schema = { example: { $ref: "/etc/passwd", a: [{ $ref: "x" }] }, "x-a": { $ref: "y" } };
    expect(await bundled({ components: { schemas: { A: schema } } })).toMatchObject({ components: { schemas: { A: { example: { a: [{}] }, "x-a": {} } } } });
    expect(JSON.stringify(await bundled({ components: { schemas: { A: schema } } }))).not.toContain("$ref");
  });

  it("writes a whole map of properties in place", async () => {
    const schemas = { A: { properties: { $ref: "props.json" } } };
    const props = { a: { $ref: "#/b" }, b: { type: "string" } };
    const result = await bundled({ components: { schemas } }, { "props.json": props });
    expect(result).toMatchObject({ components: { schemas: { A: { properties: { a: { $ref: "#/components/schemas/b" }, b: { type: "string" } } } } } });
  });

  it("keeps a property named $ref", async () => {
    const schemas = { A: { properties: { $ref: { type: "string" } } } };
    expect(await bundled({ components: { schemas } })).toMatchObject({ components: { schemas } });
  });

  it("encodes pointers as fragments", async () => {
    const entry = { components: { schemas: { "a#b c{}": { type: "string" }, D: { $ref: "#/components/schemas/a%23b%20c%7B%7D" } } } };
    expect(await bundled(entry)).toMatchObject({ components: { schemas: { D: { $ref: "#/components/schemas/a%23b%20c%7B%7D" } } } });
  });

  it("follows discriminators' mappings", async () => {
    const discriminator = { propertyName: "kind", mapping: { dog: "dog.json", cat: "#/components/schemas/Cat", cow: "Cow", owl: "gone.json" } };
    const schemas = { Pet: { discriminator, oneOf: [{ $ref: "dog.json" }] }, Cat: {} };
    expect(await bundled({ components: { schemas } }, { "dog.json": { type: "object" } })).toMatchObject({
      components: {
        schemas: { Pet: { discriminator: { mapping: { dog: "#/components/schemas/dog", cat: "#/components/schemas/Cat", cow: "Cow", owl: "gone.json" } } } },
      },
    });
  });

  it("keeps __proto__ a plain member", async () => {
    const entry = JSON.parse('{"components": {"schemas": {"__proto__": {"type": "string"}}}}') as object;
    expect(Object.keys(((await bundled(entry)) as { components: { schemas: object } }).components.schemas)).toEqual(["__proto__"]);
  });

  it("of nothing is the document's root", () => {
    expect(bundle({ kind: "openapi", version: "3.0", versionText: "3.0.0", source: "-", root: { a: 1 }, files: new Map(), hash: "" })).toEqual({ a: 1 });
  });
});
