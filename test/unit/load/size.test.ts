import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/json.js";
import { DEFAULT_LIMITS } from "../../../generator/load/options.js";
import { checkSize } from "../../../generator/load/size.js";

const limits = { ...DEFAULT_LIMITS, depth: 5, values: 100 };

function nested(levels: number): JsonValue {
  let value: JsonValue = 1;
  for (let level = 0; level < levels; level++) value = { in: value };
  return value;
}

describe("the size of a value", () => {
  it.each([
    { name: "a scalar", given: "text", want: null },
    { name: "as deep as the limit", given: nested(5), want: null },
    { name: "one level deeper", given: nested(6), want: "nesting-too-deep" },
    { name: "a hundred values", given: Array(99).fill(0), want: null },
    { name: "more", given: Array(200).fill(0), want: "input-too-many-values" },
  ])("is judged: $name", ({ given, want }) => {
    expect(checkSize(given, limits)?.code ?? null).toBe(want);
  });

  it("counts a shared object once for each place it stands in", () => {
    const shared = Array(40).fill(0);
    expect(checkSize([shared, shared], limits)).toBeNull();
    expect(checkSize([shared, shared, shared], limits)?.code).toBe("input-too-many-values");
  });

  it("counts the depth of a shared object wherever it stands", () => {
    const shared = nested(3);
    expect(checkSize({ a: shared, b: { c: shared } }, limits)).toBeNull();
    expect(checkSize({ a: shared, b: { c: { d: shared } } }, limits)?.code).toBe("nesting-too-deep");
  });
});
