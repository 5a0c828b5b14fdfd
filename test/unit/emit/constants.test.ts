import { describe, expect, it } from "@jest/globals";
import { printConstant } from "../../../generator/emit/constants.js";
import type { ConstantValue, SymbolRef } from "../../../generator/plan/views.js";

const symbol = (ref: SymbolRef): string => `<${ref.name}>`;
const ref = { name: "other", from: null, type: false };

describe("a constant", () => {
  const rows: readonly { readonly given: ConstantValue; readonly want: string }[] = [
    { given: null, want: "null" },
    { given: "a", want: '"a"' },
    { given: [1, -0, true], want: "[1, -0, true]" },
    { given: [], want: "[]" },
    { given: {}, want: "{}" },
    { given: { a: { "b-c": [] } }, want: '{ a: { "b-c": [] } }' },
    { given: { at: { $lazy: ref } }, want: "{ at: () => <other> }" },
    { given: { use: [{ $symbol: ref }] }, want: "{ use: [<other>] }" },
    { given: { $json: { $symbol: ref } }, want: '{ $symbol: { name: "other", from: null, type: false } }' },
    { given: { $symbol: "x" }, want: '{ $symbol: "x" }' },
    { given: { $lazy: { name: 1 } }, want: "{ $lazy: { name: 1 } }" },
    { given: { $symbol: ref, more: 1 }, want: '{ $symbol: { name: "other", from: null, type: false }, more: 1 }' },
    { given: JSON.parse('{ "__proto__": 1 }') as ConstantValue, want: '{ ["__proto__"]: 1 }' },
    { given: { $json: JSON.parse('{ "__proto__": { "constructor": [] } }') as never }, want: '{ ["__proto__"]: { constructor: [] } }' },
    { given: { constructor: { as: "form", at: { $lazy: ref } } } as never, want: '{ constructor: { as: "form", at: () => <other> } as const }' },
    { given: { toString: ["a"], valueOf: true } as never, want: '{ toString: ["a"] as const, valueOf: true as const }' },
    { given: { toString: { $lazy: ref } } as never, want: "{ toString: () => <other> }" },
  ];
  it.each(rows)("$want", ({ given, want }) => {
    expect(printConstant(given, symbol, 0)).toBe(want);
  });

  it("takes one line per entry where it is too long, and only there", () => {
    const long = "x".repeat(60);
    expect(printConstant({ id: "short", paths: { one: long, two: long }, list: [1, 2] }, symbol, 10)).toBe(
      `{\n  id: "short",\n  paths: {\n    one: "${long}",\n    two: "${long}",\n  },\n  list: [1, 2],\n}`,
    );
    expect(printConstant([long, long], symbol, 0)).toBe(`[\n  "${long}",\n  "${long}",\n]`);
  });

  it("counts the columns before it", () => {
    expect(printConstant({ a: "x".repeat(80) }, symbol, 40)).toBe(`{\n  a: "${"x".repeat(80)}",\n}`);
  });
});
