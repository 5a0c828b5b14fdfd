import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/index.js";
import { lowerOne, lowerSchemas, modelOf } from "../openapi/lowered.js";

const others = { A: { type: "object", properties: { a: { type: "string" } } }, B: { type: "object", properties: { b: { type: "string" } } } };
const a = { $ref: "#/components/schemas/A" };
const b = { $ref: "#/components/schemas/B" };

const table: readonly { readonly given: JsonValue; readonly want: string; readonly codes?: readonly string[]; readonly version?: "3.0" | "3.1" }[] = [
  { given: { oneOf: [a, b] }, want: "(A | B)" },
  { given: { anyOf: [a, b] }, want: "(A | B)" },
  { given: { oneOf: [a, b, a] }, want: "(A | B)" },
  { given: { oneOf: [a] }, want: "A" },
  { given: { oneOf: [a, { type: "null" }] }, want: "(A | null)" },
  { given: { oneOf: [a, b], nullable: true }, want: "(A | B | null)", version: "3.0" },
  { given: { anyOf: [a, { nullable: true }] }, want: "(A | null)", version: "3.0" },
  { given: { oneOf: [{ allOf: [a], nullable: true }, b] }, want: "(A | null | B)", version: "3.0" },
  { given: { oneOf: [{ type: "string" }, { type: "integer" }] }, want: "(string | integer)" },
  { given: { anyOf: [{ type: "string" }, {}] }, want: "unknown" },
  { given: { anyOf: [{ type: "string" }, false] }, want: "string" },
  { given: { anyOf: [false] }, want: "never" },
  { given: { anyOf: [{ type: "string" }, { type: "string" }] }, want: "string" },
  {
    given: {
      anyOf: [
        { type: "string", format: "uri" },
        { type: "string", format: "email" },
      ],
    },
    want: "(string(uri) | string(email))",
  },
  { given: { anyOf: [{ type: "string" }, { type: "string", enum: ["x", "y"] }] }, want: '"x"|"y"|...' },
  { given: { oneOf: [{ const: "x" }, { const: "y" }] }, want: '"x"|"y"' },
  { given: { anyOf: [{ type: "string", enum: ["x"] }, { type: "integer" }] }, want: '("x" | integer)' },
  { given: { anyOf: [{ type: "string", minLength: 3 }, { enum: ["x"] }] }, want: '(string | "x")' },
  { given: { oneOf: [] }, want: "unknown", codes: ["union-empty"] },
  { given: { type: "string", anyOf: "x" }, want: "string", codes: ["union-empty"] },
  { given: { type: "object", oneOf: [a, b] }, want: "(A | B)" },
  { given: { type: "object", properties: { c: {} }, oneOf: [a, b] }, want: "({c?: unknown} & (A | B))" },
  { given: { type: "object", properties: { c: {} }, oneOf: [a, { type: "object", properties: { d: {} } }] }, want: "({c?: unknown} & (A | {d?: unknown}))" },
  { given: { oneOf: [{ anyOf: [a, b] }, { type: "string" }, { type: "null" }] }, want: "(A | B | string | null)" },
  { given: { oneOf: [{ anyOf: [a, b], description: "x" }, { type: "null" }] }, want: "(A | B | null)" },
  { given: { oneOf: [a, b], anyOf: [a, b] }, want: "((A | B) & (A | B))" },
  { given: { type: "string", oneOf: [{ enum: ["x"] }, { enum: ["y"] }] }, want: '"x"|"y"' },
  { given: { type: "string", anyOf: [{ format: "uri" }, { pattern: "^x" }] }, want: "string" },
  { given: { type: ["string", "null"], anyOf: [{ enum: ["x"] }, { type: "null" }] }, want: '("x" | null)' },
  { given: { type: "object", properties: { a: {}, b: {} }, anyOf: [{ required: ["a"] }, { required: ["b"] }] }, want: "{a?: unknown, b?: unknown}" },
  { given: { oneOf: [{ type: "array", items: a }, a] }, want: "(A[] | A)" },
];

describe("oneOf and anyOf", () => {
  it.each(table)("$given mean $want", ({ given, want, codes, version }) => {
    expect(lowerOne(given, version, others)).toEqual({ type: want, codes: codes ?? [] });
  });

  it("keep names and descriptions of annotated values", () => {
    const { api } = lowerSchemas({ It: { oneOf: [{ const: "x", title: "Ex", description: "An x." }, { const: "y" }] } });
    expect(modelOf(api, "It")).toMatchObject({
      members: [
        { value: "x", name: "Ex", docs: "An x." },
        { value: "y", name: null, docs: null },
      ],
    });
  });

  it("that only require names are noted as a limit", () => {
    const { api } = lowerSchemas({ It: { type: "object", properties: { a: {}, b: {} }, oneOf: [{ required: ["a"] }, { required: ["b"] }] } });
    expect(modelOf(api, "It").meta?.limits).toEqual([{ rule: "oneOf", value: [["a"], ["b"]] }]);
  });
});
