import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/index.js";
import { lower, lowerOperation, print, printParam } from "./lowered.js";

const ok = { "200": { description: "Fine." } };

describe("an operation", () => {
  it("carries its id, tags, docs and extensions", () => {
    const { operation } = lowerOperation({
      "/x": {
        summary: "Of the path.",
        "x-speakeasy-retries": { strategy: "none" },
        "x-fern-sdk-group-name": "path",
        get: {
          operationId: "getX",
          tags: ["a", "b", "a"],
          description: "Long.",
          deprecated: true,
          externalDocs: { url: "u" },
          responses: ok,
          "x-fern-sdk-group-name": "own",
          "x-unknown": 1,
          "x-ms-pageable": { nextLinkName: null },
        },
      },
    });
    expect(operation).toMatchObject({
      id: "getX",
      method: "GET",
      path: "/x",
      tags: ["a", "b"],
      docs: { summary: null, description: "Long.", deprecated: true, link: { url: "u" } },
      extensions: [
        { key: "x-fern-sdk-group-name", value: "own" },
        { key: "x-ms-pageable", value: { nextLinkName: null } },
        { key: "x-speakeasy-retries", value: { strategy: "none" } },
      ],
      at: "api.yaml#/paths/~1x/get",
    });
  });

  it("is missed where its method is misspelt, and that is told; extensions and fields of the path are not", () => {
    const { api, diagnostics } = lower({
      paths: { "/x": { psot: { responses: ok }, GET: { responses: ok }, "x-own": 1, summary: "X", servers: [], parameters: [] } },
    });
    expect(api.operations.map(({ method }) => method)).toEqual(["GET"]);
    expect(diagnostics.filter(({ code }) => code === "path-item-key-unknown")).toMatchObject([
      { severity: "warning", at: "api.yaml#/paths/~1x/psot", message: 'A path item has no "psot"; left out.' },
    ]);
  });

  it("without prose takes the path item's summary", () => {
    const { operation } = lowerOperation({ "/x": { summary: "Of the path.", get: { responses: ok } } });
    expect(operation.docs.summary).toBe("Of the path.");
  });

  it("comes in every method, 3.2's query and additional ones included, in the order of places", () => {
    const item = Object.fromEntries(
      ["trace", "get", "put", "post", "delete", "options", "head", "patch", "query"].map((method) => [method, { responses: ok }]),
    );
    const { api, codes } = lower(
      { paths: { "/x": { ...item, additionalOperations: { COPY: { responses: ok }, "B AD": {} }, servers: [], "x-y": {} } } },
      "3.2",
    );
    expect(api.operations.map((operation) => operation.method)).toEqual(["COPY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE"]);
    expect(codes).toEqual(["method-invalid"]);
  });

  it("is ordered by place, whatever the order in the document", () => {
    const paths = (keys: readonly string[]): JsonValue => Object.fromEntries(keys.map((key) => [key, { get: { operationId: key } }]));
    const ids = (keys: readonly string[]): readonly (string | null)[] => lower({ paths: paths(keys) }).api.operations.map((operation) => operation.id);
    expect(ids(["/b", "/a", "/A"])).toEqual(ids(["/A", "/a", "/b"]));
  });

  it("without an id has none; an id given twice is warned of", () => {
    const { api, codes } = lower({
      paths: { "/a": { get: {} }, "/b": { get: { operationId: " " } }, "/c": { get: { operationId: "same" }, put: { operationId: "same" } } },
    });
    expect(api.operations.map((operation) => operation.id)).toEqual([null, null, "same", "same"]);
    expect(codes).toEqual(["operation-id-duplicate"]);
  });

  const paths: readonly {
    readonly name: string;
    readonly key: string;
    readonly params: JsonValue;
    readonly want: readonly string[];
    readonly fixed?: JsonValue;
    readonly codes?: readonly string[];
  }[] = [
    { name: "a path parameter that isn't declared is taken as a string", key: "/{a}", params: [], want: ["path a!: string"], codes: ["path-param-undeclared"] },
    {
      name: "a variable with a framework's marks is the parameter of the bare name",
      key: "/{+a}/{b:int}/{c?}/{d+}",
      params: ["a", "b", "c", "d"].map((name) => ({ name, in: "path", schema: { type: "string" } })),
      want: ["path a!: string [reserved]", "path b!: string", "path c!: string", "path d!: string [segments]"],
    },
    {
      name: "a variable may say itself that it takes several segments",
      key: "/{a}",
      params: [{ name: "a", in: "path", schema: { type: "string" }, "x-multi-segment": true }],
      want: ["path a!: string [segments]"],
    },
    {
      name: "a path parameter that the template lacks is left out",
      key: "/x",
      params: [{ name: "a", in: "path", schema: {} }],
      want: [],
      codes: ["path-param-unused"],
    },
    {
      name: "pairs in the key are always sent",
      key: "/x?beta=true&v=2",
      params: [],
      want: [],
      fixed: [
        { name: "beta", value: "true" },
        { name: "v", value: "2" },
      ],
    },
    {
      name: "a parameter fixed in the key is no input",
      key: "/x?comp=list",
      params: [{ name: "comp", in: "query", schema: { enum: ["list"] } }],
      want: [],
      fixed: [{ name: "comp", value: "list" }],
    },
    {
      name: "a parameter in the key's query becomes a query parameter",
      key: "/x?id={id}",
      params: [{ name: "id", in: "path", schema: { type: "integer" } }],
      want: ["query id!: integer"],
    },
    {
      name: "a query parameter in the key's query stays one",
      key: "/x?id={id}",
      params: [{ name: "id", in: "query", schema: { type: "integer" } }],
      want: ["query id: integer"],
    },
    {
      name: "a fragment that repeats a declared header is left to it",
      key: "/#X-Target=A",
      params: [{ name: "X-Target", in: "header", schema: {} }],
      want: ["header X-Target: unknown"],
    },
    { name: "another fragment's pairs are sent in the query", key: "/#Action=List", params: [], want: [], fixed: [{ name: "Action", value: "List" }] },
  ];

  it.each(paths)("$name", ({ key, params, want, fixed, codes }) => {
    const { operation, codes: reported } = lowerOperation({ [key]: { get: { parameters: params } } });
    expect(operation.params.map(printParam)).toEqual(want);
    expect(operation.fixedQuery).toEqual(fixed ?? []);
    expect(reported).toEqual(codes ?? []);
  });

  it("takes its servers from itself, else from its path item", () => {
    const { api } = lower({
      servers: [{ url: "https://a" }],
      paths: { "/x": { servers: [{ url: "https://b" }], get: {}, put: { servers: [{ url: "https://c" }] } }, "/y": { get: {} } },
    });
    expect(api.operations.map((operation) => operation.servers.map((server) => server.url))).toEqual([["https://b"], ["https://c"], []]);
    expect(api.servers.map((server) => server.url)).toEqual(["https://a"]);
  });

  it("with a body on GET is kept with a warning, without one that says nothing", () => {
    const body = (schema: JsonValue): JsonValue => ({ content: { "application/json": { schema } } });
    const { api, codes } = lower({
      paths: {
        "/a": { get: { requestBody: body({ type: "object", properties: { q: {} } }) } },
        "/b": { get: { requestBody: body({ type: "object", properties: {} }) }, post: { requestBody: body({ type: "object" }) } },
      },
    });
    expect(api.operations.map((operation) => operation.body !== null)).toEqual([true, false, true]);
    expect(codes).toEqual(["body-on-get"]);
  });

  it("in a broken place is left out without spoiling the rest", () => {
    const { api, codes } = lower({
      paths: { "/a": null, "/b": "x", "/c": { get: "x", put: null, post: { responses: "x", parameters: "y", tags: 5, requestBody: "z" } }, d: { get: {} } },
    });
    expect(api.operations.map((operation) => `${operation.method} ${operation.path}`)).toEqual(["GET /d", "POST /c"]);
    expect(codes).toEqual(["node-invalid", "node-invalid", "node-invalid", "node-invalid", "path-without-slash"]);
  });
});

