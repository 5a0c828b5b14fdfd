import { describe, expect, it } from "@jest/globals";
import {
  allSchema,
  arraySchema,
  childrenOf,
  field,
  literalOf,
  nullSchema,
  numberSchema,
  objectSchema,
  refSchema,
  type Schema,
  schemasOf,
  schemasOfExchange,
  stringSchema,
  unionSchema,
  walkSchema,
} from "../../../generator/ir/index.js";
import { lower } from "../openapi/lowered.js";

const kinds = (schema: Schema): readonly string[] => {
  const found: string[] = [];
  walkSchema(schema, (each) => found.push(each.kind));
  return found;
};

describe("walking a schema", () => {
  const open: Schema = { ...objectSchema("x", [field("a", stringSchema(), true)], numberSchema(true)), patterns: [{ pattern: "^x", schema: nullSchema() }] };
  const table: readonly { readonly given: Schema; readonly want: readonly string[] }[] = [
    { given: stringSchema(), want: ["string"] },
    { given: arraySchema(unionSchema("x", [stringSchema(), refSchema("A")])), want: ["array", "union", "string", "ref"] },
    { given: open, want: ["object", "string", "null", "number"] },
    { given: objectSchema("x", [], false), want: ["object"] },
    { given: allSchema("x", [refSchema("A"), open]), want: ["all", "ref", "object", "string", "null", "number"] },
    { given: { kind: "tuple", items: [stringSchema(), literalOf([1])], min: 2, rest: false, meta: null }, want: ["tuple", "string", "literal"] },
    { given: { kind: "tuple", items: [stringSchema()], min: 1, rest: nullSchema(), meta: null }, want: ["tuple", "string", "null"] },
  ];

  it.each(table)("visits $want, outermost first", ({ given, want }) => {
    expect(kinds(given)).toEqual(want);
    expect(childrenOf(given).flatMap(kinds)).toEqual(want.slice(1));
  });

  it("keeps its own stack", () => {
    let deep: Schema = stringSchema();
    for (let level = 0; level < 50_000; level++) deep = arraySchema(deep);
    expect(kinds(deep)).toHaveLength(50_001);
  });
});

describe("the schemas of an Api", () => {
  const json = (type: string): { readonly content: { readonly [key: string]: object } } => ({ content: { "application/json": { schema: { type } } } });
  const { api } = lower({
    components: { schemas: { M: { type: "null" } } },
    paths: {
      "/x": {
        post: {
          parameters: [{ name: "p", in: "query", schema: { type: "string" } }],
          requestBody: {
            content: {
              "multipart/form-data": { schema: { type: "object" }, encoding: { a: { headers: { H: { schema: { type: "boolean" } } } } } },
              "application/jsonl": { itemSchema: { type: "array", items: {} } },
            },
          },
          responses: { "200": { headers: { R: { schema: { type: "integer" } } }, ...json("number") }, "204": {} },
          callbacks: { c: { "{$url}": { post: { requestBody: json("boolean") } } } },
        },
      },
    },
    webhooks: { w: { post: { requestBody: json("string") } } },
  } as never); // a document, written with helpers whose types are wider than JsonValue

  it("are those of its models, operations and webhooks", () => {
    expect(schemasOf(api).map((schema) => schema.kind)).toEqual(["null", "string", "object", "boolean", "array", "number", "number", "boolean", "string"]);
  });

  it("of one operation include its callbacks", () => {
    const [operation] = api.operations;
    expect(operation && schemasOfExchange(operation).map((schema) => schema.kind)).toEqual([
      "string",
      "object",
      "boolean",
      "array",
      "number",
      "number",
      "boolean",
    ]);
  });
});
