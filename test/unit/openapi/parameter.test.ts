import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/index.js";
import { lowerOperation, printParam } from "./lowered.js";

const text = { type: "string" };
const list = { type: "array", items: text };

const table: readonly { readonly given: JsonValue; readonly want: readonly string[]; readonly codes?: readonly string[] }[] = [
  { given: { name: "a", in: "query", schema: text }, want: ["query a: string"] },
  { given: { name: "a", in: "query", required: true, schema: list, explode: false }, want: ["query a!: string[] [form]"] },
  { given: { name: "a", in: "query", schema: list, style: "spaceDelimited" }, want: ["query a: string[] [space]"] },
  { given: { name: "a", in: "query", schema: list, style: "pipeDelimited", explode: true }, want: ["query a: string[] [pipe*]"] },
  { given: { name: "a", in: "query", schema: { type: "object" }, style: "deepObject", explode: true }, want: ["query a: {} [deepObject*]"] },
  { given: { name: "a", in: "query", schema: text, allowReserved: true, allowEmptyValue: true }, want: ["query a: string [reserved empty]"] },
  { given: { name: "a", in: "query", schema: text, "x-ms-skip-url-encoding": true }, want: ["query a: string [reserved]"] },
  { given: { name: "a", in: "query", schema: text, "x-multi-segment": true }, want: ["query a: string"] },
  { given: { name: "X-A", in: "header", schema: list, explode: true }, want: ["header X-A: string[] [simple*]"] },
  { given: { name: "sid", in: "cookie", schema: text }, want: ["cookie sid: string"] },
  { given: { name: "sid", in: "cookie", schema: text, style: "cookie" }, want: ["cookie sid: string [cookie*]"] },
  {
    given: { name: "q", in: "querystring", content: { "application/x-www-form-urlencoded": { schema: { type: "object" } } } },
    want: ["querystring q: {} [application/x-www-form-urlencoded]"],
  },
  { given: { name: "a", in: "query", content: { "application/json": { schema: { type: "object" } } } }, want: ["query a: {} [application/json]"] },
  { given: { name: "a", in: "query", content: { "application/json": {} } }, want: ["query a: unknown [application/json]"] },
  { given: { name: "accept", in: "header", schema: text }, want: [] },
  { given: { name: "Content-Type", in: "header", schema: text }, want: [] },
  { given: { name: "AUTHORIZATION", in: "header", schema: text }, want: [] },
  { given: { name: "a", in: "query" }, want: ["query a: unknown"], codes: ["param-without-schema"] },
  { given: { name: "a", in: "query", type: "integer" }, want: ["query a: integer"], codes: ["param-without-schema"] },
  { given: { name: "a", in: "query", schema: null }, want: ["query a: unknown"], codes: ["schema-invalid"] },
  { given: { name: "a", in: "query", schema: text, style: "simple" }, want: ["query a: string"], codes: ["style-invalid"] },
  { given: { name: "a", in: "header", schema: text, style: "form" }, want: ["header a: string"], codes: ["style-invalid"] },
  { given: { name: "a", in: "query", schema: text, style: 5 }, want: ["query a: string"], codes: ["style-invalid"] },
  { given: { in: "query", schema: text }, want: [], codes: ["param-invalid"] },
  { given: { name: "a", in: "nowhere", schema: text }, want: [], codes: ["param-invalid"] },
  { given: { name: "a", schema: text }, want: [], codes: ["param-invalid"] },
  { given: null, want: [], codes: ["node-invalid"] },
  { given: { name: 7, in: "query", schema: text }, want: ["query 7: string"] },
];

describe("a parameter", () => {
  it.each(table)("$given is lowered to $want", ({ given, want, codes }) => {
    const { operation, codes: reported } = lowerOperation({ "/x": { get: { parameters: [given] } } }, {}, "3.2");
    expect(operation.params.map(printParam)).toEqual(want);
    expect(reported).toEqual(codes ?? []);
  });

  it("in the path is required, and styled simple, label or matrix", () => {
    const param = (name: string, style?: string): JsonValue => ({ name, in: "path", schema: list, ...(style === undefined ? {} : { style, explode: true }) });
    const { operation } = lowerOperation({ "/{a}/{b}/{c}": { get: { parameters: [param("c", "matrix"), param("b", "label"), param("a")] } } });
    expect(operation.params.map(printParam)).toEqual(["path a!: string[]", "path b!: string[] [label*]", "path c!: string[] [matrix*]"]);
  });

  it("of the operation overrides the path item's of the same name and place; headers whatever their case", () => {
    const { operation } = lowerOperation({
      "/x": {
        parameters: [
          { name: "a", in: "query", schema: text },
          { name: "a", in: "header", schema: text },
          { name: "b", in: "query", schema: text },
        ],
        get: {
          parameters: [
            { name: "A", in: "header", schema: { type: "boolean" } },
            { name: "a", in: "query", schema: { type: "integer" }, required: true },
          ],
        },
      },
    });
    expect(operation.params.map(printParam)).toEqual(["query a!: integer", "header A: boolean", "query b: string"]);
  });

  it("behind a reference keeps the place where it is written, and is lowered once", () => {
    const { api } = lowerOperation(
      { "/x": { get: { parameters: [{ $ref: "#/components/parameters/Page" }] }, put: { parameters: [{ $ref: "#/components/parameters/Page" }] } } },
      {
        components: {
          parameters: {
            Page: { name: "page", in: "query", schema: { type: "integer", description: "From the schema." }, example: 2, "x-ms-client-name": "pageNumber" },
          },
        },
      },
    );
    const [first, second] = api.operations.map((operation) => operation.params[0]);
    expect(first).toBe(second);
    expect(first).toMatchObject({
      at: "api.yaml#/components/parameters/Page",
      docs: { description: "From the schema.", examples: [2] },
      extensions: [{ key: "x-ms-client-name", value: "pageNumber" }],
    });
  });

  it("that leads nowhere is left out", () => {
    const { operation } = lowerOperation({ "/x": { get: { parameters: [{ $ref: "#/components/parameters/Nope" }] } } });
    expect(operation.params).toEqual([]);
  });
});
