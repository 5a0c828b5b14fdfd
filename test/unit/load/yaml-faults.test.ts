import { describe, expect, it } from "@jest/globals";
import { DEFAULT_LIMITS } from "../../../generator/load/options.js";
import { parseYaml } from "../../../generator/load/yaml.js";

const faults = async (text: string): Promise<readonly string[]> =>
  (await parseYaml(text, DEFAULT_LIMITS)).problems.map(({ line, column, message, remedy }) => `${line}:${column} ${message} -> ${remedy}`);

describe("a fault in YAML", () => {
  it.each([
    {
      given: 'a: 1\nb: {title: x, version: "1"\npaths:\n  x: {y: z}\n',
      want: "2:4 The `{` that opens here is not closed before line 3. -> Close it with `}`, or indent what belongs inside.",
    },
    {
      given: "openapi: 3.1.0\npaths: [\n",
      want: "2:8 The `[` that opens here is not closed before line 3. -> Close it with `]`, or indent what belongs inside.",
    },
    {
      given: "b:\n  c: {x: [1, {y: 2}\n  d: 3\ne: [4]\n",
      want: "2:10 The `[` that opens here is not closed before line 3. -> Close it with `]`, or indent what belongs inside.",
    },
    { given: 'info:\n  title: "x\n  version: 1\npaths: {}\n', want: '2:10 The text that opens here has no closing quote. -> Close it with `"`.' },
    { given: "a:\n\tb: 1\n\tc: 1\n", want: "2:1 This line (and 1 more) is indented by a tab, which YAML does not take. -> Indent it by spaces." },
    {
      given: "a:\n  b: 1\n   c: 2\nd: 1\n",
      want: "3:4 This line is indented deeper than the one above, which has its value already. -> Align it with the line above.",
    },
    { given: "a:\n    b: 1\n  c: 2\nd: 1\n", want: "3:1 This line is indented unlike those that it stands beside. -> Align it with them." },
    { given: "a:\n  - b: 1\n    c: 2\n   d: 3\n", want: "4:1 This line is indented unlike those that it stands beside. -> Align it with them." },
    { given: "description: foo: bar\nb: 1\n", want: "1:14 The value holds a colon, which begins a mapping. -> Put the value in quotes." },
    { given: "a: @foo\n", want: "1:4 A value can't begin with `@` as it stands. -> Put the value in quotes." },
    { given: 'a: "\\d+"\n', want: "1:5 `\\d` means nothing between double quotes. -> Write `\\\\d`, or use single quotes, where a backslash is just that." },
    { given: "a: 1\nfoo\nb: 2\n", want: "2:1 This line is neither `key: value` nor part of the one above. -> Add the colon, or indent it." },
    { given: "a: {b: 1}}\nb: 1\n", want: "1:10 A `}` closes what was never opened. -> Delete it, or open the bracket before." },
    {
      given: "a: 1\nallow: *\n",
      want: "2:8 A `*` refers to an anchor, and there is no `&` of this name before it. -> Put the value in quotes if it is meant as text.",
    },
    {
      given: "a: 1\nallow: [*nobody]\n",
      want: "2:9 A `*` refers to an anchor, and there is no `&nobody` before it. -> Put the value in quotes if it is meant as text.",
    },
    { given: "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\n", want: "1:1 The file holds a conflict that a merge left behind. -> Resolve it first." },
    { given: "a: 1\n---\nb: 2\n", want: "2:1 The file holds several YAML documents. -> Keep one of them." },
    { given: "info:\n  title: A\n  title: B\n", want: '3:3 The key "title" stands twice in one mapping. -> Keep one of the two: the last one counts.' },
  ])("is told once, at its place and with what to do: $want", async ({ given, want }) => {
    expect(await faults(given)).toEqual([want]);
  });

  it("does not hide another one elsewhere", async () => {
    expect((await faults("a: @x\nb: 1\nc: `y`\n")).map((each) => each.slice(0, 3))).toEqual(["1:4", "3:4"]);
  });

  it("of a text that was never YAML is told ten times at most", async () => {
    expect((await faults(Array.from({ length: 50 }, (_, index) => `@word ${index}`).join("\n"))).length).toBeLessThanOrEqual(10);
  });
});
