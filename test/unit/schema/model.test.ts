import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/index.js";
import { lower, lowerOperation, lowerSchemas, print, printModel } from "../openapi/lowered.js";

const names = (api: ReturnType<typeof lower>["api"]): readonly (readonly [string, string, string])[] =>
  api.models.map((model) => [model.key, model.name, print(model.schema)]);
const json = (schema: JsonValue): JsonValue => ({ content: { "application/json": { schema } } });

describe("models", () => {
  it("are every component schema, in the order of places", () => {
    const { api } = lowerSchemas({ b: {}, "a/b": {}, A: {} });
    expect(api.models.map((model) => [model.key, model.name])).toEqual([
      ["api.yaml#/components/schemas/A", "A"],
      ["api.yaml#/components/schemas/a~1b", "a/b"],
      ["api.yaml#/components/schemas/b", "b"],
    ]);
  });

  it("are every other target of a reference, too", () => {
    const { api } = lowerOperation(
      {
        "/pets": {
          get: { responses: { "200": json({ type: "object", properties: { owner: { type: "object", properties: { name: { type: "string" } } } } }) } },
        },
        "/x": {
          get: {
            responses: {
              "200": json({ $ref: "#/paths/~1pets/get/responses/200/content/application~1json/schema" }),
              "201": json({ $ref: "#/components/schemas/A/properties/b" }),
              "202": json({ $ref: "#/components/schemas/A/properties/b" }),
              "203": json({ $ref: "#/components/responses/R/content/application~1json/schema/properties/deep" }),
            },
          },
        },
      },
      {
        components: {
          schemas: { A: { type: "object", properties: { b: { type: "integer" } } } },
          responses: { R: json({ type: "object", properties: { deep: { type: "boolean" } } }) },
        },
      },
    );
    expect(names(api)).toEqual([
      ["api.yaml#/components/responses/R/content/application~1json/schema/properties/deep", "R deep", "boolean"],
      ["api.yaml#/components/schemas/A", "A", "{b?: integer}"],
      ["api.yaml#/components/schemas/A/properties/b", "A b", "integer"],
      ["api.yaml#/paths/~1pets/get/responses/200/content/application~1json/schema", "get 200", "{owner?: {name?: string}}"],
    ]);
  });

  it("in other files are called after the file, or the segment they stand under", () => {
    const { api } = lower(
      {
        components: {
          schemas: {
            A: {
              type: "object",
              properties: {
                pet: { $ref: "models/pet.yaml" },
                tag: { $ref: "models/shared.yaml#/Tag" },
                deep: { $ref: "models/shared.yaml#/definitions/Deep" },
              },
            },
          },
        },
      },
      "3.0",
      {
        "models/pet.yaml": { type: "object", properties: { self: { $ref: "#" }, tag: { $ref: "shared.yaml#/Tag" } } },
        "models/shared.yaml": { Tag: { type: "string" }, definitions: { Deep: { type: "boolean" } } },
      },
    );
    expect(names(api)).toEqual([
      ["api.yaml#/components/schemas/A", "A", "{pet?: pet.yaml#, tag?: Tag, deep?: Deep}"],
      ["models/pet.yaml#", "pet", "{self?: pet.yaml#, tag?: Tag}"],
      ["models/shared.yaml#/Tag", "Tag", "string"],
      ["models/shared.yaml#/definitions/Deep", "Deep", "boolean"],
    ]);
  });

  it("that a component merely points at take its name, and are one with it", () => {
    const { api } = lower(
      {
        components: {
          schemas: {
            Pet: { $ref: "pet.yaml" },
            Animal: { $ref: "pet.yaml" },
            Owner: { type: "object", properties: { a: { $ref: "#/components/schemas/Pet" }, b: { $ref: "pet.yaml" } } },
          },
        },
      },
      "3.0",
      { "pet.yaml": { type: "object" } },
    );
    expect(names(api)).toEqual([
      ["api.yaml#/components/schemas/Animal", "Animal", "pet.yaml#"],
      ["api.yaml#/components/schemas/Owner", "Owner", "{a?: pet.yaml#, b?: pet.yaml#}"],
      ["pet.yaml#", "Pet", "{}"],
    ]);
  });

  it("that are aliases of components stay aliases", () => {
    const { api } = lowerSchemas({ A: { $ref: "#/components/schemas/B" }, B: { type: "string" } });
    expect(printModel(api, "A")).toBe("B");
  });

  it("are lowered once, however often they are referred to and however the reference is spelt", () => {
    const { api } = lowerSchemas({
      A: { type: "array", items: { $ref: "#/components/schemas/B%20C" } },
      D: { $ref: "api.yaml#/components/schemas/B C" },
      "B C": {},
    });
    expect(api.models.map((model) => model.name)).toEqual(["A", "B C", "D"]);
  });

  it("mean anything where a reference leads to no schema, or nowhere", () => {
    const { api, codes } = lowerSchemas({
      A: { type: "object", properties: { a: { $ref: "#/components/schemas/B/type" }, b: { $ref: "#/nowhere" }, c: { $ref: "http://[" } } },
      B: { type: "string" },
    });
    expect(printModel(api, "A")).toBe("{a?: unknown, b?: unknown, c?: unknown}");
    expect(codes).toEqual(["ref-not-a-schema"]);
  });

  it("may be booleans, or broken, without harm to others", () => {
    const { api, codes } = lowerSchemas({ A: true, B: false, C: null, D: { type: "string" } });
    expect(names(api).map(([, name, type]) => [name, type])).toEqual([
      ["A", "unknown"],
      ["B", "never"],
      ["C", "unknown"],
      ["D", "string"],
    ]);
    expect(codes).toEqual(["schema-invalid"]);
  });

  it("are found behind a reference in place of the whole map", () => {
    const { api } = lower({ components: { schemas: { $ref: "schemas.yaml", Own: { $ref: "schemas.yaml#/Pet" } } } }, "3.0", {
      "schemas.yaml": { Pet: { type: "string" } },
    });
    expect(names(api).map(([, name, type]) => [name, type])).toEqual([
      ["Own", "Pet"],
      ["Pet", "string"],
    ]);
  });

  it("resolve references against an $id around them", () => {
    const { api } = lowerSchemas({
      A: {
        $id: "https://example.com/a",
        type: "object",
        properties: { b: { $ref: "#/$defs/B" }, c: { $ref: "#c" } },
        $defs: { B: { type: "string" }, C: { $anchor: "c", type: "integer" } },
      },
    });
    expect(printModel(api, "A")).toBe("{b?: B, c?: C}");
  });
});

describe("the Api", () => {
  it("is plain JSON, without references of the document's kind", () => {
    const { api } = lowerOperation(
      {
        "/x": {
          get: {
            parameters: [{ name: "a", in: "query", schema: { $ref: "#/components/schemas/A" } }],
            responses: { "200": json({ $ref: "#/components/schemas/A" }) },
          },
        },
      },
      { components: { schemas: { A: { type: "object", properties: { a: { $ref: "#/components/schemas/A" } } } } } },
    );
    const text = JSON.stringify(api);
    expect(JSON.parse(text)).toEqual(api);
    expect(text).not.toContain("$ref");
    expect(text).not.toContain("undefined");
  });
});
