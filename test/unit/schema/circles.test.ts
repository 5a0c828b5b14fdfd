import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/index.js";
import { lowerSchemas, printModel } from "../openapi/lowered.js";

const ref = (name: string): JsonValue => ({ $ref: `#/components/schemas/${name}` });

const cases: readonly {
  readonly name: string;
  readonly given: { readonly [name: string]: JsonValue };
  readonly want: { readonly [name: string]: string };
  readonly broken: boolean;
}[] = [
  {
    name: "recursion through properties and items stays",
    given: { A: { type: "object", properties: { a: ref("A"), list: { type: "array", items: ref("A") } } } },
    want: { A: "{a?: A, list?: A[]}" },
    broken: false,
  },
  {
    name: "mutual recursion stays",
    given: { A: { type: "object", properties: { b: ref("B") } }, B: { type: "object", properties: { a: ref("A") } } },
    want: { A: "{b?: B}", B: "{a?: A}" },
    broken: false,
  },
  {
    name: "JSON as a schema stays",
    given: { A: { oneOf: [{ type: "string" }, { type: "array", items: ref("A") }, { type: "object", additionalProperties: ref("A") }] } },
    want: { A: "(string | A[] | {[*]: A})" },
    broken: false,
  },
  { name: "a reference to itself means anything", given: { A: ref("A") }, want: { A: "unknown" }, broken: true },
  { name: "references in a circle mean anything", given: { A: ref("B"), B: ref("A") }, want: { B: "unknown" }, broken: true },
  {
    name: "a union loses itself",
    given: { A: { oneOf: [ref("A"), { type: "string" }, { type: "integer" }] } },
    want: { A: "(string | integer)" },
    broken: true,
  },
  { name: "an allOf loses itself", given: { A: { allOf: [ref("A"), { type: "object", properties: { a: {} } }] } }, want: { A: "{a?: unknown}" }, broken: true },
  { name: "an allOf of nothing but itself means anything", given: { A: { allOf: [ref("A")] } }, want: { A: "unknown" }, broken: true },
  {
    name: "allOfs in a circle lose one link",
    given: { A: { allOf: [ref("B"), { type: "object", properties: { a: {} } }] }, B: { allOf: [ref("A"), { type: "object", properties: { b: {} } }] } },
    want: { A: "(B & {a?: unknown})", B: "{b?: unknown}" },
    broken: true,
  },
];

describe("a schema made of itself", () => {
  it.each(cases)("$name", ({ given, want, broken }) => {
    const { api, codes } = lowerSchemas(given);
    expect(Object.fromEntries(Object.keys(want).map((name) => [name, printModel(api, name)]))).toEqual(want);
    expect(codes.includes("schema-circular")).toBe(broken);
  });

  it("loses its values with itself in a discriminated union", () => {
    const { api } = lowerSchemas({
      A: { oneOf: [ref("A"), ref("B"), ref("C")], discriminator: { propertyName: "k", mapping: { b: "B", c: "C" } } },
      B: { type: "object", properties: { k: { const: "b" } } },
      C: { type: "object", properties: { k: { const: "c" } } },
    });
    expect(printModel(api, "A")).toMatch(/^\(B \| C\)/);
  });

  it("does not exhaust the stack however long the chain of references", () => {
    const chain: { [name: string]: JsonValue } = {};
    for (let index = 0; index < 20_000; index++) chain[`A${index}`] = ref(`A${index + 1}`);
    chain["A20000"] = { type: "string" };
    const { api, codes } = lowerSchemas(chain);
    expect(api.models).toHaveLength(20_001);
    expect(codes).toEqual([]);
  });
});
