import { describe, expect, it } from "@jest/globals";
import { noDocs, type Schema } from "../../../../generator/ir/index.js";
import { shapeOf } from "../../../../generator/plan/schemas/shapes.js";
import type { TypeStyle } from "../../../../generator/plan/views.js";
import { array, binary, integer, meta, object, oneOfValues, ref, text, union, unknown } from "../build.js";

const style: TypeStyle = { dates: "string", int64: "number", enums: "union", binary: "blob", open: false };
const shape = (schema: Schema, said: Partial<TypeStyle> = {}) =>
  shapeOf(schema, { style: { ...style, ...said }, symbol: (model) => (model.endsWith("Pet") ? { name: "petShape", from: "schemas", type: false } : null) });
const lazy = { ref: { $lazy: { name: "petShape", from: "schemas", type: false } } };
const xml = { name: "pet", namespace: "urn:p", prefix: "p", attribute: true, wrapped: true, text: true };

describe("a schema as data", () => {
  it.each<[string, Schema, unknown]>([
    ["text", text, { type: "string" }],
    ["text of a format", { kind: "string", format: "uuid", meta: null }, { type: "string", format: "uuid" }],
    ["an integer", integer, { type: "integer" }],
    ["a number", { kind: "number", integer: false, format: "double", meta: null }, { type: "number", format: "double" }],
    ["a boolean", { kind: "boolean", meta: null }, { type: "boolean" }],
    ["null", { kind: "null", meta: null }, { type: "null" }],
    ["nothing", { kind: "never", meta: null }, { type: "never" }],
    ["anything", unknown, {}],
    ["bytes", binary, { type: "bytes" }],
    ["an enum", oneOfValues("a", "b"), { enum: { $json: ["a", "b"] } }],
    [
      "an open enum",
      { kind: "literal", members: [{ value: null, name: null, docs: null }], base: "mixed", open: true, meta: null },
      { enum: { $json: [null] }, open: true },
    ],
    ["a list", array(ref("Pet")), { type: "array", items: lazy }],
    [
      "a closed tuple",
      { kind: "tuple", items: [text, integer], min: 1, rest: false, meta: null },
      { type: "tuple", prefix: [{ type: "string" }, { type: "integer" }], rest: false, limits: { minItems: 1 } },
    ],
    ["an open tuple", { kind: "tuple", items: [], min: 0, rest: text, meta: null }, { type: "tuple", prefix: [], rest: { type: "string" } }],
    [
      "an object",
      object({ "id<": text, "secret?>": text, "pet?": ref("Pet") }),
      { type: "object", fields: { id: { type: "string", readOnly: true }, secret: { type: "string", writeOnly: true }, pet: lazy }, required: ["id"] },
    ],
    ["an empty object", object({}), { type: "object" }],
    ["a closed object", object({}, false), { type: "object", rest: false }],
    ["a map", object({}, text), { type: "object", rest: { type: "string" } }],
    ["patterns", { ...object({}), patterns: [{ pattern: "^x-", schema: text }] }, { type: "object", patterns: { "^x-": { type: "string" } } }],
    ["a union", union(text, ref("Pet")), { anyOf: [{ type: "string" }, lazy] }],
    [
      "a tagged union",
      { ...union(ref("Pet"), text), tag: { field: "kind", values: [["cat", "Cat"], ["dog"]] } },
      { anyOf: [lazy, { type: "string" }], tag: { field: "kind", values: { cat: 0, Cat: 0, dog: 1 } } },
    ],
    ["an intersection", { kind: "all", of: [ref("Pet"), text], at: "x", meta: null }, { allOf: [lazy, { type: "string" }] }],
    ["a model that has no shape", ref("Ghost"), {}],
  ])("%s", (_, given, want) => {
    expect(shape(given)).toEqual(want);
  });

  it("keeps a field that is named like a prototype's", () => {
    expect(Object.keys((shape(object(JSON.parse('{"__proto__?": {"kind":"boolean","meta":null}}'))) as { readonly fields: object }).fields)).toEqual([
      "__proto__",
    ]);
  });

  it("tells what is delivered otherwise than it stands on the wire", () => {
    const moment: Schema = { kind: "string", format: "date-time", meta: null };
    const long: Schema = { kind: "number", integer: true, format: "int64", meta: null };
    const unsigned: Schema = { ...long, format: "uint64" };
    expect([shape(moment), shape(moment, { dates: "date" }), shape(moment, { dates: "temporal" })]).toMatchObject([{}, { as: "date" }, { as: "temporal" }]);
    expect([shape(long), shape(long, { int64: "bigint" }), shape(unsigned, { int64: "bigint" })]).toEqual([
      { type: "integer", format: "int64" },
      { type: "integer", format: "int64", as: "bigint" },
      { type: "integer", format: "uint64", as: "bigint" },
    ]);
  });

  it("tells rules, default, the first example and XML names as JSON of the document", () => {
    const said = meta({ limits: [{ rule: "maxLength", value: 3 }], default: { value: null }, docs: { ...noDocs, examples: ["a", "b"] }, xml });
    expect(shape({ ...text, meta: said } as Schema)).toEqual({
      type: "string",
      limits: { $json: { maxLength: 3 } },
      default: { $json: null },
      example: { $json: "a" },
      xml,
    });
    expect(shape({ ...ref("Pet"), meta: meta({ xml: { ...xml, attribute: false, wrapped: false, text: false, prefix: null, namespace: null } }) })).toEqual({
      allOf: [lazy],
      xml: { name: "pet" },
    });
  });
});
