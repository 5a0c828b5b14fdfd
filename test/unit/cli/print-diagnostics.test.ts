import { describe, expect, it } from "@jest/globals";
import { countText, printDiagnostics, visible } from "../../../generator/cli/print-diagnostics.js";
import { doubt, note, problem } from "../../../generator/diagnostics.js";
import { fakeTerminal } from "./fake-terminal.js";

describe("printing diagnostics", () => {
  it("puts errors first and notes last, each with place, message and remedy", () => {
    const terminal = fakeTerminal();
    printDiagnostics(
      [
        note("left-out", "a.yaml#/z", "Left out.", ""),
        doubt("odd-type", "a.yaml#/x", "`int` is no type.", "Write integer."),
        { ...problem("ref-not-found", "a.yaml#/y", "Nothing there.", "Mend it."), line: 7, column: 3 },
      ],
      terminal,
      false,
    );
    expect(terminal.said).toEqual([
      "error ref-not-found a.yaml#/y:7:3",
      "  Nothing there.",
      "  -> Mend it.",
      "warning odd-type a.yaml#/x",
      "  `int` is no type.",
      "  -> Write integer.",
      "note left-out a.yaml#/z",
      "  Left out.",
    ]);
  });

  it("counts what is more than five of a kind, and says how to see all", () => {
    const many = Array.from({ length: 8 }, (_, index) => doubt("odd-type", `a.yaml#/${index}`, "Odd.", ""));
    const terminal = fakeTerminal();
    printDiagnostics(many, terminal, false);
    expect(terminal.said.filter((line) => line.startsWith("warning"))).toHaveLength(5);
    expect(terminal.said.at(-1)).toBe("  ... 3 more of odd-type (--all shows them)");
    const whole = fakeTerminal();
    printDiagnostics(many, whole, true);
    expect(whole.said.filter((line) => line.startsWith("warning"))).toHaveLength(8);
  });

  it.each([
    { given: "a\u001b[2Jb", want: "a\\u{1b}[2Jb" },
    { given: "a\u202eb", want: "a\\u{202e}b" },
    { given: "two\nlines\tkept", want: "two\nlines\tkept" },
  ])("makes control characters visible: $want", ({ given, want }) => {
    expect(visible(given)).toBe(want);
  });

  it.each([
    { given: [], want: "" },
    { given: [problem("a", "x", "", "")], want: "1 error" },
    { given: [problem("a", "x", "", ""), doubt("b", "x", "", ""), doubt("b", "y", "", "")], want: "1 error, 2 warnings" },
    { given: [note("a", "x", "", ""), doubt("b", "x", "", "")], want: "1 warning, 1 note" },
  ])("counts: $want", ({ given, want }) => {
    expect(countText(given)).toBe(want);
  });
});
