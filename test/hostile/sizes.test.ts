import { describe, expect, it } from "@jest/globals";
import { attempt } from "./attempt.js";
import { oversized } from "./sizes.js";

describe("a document that is too much", () => {
  it.each(oversized)(
    "ends in output or a diagnostic: $name",
    async ({ make, want }) => {
      const { files, diagnostics, found } = await attempt(make());
      expect(found).toEqual([]);
      if (want === "output") expect(files.length).toBeGreaterThan(0);
      else expect(diagnostics.map(({ code }) => code)).toContain(want);
    },
    120_000,
  );
});

describe("what is no document at all", () => {
  it.each(["", "null", "3", "hello", "[]", "{}", '"openapi"', "openapi: 9.9.9", "\u0000", "---\n---\n", "%YAML 9\n---\na: 1", "!!js/function 'x'"])(
    "is refused by name: %j",
    async (text) => {
      const { files, diagnostics } = await attempt(text);
      expect(files).toEqual([]);
      expect(diagnostics.map(({ severity }) => severity)).toContain("error");
    },
  );
});

const some = { description: "x" };
const info = { title: "x", version: "1" };

describe("a document with everything of the wrong type", () => {
  it.each([
    { openapi: "3.1.0", info: [], servers: {}, paths: [1, 2], components: "x", tags: { a: 1 }, security: "x", webhooks: 7 },
    {
      openapi: "3.1.0",
      info: { title: {}, version: [] },
      servers: [null, 3, { url: 5, variables: [] }, { url: "x", variables: { a: null, b: 3 } }],
      paths: {},
    },
    {
      openapi: "3.1.0",
      info,
      paths: {
        "/a": null,
        "/b": {
          get: 3,
          post: { parameters: {}, requestBody: [], responses: [] },
          put: { parameters: [null, 3, {}, { name: 4, in: 5 }], responses: { 200: null, x: 3 } },
        },
      },
    },
    {
      openapi: "3.1.0",
      info,
      paths: {
        "/a": {
          parameters: "x",
          get: {
            tags: {},
            operationId: 4,
            security: [3, null, { a: "x" }],
            servers: "x",
            callbacks: [],
            deprecated: "x",
            responses: { 200: { ...some, content: [], headers: 3, links: "x" } },
          },
        },
      },
    },
    {
      openapi: "3.1.0",
      info,
      paths: {
        "/a": {
          post: {
            requestBody: { content: { "application/json": null, 3: [], "x/y": { schema: 3, encoding: [], examples: 4 } } },
            responses: { 200: { ...some, headers: { a: null, b: { schema: [] } } } },
          },
        },
      },
    },
    {
      openapi: "3.0.0",
      info,
      paths: {},
      components: {
        schemas: {
          A: null,
          B: 3,
          C: { type: 5, properties: [], required: {}, enum: {}, allOf: {}, oneOf: [null, 3], items: [[[]]], additionalProperties: "x" },
          D: [],
        },
        securitySchemes: { a: null, b: { type: 4 }, c: { type: "oauth2", flows: [] } },
      },
    },
    {
      swagger: "2.0",
      info,
      host: 3,
      basePath: {},
      schemes: "x",
      consumes: 3,
      produces: {},
      paths: { "/a": { get: { parameters: [{ in: "body" }, { in: "formData" }, { in: "query", name: {} }], responses: { 200: { ...some, schema: 3 } } } } },
      definitions: [],
      securityDefinitions: { a: 3 },
    },
  ])("is read as far as it makes sense: %#", async (document) => {
    const { files, diagnostics, found } = await attempt(document);
    expect(found).toEqual([]);
    expect(files.length).toBeGreaterThan(0);
    expect(diagnostics.length).toBeGreaterThan(0);
  });
});