describe("a path item behind a reference", () => {
  it("is merged with the keys beside it, which win", () => {
    const { api } = lower(
      {
        paths: { "/x/{id}": { $ref: "items.yaml#/item", summary: "Beside.", parameters: [{ name: "extra", in: "query", schema: {} }] } },
      },
      "3.1",
      {
        "items.yaml": {
          item: { summary: "There.", parameters: [{ name: "id", in: "path", required: true, schema: { $ref: "#/Id" } }], get: { responses: ok } },
          Id: { type: "integer" },
        },
      },
    );
    const [operation] = api.operations;
    expect(operation?.params.map(printParam)).toEqual(["path id!: items.yaml#/Id".replace("items.yaml#/", ""), "query extra: unknown"]);
    expect(operation?.docs.summary).toBe("Beside.");
    expect(operation?.at).toBe("items.yaml#/item/get");
    expect(api.models.map((model) => `${model.name}: ${print(model.schema)}`)).toEqual(["Id: integer"]);
  });

  it("comes twice where two paths share it", () => {
    const { api, codes } = lower({ paths: { "/a": { get: { operationId: "g" } }, "/b": { $ref: "#/paths/~1a" } } });
    expect(api.operations.map((operation) => [operation.path, operation.id])).toEqual([
      ["/a", "g"],
      ["/b", "g"],
    ]);
    expect(codes).toEqual(["operation-id-duplicate"]);
  });
});
