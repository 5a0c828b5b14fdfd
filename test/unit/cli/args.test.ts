import { describe, expect, it } from "@jest/globals";
import { parseArguments, several, single, UsageError } from "../../../generator/cli/args.js";
import { commandSpecs, generateSpec } from "../../../generator/cli/commands.js";
import { commandHelp, programHelp } from "../../../generator/cli/help.js";
import { createStyle } from "../../../generator/cli/terminal.js";
import { fakeTerminal } from "./fake-terminal.js";

describe("arguments of a command", () => {
  it("reads positionals, flags, short and repeated options", () => {
    const parsed = parseArguments(generateSpec, ["a.yaml", "b.yaml", "-o", "out", "--tag", "pets", "--tag", "users,orders", "--check"]);
    expect(parsed.positionals).toEqual(["a.yaml", "b.yaml"]);
    expect(single(parsed, "output")).toBe("out");
    expect(several(parsed, "tag")).toEqual(["pets", "users,orders"]);
    expect(several(parsed, "tag", true)).toEqual(["pets", "users", "orders"]);
    expect([...parsed.flags]).toEqual(["check"]);
    expect(single(parsed, "name")).toBeUndefined();
  });

  it("takes the last value of an option that should stand once", () => {
    expect(single(parseArguments(generateSpec, ["-o", "first", "--output=second"]), "output")).toBe("second");
  });

  it.each([
    { given: ["--colour"], want: "Unknown option '--colour'" },
    { given: ["--ouput", "x"], want: "did you mean --output?" },
    { given: ["--output"], want: "Option '-o, --output <value>' argument missing" },
    { given: ["--check=yes"], want: "does not take an argument" },
  ])("refuses $given with what is wrong", ({ given, want }) => {
    expect(() => parseArguments(generateSpec, given)).toThrow(UsageError);
    expect(() => parseArguments(generateSpec, given)).toThrow(want);
  });

  it("takes - for standard input", () => {
    expect(parseArguments(generateSpec, ["-", "-o", "out"]).positionals).toEqual(["-"]);
  });
});

describe("help", () => {
  it.each(commandSpecs)("of $name names every option and an example", (spec) => {
    const text = commandHelp(spec, fakeTerminal());
    for (const option of Object.keys(spec.options)) expect(text).toContain(`--${option}`);
    expect(text).toContain(spec.examples[0]);
  });

  it.each([...commandSpecs.map((spec) => commandHelp(spec, fakeTerminal())), programHelp(commandSpecs, fakeTerminal())])(
    "fits a terminal of 80 columns: %#",
    (text) => {
      expect(text.split("\n").filter((line) => line.length > 80 && !line.startsWith("  $ "))).toEqual([]);
    },
  );

  it("of the program lists every command and the exit codes", () => {
    const text = programHelp(commandSpecs, fakeTerminal());
    for (const spec of commandSpecs) expect(text).toContain(`  ${spec.name} `);
    expect(text).toContain("Exit codes: 0 done, 1");
  });
});

describe("colours", () => {
  it("are escape codes when on, and nothing when off", () => {
    expect(createStyle(true).red("x")).toBe("\u001b[31mx\u001b[39m");
    expect(createStyle(false).red("x")).toBe("x");
  });
});
