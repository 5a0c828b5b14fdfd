import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/index.js";
import { lower, lowerOperation, print, printParam } from "./lowered.js";

const swagger = (item: JsonValue, rest: { readonly [key: string]: JsonValue } = {}) => lowerOperation({ "/x": item }, rest, "2.0");

const params: readonly { readonly given: JsonValue; readonly want: string; readonly codes?: readonly string[] }[] = [
  { given: { name: "a", in: "query", type: "integer", format: "int64", required: true }, want: "query a!: integer(int64)" },
  { given: { name: "a", in: "query", type: "string", enum: ["x"] }, want: 'query a: "x"' },
  { given: { name: "a", in: "query", type: "array", items: { type: "string" } }, want: "query a: string[] [form]" },
  { given: { name: "a", in: "query", type: "array", items: { type: "string" }, collectionFormat: "csv" }, want: "query a: string[] [form]" },
  { given: { name: "a", in: "query", type: "array", items: { type: "string" }, collectionFormat: "multi" }, want: "query a: string[]" },
  { given: { name: "a", in: "query", type: "array", items: { type: "string" }, collectionFormat: "ssv" }, want: "query a: string[] [space]" },
  { given: { name: "a", in: "query", type: "array", items: { type: "string" }, collectionFormat: "tsv" }, want: "query a: string[] [tab]" },
  { given: { name: "a", in: "query", type: "array", items: { type: "string" }, collectionFormat: "pipes" }, want: "query a: string[] [pipe]" },
  { given: { name: "a", in: "header", type: "array", items: { type: "string" } }, want: "header a: string[]" },
  {
    given: { name: "a", in: "query", type: "array", items: { type: "array", items: { type: "string" }, collectionFormat: "pipes" } },
    want: "query a: string[][] [form]",
    codes: ["collection-format-nested"],
  },
  { given: { name: "a", in: "query", type: "string", allowEmptyValue: true, "x-nullable": true }, want: "query a: (string | null) [empty]" },
  { given: { name: "a", in: "query", schema: { type: "string" } }, want: "query a: string" },
];

describe("a Swagger 2 parameter", () => {
  it.each(params)("$given is lowered to $want", ({ given, want, codes }) => {
    const { operation, codes: reported } = swagger({ get: { parameters: [given] } });
    expect(operation.params.map(printParam)).toEqual([want]);
    expect(reported).toEqual(codes ?? []);
  });
});

describe("a Swagger 2 body", () => {
  it("comes in every media type that the operation consumes", () => {
    const item = {
      post: {
        consumes: ["application/json", "application/xml", "application/json"],
        parameters: [{ name: "pet", in: "body", required: true, description: "A pet.", schema: { $ref: "#/definitions/Pet" } }],
      },
    };
    const { operation } = swagger(item, { definitions: { Pet: { type: "object" } } });
    expect(operation.params).toEqual([]);
    expect(operation.body).toMatchObject({ required: true, name: "pet", docs: { description: "A pet." } });
    expect(operation.body?.contents.map((content) => [content.mediaType, content.schema && print(content.schema)])).toEqual([
      ["application/json", "Pet"],
      ["application/xml", "Pet"],
    ]);
  });

  it("takes the document's media types, JSON where there are none", () => {
    const post = { parameters: [{ name: "b", in: "body", schema: { type: "object" } }] };
    const types = (rest: { readonly [key: string]: JsonValue }): readonly string[] =>
      swagger({ post }, rest).operation.body?.contents.map((content) => content.mediaType) ?? [];
    expect(types({})).toEqual(["application/json"]);
    expect(types({ consumes: ["application/vnd.x+json"] })).toEqual(["application/vnd.x+json"]);
  });

  it("of form fields is one object: urlencoded, or multipart where there are files", () => {
    const field = (name: string, more: { readonly [key: string]: JsonValue }): JsonValue => ({ name, in: "formData", ...more });
    const fields = [
      field("a", { type: "string", required: true, description: "An a." }),
      field("b", { type: "array", items: { type: "integer" }, collectionFormat: "multi" }),
      field("c", { type: "array", items: { type: "string" } }),
    ];
    const plain = swagger({ post: { parameters: fields } }).operation.body;
    expect(plain?.contents.map((content) => [content.mediaType, content.schema && print(content.schema)])).toEqual([
      ["application/x-www-form-urlencoded", "{|a: string, b?: integer[], c?: string[]|}"],
    ]);
    expect(plain?.contents[0]?.parts).toMatchObject([
      { name: "b", style: "form", explode: true },
      { name: "c", style: "form", explode: false },
    ]);
    expect(plain).toMatchObject({ required: true, name: null });
    const upload = swagger({
      post: { consumes: ["application/x-www-form-urlencoded", "multipart/form-data"], parameters: [...fields, field("f", { type: "file" })] },
    }).operation.body;
    expect(upload?.contents.map((content) => [content.mediaType, content.schema && print(content.schema)])).toEqual([
      ["multipart/form-data", "{|a: string, b?: integer[], c?: string[], f?: binary|}"],
    ]);
  });

  it("and form fields together keep the body", () => {
    const { operation, codes } = swagger({
      parameters: [{ name: "a", in: "formData", type: "string" }],
      post: { parameters: [{ name: "b", in: "body", schema: {} }] },
    });
    expect(operation.body?.name).toBe("b");
    expect(codes).toEqual(["body-and-form"]);
  });

  it("behind a reference is found as well", () => {
    const { operation } = swagger(
      { post: { parameters: [{ $ref: "#/parameters/B" }] } },
      { parameters: { B: { name: "b", in: "body", schema: { type: "string" } } } },
    );
    expect(operation.body?.at).toBe("api.yaml#/parameters/B");
  });
});

