import { describe, expect, it } from "@jest/globals";
import { emit } from "../../../generator/emit/emit.js";
import type { Schema } from "../../../generator/ir/index.js";
import { all, array, binary, boolean, literal, modelsPlan, never, nothing, number, object, ref, string, tagged, text, tuple, union, unknown } from "./plans.js";

const headerLines = 2;

/** The text of one model, as models.ts has it. */
function printed(models: Readonly<Record<string, Schema>>, options: Parameters<typeof modelsPlan>[1] = {}): string {
  const [file] = emit(modelsPlan(models, options));
  return (file?.text ?? "").split("\n").slice(headerLines).join("\n").trimEnd();
}

describe("types print as one would type them", () => {
  const A = object({ a: string });
  const B = object({ b: number });
  const rows: readonly { readonly given: Schema; readonly want: string }[] = [
    { given: string, want: "string" },
    { given: text("date-time"), want: "string" },
    { given: union(string, nothing, number), want: "string | number | null" },
    { given: union(string, string), want: "string" },
    { given: union(string, unknown), want: "unknown" },
    { given: union(string, never), want: "string" },
    { given: union(string, union(number, string)), want: "string | number" },
    { given: array(union(string, nothing)), want: "(string | null)[]" },
    { given: array(array(string)), want: "string[][]" },
    { given: array(all(ref("A"), ref("B"))), want: "(A & B)[]" },
    { given: union(all(ref("A"), ref("B")), nothing), want: "(A & B) | null" },
    { given: tuple([string, union(number, nothing)], 1, unknown), want: "[string, (number | null)?, ...unknown[]]" },
    { given: tuple([], 0, false), want: "[]" },
    { given: literal("a", "b"), want: '"a" | "b"' },
    { given: literal(-1, 2.5, null), want: "-1 | 2.5 | null" },
    { given: literal('it\'s "quoted"\n'), want: '"it\'s \\"quoted\\"\\n"' },
    { given: all(unknown, ref("A")), want: "A" },
    { given: all(ref("A"), ref("A")), want: "A" },
    { given: all(), want: "unknown" },
    { given: all(object({})), want: "{ [key: string]: unknown }" },
    { given: object({}), want: "{ [key: string]: unknown }" },
    { given: object({}, false), want: "{ [key: string]: never }" },
    { given: object({}, string), want: "{ [key: string]: string }" },
    { given: object({}, union(string, nothing)), want: "{ [key: string]: string | null }" },
    { given: object({ a: string }), want: "{ a: string }" },
    { given: object({ "a-b": string, "1a": number }), want: '{\n  "a-b": string;\n  "1a": number;\n}' },
    { given: ref("Nobody"), want: "unknown" },
    { given: union(object({ a: string, b: string }), nothing), want: "{\n  a: string;\n  b: string;\n} | null" },
    {
      given: union(object({ a: string, b: string }), object({ c: boolean })),
      want: "\n  | {\n      a: string;\n      b: string;\n    }\n  | { c: boolean }",
    },
  ];
  it.each(rows)("$want", ({ given, want }) => {
    expect(printed({ A, B, X: given }, { form: "type" }).split("\n\n").at(-1)).toBe(`export type X =${want.startsWith("\n") ? "" : " "}${want};`);
  });

  it("breaks a long union into one arm a line", () => {
    const names = ["the first of the names", "the second of the names", "the third of the names", "the fourth of the names", "the fifth"];
    expect(printed({ X: literal(...names) })).toBe(`export type X =\n${names.map((name) => `  | "${name}"`).join("\n")};`);
  });

  it("keeps named fields beside an open map assignable to its index signature", () => {
    expect(printed({ X: object({ a: string, "b?": number }, boolean) })).toBe(
      "export interface X {\n  a: string;\n  b?: number;\n  [key: string]: boolean | string | number | undefined;\n}",
    );
  });

  it("types an open map by its kinds of value, however many values of a kind its named fields list", () => {
    const given = object({ a: literal("one", "two", "three", "four", "five"), b: literal(1, 2, 3), c: literal(true) }, union(string, number, boolean));
    expect(printed({ X: given }, { style: { open: true } })).toContain("  [key: string]: string | number | boolean;\n}");
    expect(printed({ X: object({ a: array(literal("one")) }, string) })).toContain('  [key: string]: string | "one"[];\n}');
    expect(printed({ X: object({ a: literal("one") }, number) })).toContain('  [key: string]: number | "one";\n}');
  });

  it("types bytes as what can be sent in inputs and as the chosen form in outputs", () => {
    expect(printed({ X: binary }, { side: "input" })).toContain("export type X = FileInput;");
    expect(printed({ X: binary }, { side: "output", style: { binary: "stream" } })).toBe("export type X = ReadableStream<Uint8Array>;");
  });

  it("leaves read-only fields out of inputs and write-only ones out of outputs", () => {
    const schema = object({ "read:id": string, "write:secret": string, name: string });
    expect(printed({ X: schema }, { side: "input" })).toBe("export interface X {\n  secret: string;\n  name: string;\n}");
    expect(printed({ X: schema }, { side: "output" })).toBe("export interface X {\n  id: string;\n  name: string;\n}");
  });
});

