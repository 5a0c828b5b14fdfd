import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/index.js";
import { lowerOne, lowerSchemas, modelOf } from "../openapi/lowered.js";

const table: readonly { readonly given: JsonValue; readonly want: string; readonly codes?: readonly string[]; readonly version?: "3.0" | "3.1" }[] = [
  { given: { type: "string", enum: ["a", "b"] }, want: '"a"|"b"' },
  { given: { enum: ["a", 1, true, null] }, want: '"a"|1|true|null' },
  { given: { enum: [[1], { a: 1 }] }, want: '[1]|{"a":1}' },
  { given: { const: "a" }, want: '"a"' },
  { given: { const: null }, want: "null" },
  { given: { const: { a: 1 } }, want: '{"a":1}' },
  { given: { type: "string", enum: ["a", "a", "b"] }, want: '"a"|"b"' },
  { given: { type: ["string", "null"], enum: ["a", null] }, want: '"a"|null' },
  { given: { type: ["string", "null"], enum: ["a"] }, want: '("a" | null)' },
  { given: { type: "string", nullable: true, enum: ["a"] }, want: '("a" | null)', version: "3.0" },
  { given: { type: "string", nullable: true, enum: ["a", null] }, want: '"a"|null', version: "3.0" },
  { given: { type: "string", enum: ["a", null] }, want: '"a"|null', codes: ["enum-type-mismatch"] },
  { given: { type: "string", enum: [1, true] }, want: '"1"|"true"', codes: ["enum-type-mismatch"] },
  { given: { type: "integer", enum: ["1", "x"] }, want: '1|"x"', codes: ["enum-type-mismatch"] },
  { given: { type: "boolean", enum: ["true"] }, want: "true", codes: ["enum-type-mismatch"] },
  { given: { type: "integer", enum: [1, 2] }, want: "1|2" },
  { given: { type: "string", enum: [] }, want: "string", codes: ["enum-invalid"] },
  { given: { type: "string", enum: "a" }, want: "string", codes: ["enum-invalid"] },
  { given: { type: "string", enum: null }, want: "string", codes: ["enum-invalid"] },
  { given: { type: "array", items: { type: "string" }, enum: ["a", "b"] }, want: '"a"|"b"[]', codes: ["enum-type-mismatch"] },
  { given: { type: "array", enum: [["a"], ["b"]] }, want: '["a"]|["b"]' },
  { given: { type: "string", enum: ["a"], "x-extensible-enum": true }, want: '"a"|...' },
  { given: { type: "string", "x-extensible-enum": ["a", "b"] }, want: '"a"|"b"|...' },
  { given: { type: "string", enum: ["a"], "x-ms-enum": { name: "E", modelAsString: true } }, want: '"a"|...' },
  { given: { type: "string", enum: ["a"], "x-ms-enum": { name: "E", modelAsString: false } }, want: '"a"' },
  { given: { type: "string", enum: ["a"], "x-speakeasy-unknown-values": "allow" }, want: '"a"|...' },
];

describe("an enum", () => {
  it.each(table)("$given means $want", ({ given, want, codes, version }) => {
    expect(lowerOne(given, version)).toEqual({ type: want, codes: codes ?? [] });
  });

  it("tells all values of another type at once", () => {
    const { diagnostics } = lowerSchemas({ It: { type: "integer", enum: ["1", "2", "x", "4"] } });
    expect(diagnostics.map(({ message }) => message)).toEqual([
      '4 of the enum\'s values are not of type integer: "1" (read as 1), "2" (read as 2), "x" (kept as it is) and 1 more.',
    ]);
  });

  const naming: readonly { readonly given: { readonly [key: string]: JsonValue }; readonly want: readonly (readonly [string | null, string | null])[] }[] = [
    {
      given: { "x-enum-varnames": ["A", "B"], "x-enum-descriptions": ["first", "second"] },
      want: [
        ["A", "first"],
        ["B", "second"],
      ],
    },
    {
      given: { "x-enumNames": ["A", "B"], "x-enumDescriptions": { "1": "first" } },
      want: [
        ["A", "first"],
        ["B", null],
      ],
    },
    {
      given: { "x-ms-enum": { values: [{ value: 2, name: "B", description: "second" }] } },
      want: [
        [null, null],
        ["B", "second"],
      ],
    },
    {
      given: { "x-fern-enum": { "1": { name: "A", description: "first" } } },
      want: [
        ["A", "first"],
        [null, null],
      ],
    },
    {
      given: { "x-speakeasy-enums": { "1": "A", "2": "B" } },
      want: [
        ["A", null],
        ["B", null],
      ],
    },
    {
      given: {},
      want: [
        [null, null],
        [null, null],
      ],
    },
  ];

  it.each(naming)("names and describes its values from $given", ({ given, want }) => {
    const { api, codes } = lowerSchemas({ It: { type: "integer", enum: [1, 2], ...given } });
    const schema = modelOf(api, "It");
    expect(schema.kind === "literal" && schema.members.map((member) => [member.name, member.docs])).toEqual(want);
    expect(codes).toEqual([]);
  });

  it("warns where names and values don't match in number, and uses those there are", () => {
    const { api, codes } = lowerSchemas({ It: { enum: ["a", "b"], "x-enum-varnames": ["A"] } });
    expect(codes).toEqual(["enum-names-mismatch"]);
    expect(modelOf(api, "It")).toMatchObject({ members: [{ name: "A" }, { name: null }] });
  });

  it("knows what its values are values of", () => {
    const { api } = lowerSchemas({ A: { enum: ["a", null] }, B: { enum: [1, 2] }, C: { enum: [true] }, D: { enum: ["a", 1] } });
    expect(api.models.map((model) => model.schema.kind === "literal" && model.schema.base)).toEqual(["string", "number", "boolean", "mixed"]);
  });
});
