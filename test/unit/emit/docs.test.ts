import { describe, expect, it } from "@jest/globals";
import { printDocs, WIDTH } from "../../../generator/emit/docs.js";
import type { DocsView } from "../../../generator/plan/views.js";
import { docs } from "./plans.js";

describe("a doc comment", () => {
  const rows: readonly { readonly name: string; readonly given: DocsView; readonly want: string }[] = [
    { name: "is left out when there is nothing to say", given: docs(), want: "" },
    { name: "is left out for empty lines", given: docs("", ""), want: "" },
    { name: "takes one line where one is enough", given: docs("Short."), want: "/** Short. */\n" },
    { name: "drops empty lines around and repeated between", given: docs("", "A", "", "", "B", ""), want: "/**\n * A\n *\n * B\n */\n" },
    { name: "splits lines that hold line ends", given: docs("A\nB\r\nC\u2028D"), want: "/**\n * A\n * B\n * C\n * D\n */\n" },
    { name: "can't be ended by its text", given: docs("ends */ evil()"), want: "/** ends *\\/ evil() */\n" },
    { name: "can't be ended by a slash at its end", given: docs("a/"), want: "/**\n * a/\n */\n" },
    { name: "sets tags off", given: { lines: ["A"], tags: [{ tag: "default", text: "1" }] }, want: "/**\n * A\n *\n * @default 1\n */\n" },
    { name: "holds a single tag in one line", given: { lines: [], tags: [{ tag: "deprecated", text: "" }] }, want: "/** @deprecated */\n" },
    {
      name: "keeps a tag's text a text",
      given: { lines: [], tags: [{ tag: "example", text: "a */ @evil\n@also" }] },
      want: "/**\n * @example a *\\/ \\@evil\n * \\@also\n */\n",
    },
  ];
  it.each(rows)("$name", ({ given, want }) => {
    expect(printDocs(given, "")).toBe(want);
  });

  const word = "word ".repeat(40).trim();
  const rules = [
    { name: "wraps long prose", given: word, start: " * word" },
    { name: "keeps wrapped list items together", given: `- ${word}`, start: " *   word" },
    { name: "keeps wrapped quotations quoted", given: `> ${word}`, start: " * > word" },
  ];
  it.each(rules)("$name", ({ given, start }) => {
    const lines = printDocs(docs(given), "").split("\n");
    expect(lines[2]?.startsWith(start)).toBe(true);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(WIDTH);
  });

  it("joins lines that were broken at another width before it breaks them at its own", () => {
    const long = "word ".repeat(26).trim();
    const given = docs(long, "that", "is all.", "", long, "Then:", "- one", "- two");
    expect(printDocs(given, "").split("\n").slice(1, -2)).toEqual([
      ` * ${"word ".repeat(23).trim()}`,
      " * word word word that",
      " * is all.",
      " *",
      ` * ${"word ".repeat(23).trim()}`,
      " * word word word Then:",
      " * - one",
      " * - two",
    ]);
    expect(printDocs(docs("Broken by", "its author."), "")).toBe("/**\n * Broken by\n * its author.\n */\n");
  });

  it("never breaks a line where the rest would become a list, a heading or a tag", () => {
    const text = printDocs(docs(`${"x".repeat(116)} - ${"y".repeat(20)} # z`), "");
    expect(text).toContain(" * \\- yyy");
    expect(printDocs(docs(`${"x".repeat(114)} @tag y`), "")).toContain(" * \\@tag y");
  });

  it("leaves code fences, tables and unbreakable words alone", () => {
    const long = "x".repeat(200);
    for (const given of [["```", `${word} ${word}`, "```"], [`| ${word} ${word} |`], [long]]) {
      expect(printDocs(docs(...given), "")).toContain(` * ${given.length > 1 ? given[1] : given[0]}\n`);
    }
  });
});
