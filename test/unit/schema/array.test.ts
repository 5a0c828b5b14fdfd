import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/index.js";
import { lowerOne } from "../openapi/lowered.js";

const text = { type: "string" };
const whole = { type: "integer" };

const table: readonly { readonly given: JsonValue; readonly want: string; readonly codes?: readonly string[]; readonly version?: "3.0" | "3.1" }[] = [
  { given: { type: "array", items: text }, want: "string[]" },
  { given: { type: "array" }, want: "unknown[]" },
  { given: { type: "array" }, want: "unknown[]", version: "3.0", codes: ["items-missing"] },
  { given: { type: "array", items: null }, want: "unknown[]", version: "3.0", codes: ["items-missing"] },
  { given: { type: "array", items: false }, want: "never[]" },
  { given: { type: "array", prefixItems: [text, whole] }, want: "[string, integer]" },
  { given: { type: "array", prefixItems: [text, whole], items: false }, want: "[string, integer]" },
  { given: { type: "array", prefixItems: [text, whole], items: true }, want: "[string, integer, ...unknown]" },
  { given: { type: "array", prefixItems: [text], items: whole }, want: "[string, ...integer]" },
  { given: { type: "array", prefixItems: [text, whole], minItems: 1 }, want: "[string, integer?]" },
  { given: { type: "array", prefixItems: [text, whole], minItems: 5 }, want: "[string, integer]" },
  { given: { type: "array", prefixItems: [text], unevaluatedItems: whole }, want: "[string, ...integer]" },
  { given: { type: "array", items: [text, whole] }, want: "[string, integer]", version: "3.0" },
  { given: { type: "array", items: [text], additionalItems: whole }, want: "[string, ...integer]", version: "3.0" },
  { given: { type: "array", items: [] }, want: "unknown[]" },
  { given: { items: [text, { type: "null" }] }, want: "(string | null)", codes: ["items-as-alternatives"] },
];

describe("an array", () => {
  it.each(table)("$given means $want ($version)", ({ given, want, codes, version }) => {
    expect(lowerOne(given, version)).toEqual({ type: want, codes: codes ?? [] });
  });
});
