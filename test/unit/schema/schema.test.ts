import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/index.js";
import { lowerOne, lowerSchemas, modelOf } from "../openapi/lowered.js";

const table: readonly { readonly given: JsonValue; readonly want: string; readonly codes?: readonly string[]; readonly version?: "2.0" | "3.0" | "3.1" }[] = [
  { given: {}, want: "unknown" },
  { given: true, want: "unknown" },
  { given: false, want: "never" },
  { given: { example: 1 }, want: "unknown" },
  { given: { description: "Anything." }, want: "unknown" },
  { given: { type: "string" }, want: "string" },
  { given: { type: "string", format: "date-time" }, want: "string(date-time)" },
  { given: { type: "string", format: "byte" }, want: "string(byte)" },
  { given: { type: "string", format: "binary" }, want: "string(binary)" },
  { given: { type: "integer", format: "int64" }, want: "integer(int64)" },
  { given: { type: "number", format: "int32" }, want: "integer(int32)" },
  { given: { type: "number" }, want: "number" },
  { given: { type: "boolean" }, want: "boolean" },
  { given: { type: "null" }, want: "null" },
  { given: { type: ["null"] }, want: "null" },
  { given: { type: ["string", "null"] }, want: "(string | null)" },
  { given: { type: ["string", "integer"] }, want: "(string | integer)" },
  { given: { type: ["string", "integer", "null"] }, want: "(string | integer | null)" },
  { given: { type: ["object", "array"], properties: { a: { type: "string" } }, items: { type: "string" } }, want: "({a?: string} | string[])" },
  { given: { type: "string", nullable: true }, want: "(string | null)", version: "3.0" },
  { given: { type: "string", "x-nullable": true }, want: "(string | null)", version: "2.0" },
  { given: { nullable: true }, want: "unknown", version: "3.0" },
  { given: { type: "array", items: { type: "string", nullable: true } }, want: "(string | null)[]", version: "3.0" },
  { given: { type: "file" }, want: "binary", version: "2.0" },
  { given: { contentMediaType: "application/octet-stream" }, want: "string(binary)" },
  { given: { type: "string", contentMediaType: "image/png" }, want: "string(binary)" },
  { given: { type: "string", contentMediaType: "image/png", contentEncoding: "base64" }, want: "string" },
  { given: { properties: { a: { type: "string" } } }, want: "{a?: string}" },
  { given: { items: { type: "string" } }, want: "string[]" },
  { given: { additionalProperties: { type: "string" } }, want: "{[*]: string}" },
  { given: { type: "int" }, want: "integer", codes: ["type-unknown"] },
  { given: { type: "any" }, want: "unknown", codes: ["type-unknown"] },
  { given: { type: "date" }, want: "string(date)", codes: ["type-unknown"] },
  { given: { type: "String" }, want: "string", codes: ["type-unknown"] },
  { given: { type: "string," }, want: "string", codes: ["type-unknown"] },
  { given: { type: "strnig" }, want: "unknown", codes: ["type-unknown"] },
  { given: { type: 5 }, want: "unknown", codes: ["type-unknown"] },
  { given: { type: ["string", 5] }, want: "string", codes: ["type-unknown"] },
  { given: { type: null }, want: "unknown", codes: ["type-unknown"] },
  { given: null, want: "unknown", codes: ["schema-invalid"] },
  { given: "string", want: "unknown", codes: ["schema-invalid"] },
  { given: [], want: "unknown", codes: ["schema-invalid"] },
];

describe("a schema", () => {
  it.each(table)("$given means $want", ({ given, want, codes, version }) => {
    expect(lowerOne(given, version)).toEqual({ type: want, codes: codes ?? [] });
  });

  it("keeps title, default, limits, xml and content on its meta", () => {
    const { api } = lowerSchemas({
      It: {
        type: "string",
        title: "Code",
        default: "x",
        minLength: 1,
        pattern: "^x",
        xml: { name: "code", attribute: true },
        contentEncoding: "base64",
        contentMediaType: "application/json",
      },
    });
    expect(modelOf(api, "It").meta).toEqual({
      docs: { summary: null, description: null, deprecated: false, deprecation: null, examples: [], link: null },
      title: "Code",
      default: { value: "x" },
      limits: [
        { rule: "minLength", value: 1 },
        { rule: "pattern", value: "^x" },
      ],
      xml: { name: "code", namespace: null, prefix: null, attribute: true, wrapped: false, text: false },
      content: { encoding: "base64", mediaType: "application/json", schema: null },
    });
  });

  it("keeps what a text holds, references inside followed", () => {
    const { api } = lowerSchemas({
      It: { type: "string", contentMediaType: "application/json", contentSchema: { $ref: "#/components/schemas/Held" } },
      Held: { type: "integer" },
    });
    const { content } = modelOf(api, "It").meta ?? {};
    expect(content).toMatchObject({ encoding: null, mediaType: "application/json", schema: { kind: "ref", model: expect.stringMatching(/Held$/) } });
  });

  it("tells a default of null from none", () => {
    const { api } = lowerSchemas({ A: { type: "string", default: null }, B: { type: "string" } });
    expect(modelOf(api, "A").meta?.default).toEqual({ value: null });
    expect(modelOf(api, "B").meta).toBeNull();
  });

  it("reads 3.0's boolean exclusiveMinimum as the bound itself", () => {
    const { api } = lowerSchemas({ It: { type: "integer", minimum: 5, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false } }, "3.0");
    expect(modelOf(api, "It").meta?.limits).toEqual([
      { rule: "exclusiveMinimum", value: 5 },
      { rule: "maximum", value: 9 },
    ]);
  });

  it("reads 3.2's nodeType as the older xml keywords", () => {
    const { api } = lowerSchemas({
      A: { type: "string", xml: { nodeType: "attribute" } },
      B: { type: "string", xml: { nodeType: "text" } },
      C: { type: "array", items: {}, xml: { nodeType: "element" } },
    });
    expect(["A", "B", "C"].map((name) => modelOf(api, name).meta?.xml)).toMatchObject([{ attribute: true }, { text: true }, { wrapped: true }]);
  });

  it("keeps its prose beside the model, the field or the item it describes", () => {
    const { api } = lowerSchemas({
      It: {
        type: "object",
        description: "A thing.",
        deprecated: true,
        externalDocs: { url: "https://example.com" },
        example: { a: 1 },
        properties: { a: { type: "string", description: "A field.", "x-deprecation-reason": "Use b.", examples: ["x", "y"] } },
      },
      List: { type: "array", items: { type: "string", description: "An item." } },
    });
    expect(api.models[0]).toMatchObject({
      docs: { description: "A thing.", deprecated: true, examples: [{ a: 1 }], link: { url: "https://example.com", description: null } },
      schema: {
        kind: "object",
        meta: null,
        fields: [{ docs: { description: "A field.", deprecation: "Use b.", examples: ["x", "y"] }, schema: { meta: null } }],
      },
    });
    expect(api.models[1]).toMatchObject({ schema: { kind: "array", items: { meta: { docs: { description: "An item." } } } } });
  });

  it("is cut off where it is nested deeper than any real one, with a diagnostic instead of a stack overflow", () => {
    let deep: JsonValue = { type: "string" };
    for (let level = 0; level < 10_000; level++) deep = { type: "array", items: deep };
    expect(lowerOne(deep).codes).toEqual(["nesting-too-deep"]);
    let allOf: JsonValue = { type: "object" };
    for (let level = 0; level < 10_000; level++) allOf = { allOf: [allOf] };
    expect(lowerOne(allOf).codes).toEqual(["nesting-too-deep"]);
  });
});
