import { describe, expect, it } from "@jest/globals";
import { DEFAULT_LIMITS } from "../../../generator/load/options.js";
import { parseText, textDiagnostic, textOf } from "../../../generator/load/parse.js";

const parse = (text: string): ReturnType<typeof parseText> => parseText(text, DEFAULT_LIMITS);

describe("bytes", () => {
  const text = '{"a":"ü"}';
  it.each([
    { given: "UTF-8", bytes: Buffer.from(text) },
    { given: "UTF-8 with a byte-order mark", bytes: Buffer.from(`\uFEFF${text}`) },
    { given: "UTF-16, little end first", bytes: Buffer.from(`\uFEFF${text}`, "utf16le") },
    { given: "UTF-16, big end first", bytes: Buffer.from(`\uFEFF${text}`, "utf16le").swap16() },
    { given: "UTF-16 without a mark, little end first", bytes: Buffer.from(text, "utf16le") },
    { given: "UTF-16 without a mark, big end first", bytes: Buffer.from(text, "utf16le").swap16() },
  ])("are read as $given", ({ bytes }) => {
    expect(textOf(bytes)).toBe(text);
  });
});

describe("a text", () => {
  it.each([
    { given: ' {"a": [1, true, null]}', want: { a: [1, true, null] } },
    { given: "a: [1, true, null]", want: { a: [1, true, null] } },
    { given: "{a: 1, b: [x, y],}", want: { a: 1, b: ["x", "y"] } },
    { given: "", want: null },
    { given: "# nothing but a comment\n", want: null },
  ])("is read as JSON or YAML: $given", async ({ given, want }) => {
    expect(await parse(given)).toEqual({ value: want, problems: [] });
  });

  it.each([
    { given: '{\n  "a": 1,\n  "b" 2\n}', line: 3, column: 7 },
    { given: '{"a": [1, 2,\n  ]]}', line: 2, column: 3 },
  ])("that is broken JSON is reported at its line and column", async ({ given, line, column }) => {
    const { value, problems } = await parse(given);
    expect(value).toBeNull();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: "json-syntax", line, column, fatal: true });
    expect(problems[0]?.message).toMatch(/^It is not JSON: /);
  });

  it("that was cut off is told so", async () => {
    expect((await parse('{"a": [1, 2\n')).problems).toEqual([
      expect.objectContaining({
        code: "json-syntax",
        line: 2,
        column: 1,
        message: expect.stringContaining("It ends before its JSON does"),
        remedy: expect.stringContaining("cut off"),
      }),
    ]);
  });

  it("that is large broken JSON is not tried as YAML too", async () => {
    const { problems } = await parse(`{"a": "${"x".repeat(5_000_000)}", b: 1}`);
    expect(problems.map((each) => each.code)).toEqual(["json-syntax"]);
    expect(problems[0]?.message.length).toBeLessThan(200);
  });

  it("has its problems reported under the file's name", () => {
    const given = { code: "yaml-syntax", message: "Bad.", remedy: "Mend.", line: 2, column: 3 };
    expect(textDiagnostic({ ...given, fatal: true }, "a.yaml")).toEqual({ ...given, severity: "error", at: "a.yaml#" });
    expect(textDiagnostic({ ...given, fatal: false }, "a.yaml").severity).toBe("warning");
  });
});
