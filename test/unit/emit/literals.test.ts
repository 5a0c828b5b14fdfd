import { describe, expect, it } from "@jest/globals";
import { emit } from "../../../generator/emit/emit.js";
import type { JsonValue, LiteralSchema, Schema } from "../../../generator/ir/index.js";
import { literal, modelsPlan, object, string, tagged } from "./plans.js";

const of = (members: readonly JsonValue[], base: LiteralSchema["base"] = "mixed", open = false): Schema => ({
  kind: "literal",
  members: members.map((value) => ({ value, name: null, docs: null })),
  base,
  open,
  meta: null,
});
const printed = (schema: Schema, options: Parameters<typeof modelsPlan>[1] = {}): string =>
  (emit(modelsPlan({ X: schema }, options))[0]?.text ?? "").split("\n").slice(2).join("\n").trim();

describe("enums", () => {
  const rows: readonly { readonly given: Schema; readonly want: string }[] = [
    { given: of([{ a: [1, null], "b-c": "x" }, {}]), want: '{ a: [1, null]; "b-c": "x" } | { [key: string]: never }' },
    { given: of([[]]), want: "[]" },
    { given: of(["a", 1, true, null]), want: '"a" | 1 | true | null' },
    { given: of(["a"], "string", true), want: '"a" | (string & {})' },
    { given: of([1, 2], "number", true), want: "1 | 2 | (number & {})" },
    { given: of(["a", 1], "mixed", true), want: '"a" | 1 | (string & {}) | (number & {})' },
    { given: of([]), want: "never" },
  ];
  it.each(rows)("$want", ({ given, want }) => {
    expect(printed(given)).toBe(`export type X = ${want};`);
  });

  it("become open on request, but for single values, which are tags", () => {
    expect(printed(literal("a", "b"), { style: { open: true } })).toBe('export type X = "a" | "b" | (string & {});');
    expect(printed(literal("a"), { style: { open: true } })).toBe('export type X = "a";');
  });

  it("become const objects on request", () => {
    const schema: Schema = {
      ...(of(["a-b", "c"], "string") as LiteralSchema),
      members: [
        { value: "a-b", name: "AB", docs: "First." },
        { value: "c", name: null, docs: null },
      ],
    };
    expect(printed(schema, { form: "const" })).toBe(
      'export const X = {\n  /** First. */\n  AB: "a-b",\n  c: "c",\n} as const;\nexport type X = (typeof X)[keyof typeof X];',
    );
  });
});

describe("an open tagged union", () => {
  it("has an arm for unknown tags that is comparable to none of the known ones", () => {
    const schema = tagged("kind", [object({ kind: literal("a") }), "a"], [object({ kind: string }), "b"]);
    expect(printed(schema, { style: { open: true } })).toContain("| { kind: string & { readonly unrecognized: true }; [key: string]: unknown };");
  });
});
