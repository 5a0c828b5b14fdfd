import { describe, expect, it } from "@jest/globals";
import {
  arraySchema,
  binarySchema,
  field,
  literalOf,
  nullSchema,
  numberSchema,
  objectSchema,
  refSchema,
  type Schema,
  stringSchema,
  unionSchema,
  unknownSchema,
} from "../../../generator/ir/index.js";
import { intersect } from "../../../generator/schema/intersect.js";
import { print } from "../openapi/lowered.js";

const union = (...of: readonly Schema[]): Schema => unionSchema("x", of);
const object = (name: string): Schema => objectSchema("x", [field(name, stringSchema(), false)]);
const tagged = (): Schema => ({ ...unionSchema("x", [refSchema("#/A"), object("k")]), tag: { field: "k", values: [["a"], ["b"]] } });

const table: readonly { readonly a: () => Schema; readonly b: () => Schema; readonly want: string }[] = [
  { a: unknownSchema, b: () => stringSchema(), want: "string" },
  { a: () => refSchema("#/A"), b: () => refSchema("#/A"), want: "A" },
  { a: () => refSchema("#/A"), b: () => refSchema("#/B"), want: "(A & B)" },
  { a: () => stringSchema(), b: () => stringSchema("uuid"), want: "string(uuid)" },
  { a: () => numberSchema(false), b: () => numberSchema(true, "int32"), want: "integer(int32)" },
  { a: binarySchema, b: binarySchema, want: "binary" },
  {
    a: () => union(stringSchema(), union(refSchema("#/A"), nullSchema())),
    b: () => union(stringSchema(), union(refSchema("#/B"), nullSchema())),
    want: "((string | (A | null)) & (string | (B | null)))",
  },
  { a: nullSchema, b: () => union(stringSchema(), nullSchema()), want: "null" },
  { a: () => union(stringSchema(), nullSchema()), b: nullSchema, want: "null" },
  { a: () => union(stringSchema(), nullSchema()), b: () => union(stringSchema("uuid"), nullSchema()), want: "(string(uuid) | null)" },
  { a: () => union(stringSchema(), nullSchema()), b: () => stringSchema(), want: "string" },
  { a: () => union(stringSchema(), numberSchema(false), nullSchema()), b: () => union(numberSchema(true)), want: "integer" },
  { a: () => union(stringSchema(), numberSchema(false)), b: () => numberSchema(true), want: "integer" },
  { a: () => union(stringSchema(), arraySchema(stringSchema())), b: () => numberSchema(true), want: "never" },
  { a: () => union(stringSchema(), refSchema("#/A")), b: () => stringSchema(), want: "((string | A) & string)" },
  { a: () => stringSchema(), b: () => union(stringSchema("uuid"), stringSchema("uri")), want: "(string(uuid) | string(uri))" },
  { a: () => literalOf(["a", 1, true, null, [1], {}]), b: () => stringSchema(), want: '"a"' },
  { a: () => literalOf(["a", 1]), b: () => numberSchema(false), want: "1" },
  { a: () => literalOf([true, 1]), b: () => ({ kind: "boolean", meta: null }), want: "true" },
  { a: () => literalOf([[1], {}]), b: () => arraySchema(unknownSchema()), want: "[1]" },
  { a: () => literalOf([[1], {}]), b: () => object("a"), want: "{}" },
  { a: () => literalOf(["a"]), b: binarySchema, want: '"a"' },
  { a: () => literalOf(["a", "b"]), b: () => literalOf(["b", "c"]), want: '"b"' },
  { a: () => literalOf(["a"]), b: () => literalOf(["b"]), want: "never" },
  { a: () => union(literalOf(["a"]), numberSchema(true)), b: () => literalOf(["a", 1]), want: '("a" | 1)' },
  { a: () => literalOf(["a"]), b: () => union(stringSchema(), refSchema("#/A")), want: '("a" & (string | A))' },
  { a: () => stringSchema(), b: tagged, want: "(string & (A | {k?: string})<k: a / b>)" },
  { a: () => object("a"), b: () => union(object("b"), stringSchema()), want: "({a?: string} & ({b?: string} | string))" },
  { a: () => arraySchema(stringSchema()), b: () => arraySchema(literalOf(["a"])), want: '"a"[]' },
  { a: () => object("a"), b: () => object("b"), want: "{a?: string, b?: string}" },
  { a: () => object("a"), b: () => stringSchema(), want: "never" },
  {
    a: () => ({ kind: "tuple", items: [stringSchema()], min: 1, rest: false, meta: null }),
    b: () => arraySchema(stringSchema()),
    want: "([string] & string[])",
  },
  { a: () => stringSchema(), b: () => ({ kind: "never", meta: null }), want: "never" },
];

describe("what two schemas both allow", () => {
  it.each(table.map(({ a, b, want }) => ({ a: print(a()), b: print(b()), want, result: print(intersect(a(), b(), "x")) })))(
    "of $a and $b is $want",
    ({ result, want }) => {
      expect(result).toBe(want);
    },
  );

  it("keeps the remarks of both", () => {
    const limited = (rule: string): Schema => ({
      ...stringSchema(),
      meta: {
        docs: { summary: null, description: rule, deprecated: false, deprecation: null, examples: [], link: null },
        title: null,
        default: null,
        limits: [{ rule, value: 1 }],
        xml: null,
        content: null,
      },
    });
    expect(intersect(limited("minLength"), limited("maxLength"), "x").meta).toMatchObject({
      docs: { description: "maxLength" },
      limits: [{ rule: "maxLength" }, { rule: "minLength" }],
    });
  });
});
