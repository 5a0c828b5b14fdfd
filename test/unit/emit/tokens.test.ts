import { describe, expect, it } from "@jest/globals";
import { commentLine, identifier, methodKey, numberLiteral, objectKey, stringLiteral, tagText, typeKey } from "../../../generator/emit/tokens.js";

describe("a string literal", () => {
  const rows = [
    { given: "plain", want: '"plain"' },
    { given: '"; evil(); "', want: '"\\"; evil(); \\""' },
    { given: "line\u2028end\u2029", want: '"line\\u2028end\\u2029"' },
    { given: "\u202eright to left", want: '"\\u202eright to left"' },
    { given: "\ud800 alone", want: '"\\ud800 alone"' },
    { given: "\u0085", want: '"\\u0085"' },
  ];
  it.each(rows)("of $given is $want", ({ given, want }) => {
    expect(stringLiteral(given)).toBe(want);
    expect(JSON.parse(stringLiteral(given))).toBe(given);
  });
});

describe("a name", () => {
  const rows = [
    { given: "petId", want: "petId" },
    { given: "été", want: "été" },
    { given: "a-b", want: "a_b" },
    { given: "1st", want: "_1st" },
    { given: "x; evil()", want: "x__evil__" },
    { given: "", want: "_" },
  ];
  it.each(rows)("$given prints as $want", ({ given, want }) => {
    expect(identifier(given)).toBe(want);
  });
});

describe("a property key", () => {
  const rows = [
    { given: "name", type: "name", object: "name", method: "name" },
    { given: "404", type: "404", object: "404", method: "404" },
    { given: "04", type: '"04"', object: '"04"', method: '"04"' },
    { given: "4XX", type: '"4XX"', object: '"4XX"', method: '"4XX"' },
    { given: "a b", type: '"a b"', object: '"a b"', method: '"a b"' },
    { given: "__proto__", type: "__proto__", object: '["__proto__"]', method: "__proto__" },
    { given: "constructor", type: "constructor", object: "constructor", method: '["constructor"]' },
    { given: '"]: evil(), ["', type: '"\\"]: evil(), [\\""', object: '"\\"]: evil(), [\\""', method: '"\\"]: evil(), [\\""' },
  ];
  it.each(rows)("of $given", ({ given, type, object, method }) => {
    expect([typeKey(given), objectKey(given), methodKey(given)]).toEqual([type, object, method]);
  });
});

describe("a number literal", () => {
  const rows = [
    { given: 1, want: "1" },
    { given: -0, want: "-0" },
    { given: 1e21, want: "1e+21" },
    { given: Number.POSITIVE_INFINITY, want: "1e999" },
    { given: Number.NEGATIVE_INFINITY, want: "-1e999" },
    { given: Number.NaN, want: "0" },
  ];
  it.each(rows)("of $given is $want", ({ given, want }) => {
    expect(numberLiteral(given)).toBe(want);
  });
});

describe("a comment line", () => {
  const rows = [
    { given: "ends */ evil()", want: "ends *\\/ evil()" },
    { given: "@deprecated not really", want: "\\@deprecated not really" },
    { given: "  * @see x", want: "  * \\@see x" },
    { given: "mail a@b.c", want: "mail a@b.c" },
    { given: "a\u2028b", want: "a b" },
    { given: "bell\u0007 and \u202etrick", want: "bell and trick" },
    { given: "ends *\u200e/ evil()", want: "ends *\\/ evil()" },
    { given: "ends *\u0000\ufeff/ evil()", want: "ends *\\/ evil()" },
  ];
  it.each(rows)("of $given is $want", ({ given, want }) => {
    expect(commentLine(given)).toBe(want);
  });

  it("keeps a tag's text from starting another tag", () => {
    expect(tagText("use this @param evil and a@b.c")).toBe("use this \\@param evil and a@b.c");
  });
});
