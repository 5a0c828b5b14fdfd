import { describe, expect, it } from "@jest/globals";
import {
  allSchema,
  literalOf,
  nullSchema,
  numberSchema,
  refSchema,
  type Schema,
  stringSchema,
  unionSchema,
  unknownSchema,
} from "../../../generator/ir/index.js";
import { admitsNull, orNull, withoutNull } from "../../../generator/schema/nullable.js";
import { print } from "../openapi/lowered.js";

const union = (...of: readonly Schema[]): Schema => unionSchema("x", of);

const table: readonly { readonly given: () => Schema; readonly admits: boolean; readonly or: string; readonly without: string }[] = [
  { given: () => stringSchema(), admits: false, or: "(string | null)", without: "string" },
  { given: nullSchema, admits: true, or: "null", without: "null" },
  { given: unknownSchema, admits: true, or: "unknown", without: "unknown" },
  { given: () => literalOf(["a", null]), admits: true, or: '"a"|null', without: '"a"' },
  { given: () => union(stringSchema(), numberSchema(true)), admits: false, or: "(string | integer | null)", without: "(string | integer)" },
  { given: () => union(stringSchema(), nullSchema()), admits: true, or: "(string | null)", without: "string" },
  { given: () => union(stringSchema(), numberSchema(true), nullSchema()), admits: true, or: "(string | integer | null)", without: "(string | integer)" },
  {
    given: () => allSchema("x", [refSchema("#/A"), union(refSchema("#/B"), nullSchema())]),
    admits: false,
    or: "((A & (B | null)) | null)",
    without: "(A & (B | null))",
  },
];

describe("null", () => {
  it.each(table.map((row) => ({ ...row, name: print(row.given()) })))("in $name", ({ given, admits, or, without }) => {
    expect(admitsNull(given())).toBe(admits);
    expect(print(orNull(given(), "x"))).toBe(or);
    expect(print(withoutNull(given()))).toBe(without);
  });
});
