import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/index.js";
import { lowerOne, lowerSchemas, modelOf, printModel } from "../openapi/lowered.js";

const others = {
  A: { type: "object", properties: { a: { type: "string" }, shared: { type: "integer", description: "As A says." } } },
  B: { type: "object", properties: { b: { type: "string" } }, additionalProperties: false },
  Deep: { allOf: [{ $ref: "#/components/schemas/A" }, { type: "object", properties: { d: { type: "boolean" } } }] },
  Text: { type: "string" },
  Sure: { type: "object", properties: { s: { type: "string" } }, required: ["s"] },
};
const a = { $ref: "#/components/schemas/A" };
const b = { $ref: "#/components/schemas/B" };
const text = { $ref: "#/components/schemas/Text" };
const p = (name: string, schema: JsonValue = { type: "string" }): JsonValue => ({ type: "object", properties: { [name]: schema } });

const table: readonly { readonly given: JsonValue; readonly want: string; readonly codes?: readonly string[]; readonly version?: "3.0" | "3.1" }[] = [
  // One part, with remarks or without: the part itself.
  { given: { allOf: [a] }, want: "A" },
  { given: { allOf: [a], description: "x", title: "y" }, want: "A" },
  { given: { allOf: [a], nullable: true }, want: "(A | null)", version: "3.0" },
  { given: { allOf: [a, { nullable: true }] }, want: "(A | null)", version: "3.0" },
  { given: { allOf: [text, { maxLength: 5 }] }, want: "Text" },
  { given: { allOf: [a, {}, true, { description: "x" }, { example: 1 }] }, want: "A" },
  { given: { allOf: [a, a] }, want: "A" },
  { given: { allOf: [{ type: "string" }] }, want: "string" },
  { given: { allOf: [] }, want: "unknown" },
  { given: { allOf: [], type: "object", properties: { x: {} } }, want: "{x?: unknown}" },
  // Inline objects become one.
  { given: { allOf: [p("x"), p("y")] }, want: "{x?: string, y?: string}" },
  { given: { allOf: [p("x")], properties: { y: {} } }, want: "{x?: string, y?: unknown}" },
  { given: { allOf: [p("x"), { allOf: [p("y"), p("z")] }] }, want: "{x?: string, y?: string, z?: string}" },
  { given: { allOf: [p("x"), { type: "object", additionalProperties: false }] }, want: "{|x?: string|}" },
  { given: { allOf: [p("x"), { type: "object", additionalProperties: { type: "integer" } }] }, want: "{x?: string, [*]: integer}" },
  {
    given: {
      allOf: [
        { type: "object", patternProperties: { "^a": {} } },
        { type: "object", patternProperties: { "^b": {} } },
      ],
    },
    want: "{<^a>: unknown, <^b>: unknown}",
  },
  // References stay.
  { given: { allOf: [a, p("x")] }, want: "(A & {x?: string})" },
  { given: { allOf: [a, b] }, want: "(A & B)" },
  { given: { allOf: [p("x"), a, p("y"), b] }, want: "(A & B & {x?: string, y?: string})" },
  { given: { allOf: [a], type: "object", properties: { x: {} } }, want: "(A & {x?: unknown})" },
  { given: { allOf: [a, { type: "object" }] }, want: "A" },
  { given: { allOf: [a, { type: "object", additionalProperties: true }] }, want: "(A & {[*]: unknown})" },
  { given: { allOf: [a, p("x")], nullable: true }, want: "((A & {x?: string}) | null)", version: "3.0" },
  // Required names.
  { given: { allOf: [p("x"), { required: ["x"] }] }, want: "{x: string}" },
  { given: { allOf: [p("x")], required: ["x"] }, want: "{x: string}" },
  { given: { allOf: [a, { required: ["a"] }] }, want: "(A & {a: string})" },
  { given: { allOf: [a], required: ["a", "shared"] }, want: "(A & {a: string, shared: integer})" },
  { given: { allOf: [{ $ref: "#/components/schemas/Deep" }], required: ["a", "d"] }, want: "(Deep & {a: string, d: boolean})" },
  { given: { allOf: [a, { required: ["nowhere"] }] }, want: "(A & {nowhere: unknown})" },
  { given: { allOf: [a, { type: "object", properties: { x: {} }, required: ["a", "x"] }] }, want: "(A & {x: unknown, a: string})" },
  { given: { allOf: [a, { type: "object", properties: { x: {} } }], required: ["a"] }, want: "(A & {x?: unknown, a: string})" },
  { given: { allOf: [{ $ref: "#/components/schemas/Sure" }, { required: ["s"] }] }, want: "Sure" },
  {
    given: { oneOf: [{ $ref: "#/components/schemas/Sure" }, { ...(p("s") as object), required: ["s"] }], required: ["s"], properties: { x: {} } },
    want: "({x?: unknown} & (Sure | {s: string}))",
  },
  {
    given: { oneOf: [p("s"), p("s", { type: "integer" }), p("x")], required: ["s"], properties: { o: {} } },
    want: "({o?: unknown} & ({s: string} | {s: integer} | {x?: string, s: unknown}))",
  },
  { given: { oneOf: [p("s"), p("t")], required: ["n"], properties: { o: {} } }, want: "({o?: unknown, n: unknown} & ({s?: string} | {t?: string}))" },
  { given: { oneOf: [p("s"), p("t")], required: ["s"], properties: { s: {} } }, want: "({s: unknown} & ({s?: string} | {t?: string}))" },
  { given: { oneOf: [{ $ref: "#/components/schemas/Sure" }, a], required: ["s"], properties: { x: {} } }, want: "({x?: unknown, s: unknown} & (Sure | A))" },
  { given: { oneOf: [a, b], type: "object", additionalProperties: false }, want: "(A | B)" },
  { given: { allOf: [a], additionalProperties: false }, want: "A" },
  // The same property twice.
  { given: { allOf: [p("x"), p("x")] }, want: "{x?: string}" },
  { given: { allOf: [p("x", {}), p("x")] }, want: "{x?: string}" },
  { given: { allOf: [p("x"), p("x", { enum: ["u", "v"] })] }, want: '{x?: "u"|"v"}' },
  { given: { allOf: [p("x", { enum: ["u", "v"] }), p("x", { enum: ["v", "w"] })] }, want: '{x?: "v"}' },
  { given: { allOf: [p("x", { type: "number" }), p("x", { type: "integer" })] }, want: "{x?: integer}" },
  { given: { allOf: [p("x"), p("x", { type: "integer" })] }, want: "{x?: never}" },
  { given: { allOf: [p("x", p("y")), p("x", p("z"))] }, want: "{x?: {y?: string, z?: string}}" },
  { given: { allOf: [p("x", a), p("x", p("z"))] }, want: "{x?: (A & {z?: string})}" },
  { given: { allOf: [p("x", { type: ["string", "null"] }), p("x")] }, want: "{x?: string}" },
  { given: { allOf: [p("x", { type: ["string", "null"] }), p("x", { type: ["string", "null"] })] }, want: "{x?: (string | null)}" },
  { given: { allOf: [p("x", { type: "array", items: {} }), p("x", { type: "array", items: { type: "string" } })] }, want: "{x?: string[]}" },
  { given: { allOf: [p("x", { type: ["string", "integer"] }), p("x")] }, want: "{x?: string}" },
  { given: { allOf: [p("x", { type: "string", format: "uuid" }), p("x")] }, want: "{x?: string(uuid)}" },
  // Null.
  { given: { allOf: [{ type: "object", nullable: true, properties: { x: {} } }, p("y")] }, want: "{x?: unknown, y?: string}", version: "3.0" },
  {
    given: {
      allOf: [
        { type: ["object", "null"], properties: { x: {} } },
        { type: ["object", "null"], properties: { y: {} } },
      ],
    },
    want: "({x?: unknown, y?: unknown} | null)",
  },
  // Unions among the parts.
  { given: { allOf: [a, { oneOf: [b, p("x")] }] }, want: "(A & (B | {x?: string}))" },
  { given: { allOf: [p("x"), { anyOf: [a, b] }] }, want: "({x?: string} & (A | B))" },
  { given: { allOf: [{ oneOf: [a, b] }, { oneOf: [p("x"), p("y")] }] }, want: "((A | B) & ({x?: string} | {y?: string}))" },
  { given: { allOf: [{ oneOf: [a, { type: "null" }] }, p("x")] }, want: "({x?: string} & (A | null))" },
  { given: { allOf: [a, { anyOf: [{ required: ["a"] }, { required: ["shared"] }] }] }, want: "A" },
  // Scalars.
  { given: { allOf: [{ type: "string" }, { enum: ["x", 1] }] }, want: '"x"' },
  { given: { type: "string", allOf: [{ maxLength: 3 }] }, want: "string" },
  { given: { allOf: [{ type: "string" }, { type: "integer" }] }, want: "never", codes: ["allof-contradiction"] },
  { given: { allOf: [{ type: "string" }, p("x")] }, want: "never", codes: ["allof-contradiction"] },
  { given: { allOf: [{ type: "array", items: {} }, p("x")] }, want: "never", codes: ["allof-contradiction"] },
  { given: { allOf: [a, false] }, want: "never" },
  { given: { allOf: [text, { type: "string", minLength: 1 }] }, want: "Text" },
  { given: { allOf: [text], enum: ["x"] }, want: '"x"' },
  { given: { allOf: [a], enum: [{ a: "x" }] }, want: '(A & {"a":"x"})' },
  // Broken parts.
  { given: { allOf: [a, null] }, want: "A", codes: ["schema-invalid"] },
  { given: { allOf: { $ref: "#/components/schemas/A" } }, want: "A", codes: ["schema-invalid"] },
  { given: { allOf: "x", type: "string" }, want: "string", codes: ["schema-invalid"] },
  // What no type says.
  { given: { not: {} }, want: "never" },
  { given: { type: "string", not: { enum: ["x"] } }, want: "string" },
  { given: { type: "string", not: { pattern: "x" } }, want: "string", codes: ["schema-negation-widened"] },
  { given: { ...{ type: "object", properties: { x: {} } }, if: { required: ["x"] }, else: {} }, want: "{x?: unknown}", codes: ["schema-condition-widened"] },
  { given: { type: "object", properties: { x: {} }, dependentSchemas: {} }, want: "{x?: unknown}", codes: ["schema-condition-widened"] },
];

