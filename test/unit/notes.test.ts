import { describe, expect, it } from "@jest/globals";
import { type Diagnostic, doubt, note, problem } from "../../generator/diagnostics.js";
import { Notes } from "../../generator/notes.js";

const warning = (code: string): Diagnostic => doubt(code, "a.yaml#/paths", "m", "r");
const error = (code: string): Diagnostic => problem(code, "a.yaml#/paths", "m", "r");

function notes() {
  const told: Diagnostic[] = [];
  return { told, notes: new Notes((diagnostic) => void told.push(diagnostic)) };
}

describe("notes of a run", () => {
  it("pass on at once what has its line, and what was kept when its lines are known, once", async () => {
    const { told, notes: each } = notes();
    each.keep(warning("late"));
    each.report(warning("early"));
    expect(told.map(({ code }) => code)).toEqual(["early"]);
    const locate = async (kept: readonly Diagnostic[]) => kept.map((diagnostic) => ({ ...diagnostic, line: 7 }));
    await each.tell(locate);
    await each.tell(locate);
    expect(told.map(({ code, line }) => [code, line])).toEqual([
      ["early", null],
      ["late", 7],
    ]);
  });

  it.each([
    { given: [], warning: false, error: false },
    { given: [note("a", "a.yaml#", "m", "r")], warning: false, error: false },
    { given: [warning("a"), note("b", "a.yaml#", "m", "r")], warning: true, error: false },
    { given: [warning("a")], warning: true, error: false },
    { given: [error("a"), warning("b")], warning: true, error: true },
  ])("know how bad it was: $given.length found", ({ given, ...want }) => {
    const { notes: each } = notes();
    for (const diagnostic of given) each.keep(diagnostic);
    expect({ warning: each.isAsBadAs("warning"), error: each.isAsBadAs("error") }).toEqual(want);
    expect(each.isAsBadAs(undefined)).toBe(false);
  });

  it.each([
    { code: "ref-not-found", want: true },
    { code: "ref-unreachable", want: true },
    { code: "ref-outside", want: true },
    { code: "ref-circular", want: false },
    { code: "ref-invalid", want: false },
    { code: "type-unknown", want: false },
  ])("$code leaves the document incomplete: $want", ({ code, want }) => {
    const { notes: each } = notes();
    each.report(warning(code));
    expect(each.isIncomplete).toBe(want);
  });
});