describe("a Swagger 2 response", () => {
  it("comes in every media type that the operation produces, with its example", () => {
    const { operation } = swagger({
      get: {
        produces: ["application/json", "text/plain"],
        responses: {
          "200": {
            description: "Fine.",
            schema: { type: "string" },
            headers: { "X-A": { type: "integer", description: "An a." } },
            examples: { "application/json": "x" },
          },
          "204": { description: "Nothing." },
        },
      },
    });
    const [fine, nothing] = operation.responses;
    expect(fine?.contents.map((content) => [content.mediaType, content.schema && print(content.schema), content.examples])).toEqual([
      ["application/json", "string", ["x"]],
      ["text/plain", "string", []],
    ]);
    expect(fine?.headers.map(printParam)).toEqual(["header X-A: integer"]);
    expect(fine?.docs).toMatchObject({ description: "Fine.", examples: [] });
    expect(nothing?.contents).toEqual([]);
  });

  it("of type file is bytes", () => {
    const types = (produces: readonly string[]): unknown =>
      swagger({
        get: { ...(produces.length > 0 ? { produces } : {}), responses: { "200": { schema: { type: "file" } } } },
      }).operation.responses[0]?.contents.map((content) => [content.mediaType, content.schema?.kind]);
    expect(types([])).toEqual([["application/octet-stream", "binary"]]);
    expect(types(["application/pdf"])).toEqual([["application/pdf", "binary"]]);
  });
});

const servers: readonly { readonly given: { readonly [key: string]: JsonValue }; readonly want: readonly string[] }[] = [
  { given: { host: "a.com", basePath: "/v1", schemes: ["http", "https"] }, want: ["https://a.com/v1", "http://a.com/v1"] },
  { given: { host: "a.com" }, want: ["https://a.com"] },
  { given: { host: "a.com/", basePath: "v1/" }, want: ["https://a.com/v1"] },
  { given: { host: "a.com", schemes: ["wss"] }, want: ["https://a.com"] },
  { given: { basePath: "/v1" }, want: ["/v1"] },
  { given: {}, want: ["/"] },
  { given: { "x-ms-parameterized-host": { hostTemplate: "{account}.a.com" }, basePath: "/v1" }, want: ["https://{account}.a.com/v1"] },
  { given: { "x-ms-parameterized-host": { hostTemplate: "{endpoint}", useSchemePrefix: false } }, want: ["{endpoint}"] },
];

describe("Swagger 2 servers", () => {
  it.each(servers)("of $given are $want", ({ given, want }) => {
    expect(lower(given, "2.0").api.servers.map((server) => server.url)).toEqual(want);
  });

  it("take variables from the parameters of a parameterized host", () => {
    const { api } = lower(
      {
        "x-ms-parameterized-host": {
          hostTemplate: "{account}.{suffix}",
          parameters: [
            { $ref: "#/parameters/Account" },
            { name: "suffix", in: "path", type: "string", default: "a.com", enum: ["a.com", "b.com"], description: "Cloud." },
            null,
          ],
        },
        parameters: { Account: { name: "account", in: "path", type: "string" } },
      },
      "2.0",
    );
    expect(api.servers[0]?.variables).toEqual([
      { name: "account", default: null, values: [], description: null },
      { name: "suffix", default: "a.com", values: ["a.com", "b.com"], description: "Cloud." },
    ]);
  });

  it("of an operation with schemes of its own are its own", () => {
    const { api } = lower({ host: "a.com", schemes: ["https"], paths: { "/x": { get: { schemes: ["http"] }, put: { schemes: ["https"] } } } }, "2.0");
    expect(api.operations.map((operation) => operation.servers.map((server) => server.url))).toEqual([["http://a.com"], []]);
  });
});

describe("x-ms-paths", () => {
  it("are paths with their query fixed", () => {
    const { api } = lower(
      {
        "x-ms-paths": {
          "/{c}?restype=container&comp=list": {
            parameters: [
              { name: "c", in: "path", required: true, type: "string" },
              { name: "comp", in: "query", type: "string", enum: ["list"] },
            ],
            get: { operationId: "list" },
          },
        },
      },
      "2.0",
    );
    expect(api.operations).toMatchObject([
      {
        path: "/{c}",
        fixedQuery: [
          { name: "restype", value: "container" },
          { name: "comp", value: "list" },
        ],
        params: [{ name: "c" }],
      },
    ]);
  });
});
