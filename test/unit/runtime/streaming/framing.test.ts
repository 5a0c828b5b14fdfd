import { describe, expect, it } from "@jest/globals";
import { lineFraming } from "../../../../runtime/streaming/framing.js";
import { fedBadly } from "./fed-badly.js";

describe("lineFraming", () => {
  const cases = [
    { name: "an empty stream has no line", ending: "any", given: "", want: [] },
    { name: "LF, CR and CRLF all end a line", ending: "any", given: "a\nb\rc\r\nd\n", want: ["a", "b", "c", "d"] },
    { name: "blank lines are lines", ending: "any", given: "\n\r\r\n\n", want: ["", "", "", ""] },
    { name: "LF CR is two ends", ending: "any", given: "a\n\rb\n", want: ["a", "", "b"] },
    { name: "the last line may lack its end", ending: "any", given: "a\nbé", want: ["a", "bé"] },
    { name: "a byte-order mark is dropped at the start only", ending: "any", given: "\ufeffa\n\ufeffb\n", want: ["a", "\ufeffb"] },
    { name: "CR stays in a line that LF alone ends", ending: "lf", given: "a\r\nb\rc\n", want: ["a\r", "b\rc"] },
    { name: "characters of several bytes survive every cut", ending: "lf", given: "zażółć\n😀\n", want: ["zażółć", "😀"] },
  ] as const;
  it.each(cases)("$name", ({ ending, given, want }) => {
    for (const lines of fedBadly(given, () => lineFraming(ending))) expect(lines).toEqual(want);
  });
});