describe("allOf", () => {
  it("becomes an interface that extends", () => {
    const got = printed({ A: object({ a: string }), X: all(ref("A"), object({ b: number })) });
    expect(got).toContain("export interface X extends A {\n  b: number;\n}");
  });

  it("keeps what a base requires required", () => {
    const got = printed({ A: object({ kind: string }), X: all(ref("A"), object({ "kind?": literal("x") })) });
    expect(got).toContain('export interface X extends A {\n  kind: "x";\n}');
  });

  it("becomes an intersection where an interface would contradict its base", () => {
    const got = printed({ A: object({ a: string }), X: all(ref("A"), object({ a: number })) });
    expect(got).toContain("export type X = A & { a: number };");
  });

  it("leaves out a closed base without fields, and parts whose fields are all on the other side", () => {
    const models = { Settings: object({}, false), X: all(ref("Settings"), object({ b: number })), Y: all(ref("X"), object({ "write:secret": string })) };
    const got = printed(models, { side: "output" });
    expect(got).toContain("export interface X {\n  b: number;\n}");
    expect(got).toContain("export type Y = X;");
  });

  it("becomes an intersection over a union", () => {
    const got = printed({ A: object({ a: string }), U: union(ref("A"), string), X: all(ref("U"), object({ b: number })) });
    expect(got).toContain("export type X = U & { b: number };");
  });
});

describe("tagged unions", () => {
  it("narrow by the literal that each member carries already", () => {
    const got = printed({
      Cat: object({ kind: literal("cat") }),
      Dog: object({ kind: literal("dog") }),
      Pet: tagged("kind", [ref("Cat"), "cat"], [ref("Dog"), "dog"]),
    });
    expect(got).toContain("export type Pet = Cat | Dog;");
  });

  it("add the literal where a member's own field is any string, or missing", () => {
    const got = printed({ Cat: object({ kind: string }), Dog: object({}, false), Pet: tagged("kind", [ref("Cat"), "cat", "kitten"], [ref("Dog"), "dog"]) });
    expect(got).toContain('export type Pet = (Cat & { kind: "cat" | "kitten" }) | (Dog & { kind: "dog" });');
  });

  it("put the literal into anonymous members", () => {
    const got = printed({ Pet: tagged("kind", [object({ kind: string }), "cat"], [object({ bark: boolean }), "dog"]) });
    expect(got).toBe('export type Pet =\n  | { kind: "cat" }\n  | {\n      kind: "dog";\n      bark: boolean;\n    };');
  });
});

describe("aliases that would be circular", () => {
  it("are written out once", () => {
    const got = printed({ A: union(ref("B"), string), B: union(ref("A"), nothing) });
    expect(got).toBe("export type A = string | null;\n\nexport type B = string | null;");
  });

  it("stay named where TypeScript resolves them late", () => {
    const got = printed({ Json: union(string, array(ref("Json")), object({}, ref("Json"))) });
    expect(got).toBe("export type Json = string | Json[] | { [key: string]: Json };");
  });
});

describe("what is not printed in the end", () => {
  it("is not imported", () => {
    const wide = object({ "a?": union(string, number), "b?": boolean }, union(binary, nothing));
    const [file] = emit(modelsPlan({ X: union(binary, unknown), Y: wide }, { side: "input" }));
    expect(file?.text).toContain("[key: string]: unknown;");
    expect(file?.text).not.toContain("FileInput");
  });
});
