import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/index.js";
import { lower, lowerSchemas, printModel } from "./lowered.js";

const ref = (name: string): JsonValue => ({ $ref: `#/components/schemas/${name}` });
const many = (count: number, make: (index: number) => JsonValue): { readonly [name: string]: JsonValue } =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`A${index}`, make(index)]));

describe("a document made to exhaust us", () => {
  const parent: JsonValue = { type: "object", discriminator: { propertyName: "k" }, properties: { k: { type: "string" } } };
  const own = (index: number): JsonValue => ({ type: "object", properties: { [`p${index}`]: {} } });
  const count = 2_000;
  const last: JsonValue = { type: "object" };

  const cases: readonly { readonly name: string; readonly schemas: { readonly [name: string]: JsonValue }; readonly models: number }[] = [
    {
      name: "a chain of allOfs below a discriminator",
      schemas: { R: parent, ...many(count, (index) => ({ allOf: [ref(index === 0 ? "R" : `A${index - 1}`), own(index)] })) },
      models: count + 51,
    },
    { name: "a chain of references", schemas: { ...many(count, (index) => ref(`A${index + 1}`)), [`A${count}`]: last }, models: count + 1 },
    {
      name: "a chain of unions",
      schemas: { ...many(count, (index) => ({ oneOf: [ref(`A${index + 1}`), { type: "string" }] })), [`A${count}`]: last },
      models: count + 1,
    },
    {
      name: "unions of unions, each with a discriminator, each reached twice",
      schemas: {
        ...many(count, (index) => ({ oneOf: [ref(`A${index + 1}`), ref(`A${index + 2}`)], discriminator: { propertyName: "k" } })),
        [`A${count}`]: last,
        [`A${count + 1}`]: last,
      },
      models: count + 2,
    },
    {
      name: "parents of parents, each with a discriminator",
      schemas: many(count, (index) => ({ ...(parent as object), allOf: index === 0 ? [] : [ref(`A${index - 1}`), own(index)] })),
      models: 0,
    },
    {
      name: "an allOf of many parts, each requiring what another declares",
      schemas: { It: { allOf: Array.from({ length: count }, (_, index) => ({ ...(own(index) as object), required: [`p${count - 1 - index}`] })) } },
      models: 1,
    },
  ];

  it.each(cases)("is lowered all the same: $name", ({ schemas, models }) => {
    const { api, diagnostics } = lowerSchemas(schemas);
    expect(api.models.length).toBeGreaterThanOrEqual(models);
    expect(diagnostics.filter((each) => each.severity === "error")).toEqual([]);
  });

  it("merges all parts of a long allOf", () => {
    const { api } = lowerSchemas({ It: { allOf: [own(1), own(2), { ...(own(3) as object), required: ["p1"] }] } });
    expect(printModel(api, "It")).toBe("{p1: unknown, p2?: unknown, p3?: unknown}");
  });
});

const small: JsonValue = {
  openapi: "3.1.0",
  info: { title: "T", version: "1" },
  servers: [{ url: "https://{a}", variables: { a: { default: "x" } } }],
  security: [{ k: [] }],
  tags: [{ name: "t" }],
  paths: {
    "/p/{id}": {
      parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
      post: {
        operationId: "o",
        tags: ["t"],
        parameters: [{ name: "q", in: "query", content: { "application/json": { schema: { type: "object" } } } }],
        requestBody: {
          content: {
            "multipart/form-data": {
              schema: { type: "object", properties: { f: { type: "string", format: "binary" } } },
              encoding: { f: { contentType: "x/y", headers: { H: { schema: {} } } } },
            },
          },
        },
        responses: {
          "200": {
            description: "d",
            headers: { H: { schema: {} } },
            content: { "text/event-stream": { schema: { $ref: "#/components/schemas/Pet" } } },
            links: { l: { operationId: "o", parameters: { a: 1 } } },
          },
        },
        callbacks: { c: { "{$url}": { post: { responses: {} } } } },
      },
    },
  },
  webhooks: { w: { post: { requestBody: { content: { "application/json": { schema: {} } } } } } },
  components: {
    securitySchemes: { k: { type: "oauth2", flows: { implicit: { authorizationUrl: "u", scopes: { s: "S" } } } } },
    schemas: {
      Pet: { type: "object", discriminator: { propertyName: "kind", mapping: { cat: "Cat" } }, properties: { kind: { type: "string" } }, required: ["kind"] },
      Cat: {
        allOf: [
          { $ref: "#/components/schemas/Pet" },
          {
            type: "object",
            properties: { n: { type: ["integer", "null"], enum: [1, null], "x-enum-varnames": ["A"] } },
            additionalProperties: { type: "string" },
            patternProperties: { "^x": {} },
          },
        ],
      },
      U: {
        oneOf: [{ $ref: "#/components/schemas/Cat" }, { type: "array", prefixItems: [{ const: 1 }], items: false }],
        discriminator: { propertyName: "kind" },
      },
    },
  },
};

const old: JsonValue = {
  swagger: "2.0",
  host: "h",
  basePath: "/b",
  schemes: ["https"],
  consumes: ["application/json"],
  produces: ["application/json"],
  "x-ms-parameterized-host": { hostTemplate: "{a}", parameters: [{ name: "a", in: "path", type: "string" }] },
  paths: {
    "/p?x=1": {
      post: {
        parameters: [
          { name: "b", in: "body", schema: { $ref: "#/definitions/D" } },
          { name: "f", in: "formData", type: "file" },
          { name: "l", in: "query", type: "array", items: { type: "string" }, collectionFormat: "multi" },
        ],
        responses: { "200": { schema: { type: "file" }, examples: { a: 1 } } },
      },
    },
  },
  definitions: {
    D: {
      type: "object",
      discriminator: "k",
      properties: { k: { type: "string", "x-ms-enum": { modelAsString: true, values: [{ value: "a", name: "A" }] }, enum: ["a"] } },
    },
  },
  securityDefinitions: { s: { type: "basic" } },
};

const junk: readonly JsonValue[] = [
  null,
  true,
  0,
  "",
  "#/",
  "x",
  [],
  [null],
  {},
  { a: null },
  { $ref: "#" },
  { $ref: 5 },
  { $ref: "#/nope" },
  { allOf: [{ $ref: "#" }] },
  ["a", "a"],
];

/** Every place of a document, as the keys that lead there. */
function placesOf(value: JsonValue, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...placesOf(inner as JsonValue, [...path, key])]);
}

/** The document with another value at a place. */
function replaced(value: JsonValue, path: readonly string[], by: JsonValue): JsonValue {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const holder = copy as { [key: string]: JsonValue }; // an array's indices are keys as well
  holder[key] = replaced(holder[key] ?? null, rest, by);
  return holder;
}

describe("a document with anything at any place", () => {
  it.each([
    { name: "OpenAPI 3.1", root: small, versions: ["3.1", "3.0", "3.2"] as const },
    { name: "Swagger 2.0", root: old, versions: ["2.0"] as const },
  ])("gives an Api, never an exception: $name", ({ root, versions }) => {
    let lowered = 0;
    const places = placesOf(root);
    for (const place of places) {
      for (const by of junk) {
        const version = versions[lowered % versions.length] ?? "3.1";
        const { api } = lower(replaced(root, place, by), version);
        if (JSON.stringify(api).startsWith('{"title":')) lowered++;
      }
    }
    expect(places.length).toBeGreaterThan(50);
    expect(lowered).toBe(places.length * junk.length);
  });
});
