import { describe, expect, it } from "@jest/globals";
import { printIndex } from "../../../generator/inline/print-index.js";

const value = (name: string, from: string, as = name) => ({ name, as, from, type: false });
const type = (name: string, from: string, as = name) => ({ name, as, from, type: true });

describe("the index of a copied runtime", () => {
  it.each([
    { given: [], want: "// head\n\n" },
    { given: [value("call", "core/start.ts")], want: '// head\n\nexport { call } from "./core/start.js";\n' },
    { given: [type("Call", "core/call.ts")], want: '// head\n\nexport type { Call } from "./core/call.js";\n' },
    {
      given: [value("b", "a.ts"), type("T", "x/y.ts"), type("S", "a.ts"), value("c", "a.ts", "d")],
      want: '// head\n\nexport { b, type S, c as d } from "./a.js";\nexport type { T } from "./x/y.js";\n',
    },
  ])("prints $want", ({ given, want }) => expect(printIndex(given, "// head")).toBe(want));

  it("breaks a long line into one name a line", () => {
    const names = Array.from({ length: 12 }, (_, index) => value(`aLongerName${index}`, "a.ts"));
    const lines = printIndex(names, "//").split("\n");
    expect(lines[2]).toBe("export {");
    expect(lines[3]).toBe("  aLongerName0,");
    expect(lines.at(-2)).toBe('} from "./a.js";');
  });
});
