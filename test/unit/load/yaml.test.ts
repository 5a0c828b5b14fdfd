import { describe, expect, it } from "@jest/globals";
import { DEFAULT_LIMITS } from "../../../generator/load/options.js";
import { nestingProblem, parseYaml } from "../../../generator/load/yaml.js";

const limits = { ...DEFAULT_LIMITS, depth: 50, values: 1_000 };
const parse = (text: string): ReturnType<typeof parseYaml> => parseYaml(text, limits);
const codes = async (text: string): Promise<readonly string[]> => (await parse(text)).problems.map((each) => each.code);

describe("YAML", () => {
  it.each([
    { name: "keeps dates and yes/no as text", given: "a: 2024-01-01\nb: no\nc: 010", want: { a: "2024-01-01", b: "no", c: 10 } },
    { name: "turns numeric keys into names", given: "200: ok\ntrue: t", want: { "200": "ok", true: "t" } },
    { name: "follows aliases", given: "a: &x {t: 1}\nb: *x", want: { a: { t: 1 }, b: { t: 1 } } },
    { name: "merges with <<", given: "a: &x {t: 1, u: 2}\nb:\n  <<: *x\n  u: 3", want: { a: { t: 1, u: 2 }, b: { t: 1, u: 3 } } },
  ])("$name", async ({ given, want }) => {
    expect(await parse(given)).toEqual({ value: want, problems: [] });
  });

  it("keeps __proto__ and constructor as plain members", async () => {
    const { value } = await parse("__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}");
    expect(Object.keys(value as object)).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("keeps __proto__ a plain member when the second parser reads it", async () => {
    const { value, problems } = await parse("__proto__: {polluted: true}\na: 1\na: 2");
    expect(problems.map((each) => each.code)).toEqual(["yaml-duplicate-key"]);
    expect(Object.keys(value as object)).toEqual(["__proto__", "a"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it("lets the last of two equal keys count, with a warning at its line", async () => {
    const { value, problems } = await parse("info:\n  title: A\n  title: B\n");
    expect(value).toEqual({ info: { title: "B" } });
    expect(problems).toEqual([expect.objectContaining({ code: "yaml-duplicate-key", line: 3, column: 3, fatal: false })]);
  });

  it("merges and follows aliases in the second parser too", async () => {
    const { value } = await parse("a: &x {t: 1}\nb:\n  <<: *x\nc: 1\nc: 2");
    expect(value).toEqual({ a: { t: 1 }, b: { t: 1 }, c: 2 });
  });

  it.each([
    { name: "a quoted text", given: 'a:\n  b: "one\ntwo"\n', want: { a: { b: "one two" } }, codes: ["yaml-indentation"] },
    { name: "a closing bracket", given: "a:\n  b: {\n    c: 1\n  }\n  d: [\n    1\n  ]\n", want: { a: { b: { c: 1 }, d: [1] } }, codes: [] },
  ])("accepts $name that isn't indented enough", async ({ given, want, codes }) => {
    const { value, problems } = await parse(given);
    expect(value).toEqual(want);
    expect(problems.map((each) => each.code)).toEqual(codes);
  });

  it("that isn't indented enough and repeats a key is read by the second parser", async () => {
    const { value, problems } = await parse("a:\n  b: [x,\n  y]\nc: 1\nc: 2\n");
    expect(value).toEqual({ a: { b: ["x", "y"] }, c: 2 });
    expect(problems.map(({ code, line }) => ({ code, line }))).toEqual([
      { code: "yaml-indentation", line: 3 },
      { code: "yaml-duplicate-key", line: 5 },
    ]);
  });

  it("counts its lines once where very many aren't indented enough", async () => {
    const text = `a:\n  b: [\n${Array.from({ length: 600 }, (_, item) => `  ${item},\n`).join("")}  ]\n`;
    const { value, problems } = await parse(text);
    expect(value).toEqual({ a: { b: Array.from({ length: 600 }, (_, item) => item) } });
    expect(problems.map(({ code, line }) => ({ code, line }))).toEqual([{ code: "yaml-indentation", line: 3 }]);
  });

  it("says which line isn't indented enough, and how many more", async () => {
    const { problems } = await parse('a:\n  b: "one\ntwo\nthree"\n');
    expect(problems[0]).toMatchObject({ line: 3, column: 1, fatal: false });
    expect(problems[0]?.message).toContain("and up to 1 more");
  });

  it("that is broken gives a line for each problem", async () => {
    const { value, problems } = await parse("info:\n  title: [a, b\npaths: {}\n");
    expect(value).toBeNull();
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toMatchObject({ code: "yaml-syntax", fatal: true, line: expect.any(Number) });
  });

  it("with two documents is refused", async () => {
    const { problems } = await parse("a: 1\n---\nb: 2\n");
    expect(problems[0]?.message).toBe("The file holds several YAML documents.");
  });

  it.each([
    { name: "in flow style", given: `a: ${"[".repeat(60)}${"]".repeat(60)}` },
    { name: "in block style", given: Array.from({ length: 60 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n") },
    { name: "ten thousand levels", given: `${"[".repeat(10_000)}${"]".repeat(10_000)}` },
    { name: "in the second parser", given: `a: 1\na: ${"[".repeat(60)}${"]".repeat(60)}` },
  ])("nested too deeply $name is refused", async ({ given }) => {
    expect(await codes(given)).toContain("nesting-too-deep");
  });

  it("that grows through aliases is refused", async () => {
    const bomb = [
      "a: &a [1,1,1,1,1,1,1,1,1]",
      ...[..."bcdefgh"].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[index]}`).join(",")}]`),
    ].join("\n");
    expect(await codes(bomb)).toEqual(["input-too-many-values"]);
    expect(await codes(`${bomb}\nz: 1\nz: 2`)).toEqual(["yaml-duplicate-key", "input-too-many-values"]);
  });

  it.each([
    { name: "in block style", given: "a: &x\n  b: *x\n" },
    { name: "whose name begins with &", given: "a: &&x\n  b: *&x\n" },
    { name: "right behind a colon", given: 'a: {"b":&x [*x]}\n' },
    { name: "behind a tag", given: "a: !!seq &x [*x]\n" },
  ])("that contains itself through an alias $name is refused", async ({ given }) => {
    const { value, problems } = await parse(given);
    expect(value).toBeNull();
    expect(problems[0]?.message).toContain("contains itself");
  });

  it("is not taken for deep where it only speaks of the parser's limit", async () => {
    expect(await codes("maxDepth: {type: integer}\nx: 1\nx: 2\n")).toEqual(["yaml-duplicate-key"]);
  });

  it.each([
    { name: "by either parser", more: "" },
    { name: "where keys repeat", more: "z: 1\nz: 2\n" },
  ])("that merges too many keys is not read $name", async ({ more }) => {
    const keys = Array.from({ length: 1_000 }, (_, index) => `k${index}: 1`).join(", ");
    const { value, problems } = await parse(`${more}a: &a {${keys}}\nl:\n${"- <<: *a\n".repeat(1_001)}`);
    expect(value).toBeNull();
    expect(problems).toEqual([expect.objectContaining({ code: "yaml-too-many-merges", fatal: true })]);
  });

  it("too deep for the parser itself is refused without naming a limit", () => {
    expect(nestingProblem(null).message).toBe("Values are nested too deeply to be read.");
    expect(nestingProblem(500).message).toContain("500");
  });
});