describe("allOf", () => {
  it.each(table)("$given means $want", ({ given, want, codes, version }) => {
    expect(lowerOne(given, version, others)).toEqual({ type: want, codes: codes ?? [] });
  });

  it("keeps what its parts say besides their shape, the whole's own word first", () => {
    const { api } = lowerSchemas({
      It: {
        description: "Whole.",
        allOf: [
          { type: "string", description: "Part.", maxLength: 5, default: "x" },
          { minLength: 1, maxLength: 9 },
        ],
        title: "T",
      },
    });
    expect(api.models[0]?.docs.description).toBe("Whole.");
    expect(modelOf(api, "It").meta).toMatchObject({
      title: "T",
      default: { value: "x" },
      limits: [
        { rule: "maxLength", value: 5 },
        { rule: "minLength", value: 1 },
      ],
    });
  });

  it("takes over the docs of a field that it makes required", () => {
    const { api } = lowerSchemas({ ...others, It: { allOf: [a, { required: ["shared"] }] } });
    expect(modelOf(api, "It")).toMatchObject({ of: [{ kind: "ref" }, { fields: [{ name: "shared", required: true, docs: { description: "As A says." } }] }] });
  });

  it("counts what stands beside a reference from 3.1 on, and only prose before", () => {
    const beside = { ...a, properties: { x: { type: "string" } }, description: "Told." };
    expect(lowerOne(beside, "3.1", others).type).toBe("(A & {x?: string})");
    expect(lowerOne(beside, "3.0", others).type).toBe("A");
    expect(lowerOne({ ...a, nullable: true }, "3.1", others).type).toBe("(A | null)");
    expect(lowerOne({ type: "array", items: { ...a, description: "Told." } }, "3.0", others).type).toBe("A[]");
    const { api } = lowerSchemas({ ...others, It: { type: "array", items: { ...a, description: "Told." } } }, "3.0");
    expect(modelOf(api, "It")).toMatchObject({ items: { kind: "ref", meta: { docs: { description: "Told." } } } });
    expect(printModel(api, "It")).toBe("A[]");
  });
});
