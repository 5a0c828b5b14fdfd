import { describe, expect, it } from "@jest/globals";
import { jsonLinesFraming, jsonSeqFraming } from "../../../../runtime/streaming/json-framing.js";
import { fedBadly } from "./fed-badly.js";

const values = (texts: readonly string[]): unknown[] => texts.map((text) => JSON.parse(text));

describe("jsonLinesFraming", () => {
  const cases = [
    { name: "one value a line", given: '{"a":1}\n[2]\n3\n', want: [{ a: 1 }, [2], 3] },
    { name: "CRLF and blank lines between", given: '{"a":1}\r\n\r\n \n{"a":2}\r\n', want: [{ a: 1 }, { a: 2 }] },
    { name: "the last line may lack its line feed", given: '{"a":1}\n{"a":2}', want: [{ a: 1 }, { a: 2 }] },
    { name: "a byte-order mark", given: '\ufeff{"a":"é"}\n', want: [{ a: "é" }] },
    { name: "nothing at all", given: "\n", want: [] },
  ];
  it.each(cases)("$name", ({ given, want }) => {
    for (const texts of fedBadly(given, jsonLinesFraming)) expect(values(texts)).toEqual(want);
  });
});

describe("jsonSeqFraming", () => {
  const cases = [
    { name: "one value a record", given: '\u001e{"a":1}\n\u001e[2]\n\u001e3\n', want: [{ a: 1 }, [2], 3] },
    { name: "a value may hold line feeds", given: '\u001e{\n"a":\n1\n}\n\u001e2\n', want: [{ a: 1 }, 2] },
    { name: "empty records say nothing", given: "\u001e\u001e\n\u001e1\n\n", want: [1] },
    { name: "the last record may lack its line feed", given: '\u001e"x"', want: ["x"] },
    { name: "a byte-order mark", given: '\ufeff\u001e"é"\n', want: ["é"] },
  ];
  it.each(cases)("$name", ({ given, want }) => {
    for (const texts of fedBadly(given, jsonSeqFraming)) expect(values(texts)).toEqual(want);
  });

  it("gives a value out at its line feed, before the next record begins", () => {
    const framing = jsonSeqFraming();
    expect(framing.push('\u001e{"a":1}\n')).toEqual(['{"a":1}\n']);
    expect(framing.push('\u001e{"b":')).toEqual([]);
  });

  it("hands over a broken record at the next separator, for the reader to refuse", () => {
    const framing = jsonSeqFraming();
    expect(framing.push('\u001e{"a":\u001e1\n')).toEqual(['{"a":', "1\n"]);
  });
});
