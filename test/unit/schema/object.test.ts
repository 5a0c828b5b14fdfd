import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/index.js";
import { lower, lowerOne, lowerSchemas, printModel } from "../openapi/lowered.js";

const table: readonly { readonly given: JsonValue; readonly want: string; readonly codes?: readonly string[]; readonly version?: "3.0" | "3.1" }[] = [
  { given: { type: "object" }, want: "{}" },
  { given: { type: "object", properties: {} }, want: "{}" },
  { given: { type: "object", additionalProperties: true }, want: "{[*]: unknown}" },
  { given: { type: "object", additionalProperties: {} }, want: "{[*]: unknown}" },
  { given: { type: "object", additionalProperties: false }, want: "{||}" },
  { given: { type: "object", additionalProperties: { type: "integer" } }, want: "{[*]: integer}" },
  { given: { type: "object", unevaluatedProperties: false, properties: { a: {} } }, want: "{|a?: unknown|}" },
  { given: { type: "object", additionalProperties: { type: "string" }, unevaluatedProperties: false }, want: "{[*]: string}" },
  { given: { type: "object", properties: { a: { type: "string" }, b: { type: "integer" } }, required: ["a"] }, want: "{a: string, b?: integer}" },
  { given: { type: "object", properties: { a: { type: "string" } }, required: ["a", "b"] }, want: "{a: string, b: unknown}" },
  { given: { type: "object", required: ["b"], additionalProperties: { type: "string" } }, want: "{b: string, [*]: string}" },
  { given: { type: "object", required: ["b", "b"], additionalProperties: false }, want: "{|b: unknown|}" },
  { given: { type: "object", properties: { a: { type: "string" } }, required: [1, null] }, want: "{a?: string}" },
  { given: { type: "object", properties: { a: { type: "string", required: true } }, required: true }, want: "{a: string}", version: "3.0" },
  { given: { type: "object", properties: { a: { type: "string" } }, required: "a" }, want: "{a?: string}", codes: ["schema-invalid"] },
  { given: { type: "object", patternProperties: { "^x-": { type: "string" } }, properties: { a: { type: "integer" } } }, want: "{a?: integer, <^x->: string}" },
  { given: { type: "object", properties: { a: null } }, want: "{a?: unknown}", codes: ["schema-invalid"] },
  { given: { type: "object", properties: null }, want: "{}", codes: ["schema-invalid"] },
  { given: { type: "object", properties: ["a"] }, want: "{}", codes: ["schema-invalid"] },
  { given: { type: "object", properties: { $ref: { type: "string" } } }, want: "{$ref?: string}" },
  { given: { type: "object", properties: { a: true, b: false } }, want: "{a?: unknown, b?: never}" },
  {
    given: { type: "object", properties: { id: { type: "string", readOnly: true }, secret: { type: "string", writeOnly: true } } },
    want: "{read id?: string, write secret?: string}",
  },
  { given: { type: "object", properties: { a: { type: "string", readOnly: true, writeOnly: true } } }, want: "{a?: string}", codes: ["access-contradictory"] },
  { given: { type: "object", nullable: true, properties: { a: {} } }, want: "({a?: unknown} | null)", version: "3.0" },
];

describe("an object", () => {
  it.each(table)("$given means $want", ({ given, want, codes, version }) => {
    expect(lowerOne(given, version)).toEqual({ type: want, codes: codes ?? [] });
  });

  it("keeps names like those of an object's prototype", () => {
    const properties: JsonValue = JSON.parse('{ "__proto__": { "type": "string" }, "constructor": { "type": "integer" }, "toString": {} }');
    expect(lowerOne({ type: "object", properties, required: ["__proto__", "hasOwnProperty"] }).type).toBe(
      "{__proto__: string, constructor?: integer, toString?: unknown, hasOwnProperty: unknown}",
    );
  });

  it("has each field of a map that another map refers to once", () => {
    const { api } = lowerSchemas({
      Base: { a: { type: "string" }, b: { type: "string" } },
      It: { type: "object", properties: { $ref: "#/components/schemas/Base", a: { type: "integer" } } },
    });
    expect(printModel(api, "It")).toBe("{b?: string, a?: integer}");
  });

  it("is read or written only where the schema that a field refers to says so", () => {
    const { api } = lowerSchemas({
      Id: { type: "string", readOnly: true },
      Alias: { $ref: "#/components/schemas/Id" },
      It: {
        type: "object",
        properties: {
          a: { $ref: "#/components/schemas/Id" },
          b: { allOf: [{ $ref: "#/components/schemas/Id" }], description: "x" },
          c: { allOf: [{ $ref: "#/components/schemas/Other" }, { writeOnly: true }] },
          d: { $ref: "#/components/schemas/Other", readOnly: true },
        },
      },
      Other: { type: "string" },
    });
    expect(printModel(api, "It")).toBe("{read a?: Id, read b?: Id, write c?: Other, read d?: Other}");
  });

  it("does not heed marks beside a reference before 3.1", () => {
    const { api } = lowerSchemas(
      { Other: { type: "string" }, It: { type: "object", properties: { a: { $ref: "#/components/schemas/Other", readOnly: true, description: "kept" } } } },
      "3.0",
    );
    expect(printModel(api, "It")).toBe("{a?: Other}");
    expect(api.models[0]).toMatchObject({ schema: { fields: [{ docs: { description: "kept" } }] } });
  });

  it("takes the properties that a reference in place of the whole map leads to", () => {
    const { api, codes } = lower(
      { components: { schemas: { It: { type: "object", properties: { $ref: "parts.yaml#/shared", own: { type: "string" } } } } } },
      "3.0",
      { "parts.yaml": { shared: { a: { type: "integer" } } } },
    );
    expect(printModel(api, "It")).toBe("{a?: integer, own?: string}");
    expect(codes).toEqual([]);
  });
});

describe("a property that a vendor extension calls otherwise", () => {
  it.each<[string, JsonValue]>([
    ["x-ms-client-name", "petName"],
    ["x-fern-property-name", "petName"],
    ["x-speakeasy-name-override", "petName"],
    ["x-stainless-naming", { node: { property_name: "petName" } }],
  ])("keeps its name on the wire, and is told: %s", (key, value) => {
    const { api, diagnostics } = lowerSchemas({ It: { type: "object", properties: { pet_name: { type: "string", [key]: value } } } });
    expect(printModel(api, "It")).toBe("{pet_name?: string}");
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code: "property-name-kept",
        severity: "note",
        at: "api.yaml#/components/schemas/It/properties/pet_name",
        message: 'The property "pet_name" is to be called "petName" in clients; it keeps its name on the wire.',
      }),
    ]);
  });

  it("is told once for all of them", () => {
    const named = (name: string) => ({ type: "string", "x-ms-client-name": name });
    const { diagnostics } = lowerSchemas({ It: { type: "object", properties: { c: named("z"), a: named("x"), b: named("y") } } });
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'The property "a" is to be called "x" in clients; it keeps its name on the wire, like 2 more that have another name for clients.',
    ]);
  });

  it.each([{ "x-ms-client-name": "a" }, { "x-ms-client-name": 7 }, { "x-stainless-naming": { go: { property_name: "A" } } }, { "x-stainless-naming": "A" }])(
    "is nothing to tell of: %j",
    (said) => {
      expect(lowerSchemas({ It: { type: "object", properties: { a: { type: "string", ...said } } } }).diagnostics).toEqual([]);
    },
  );
});
