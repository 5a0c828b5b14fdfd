import { describe, expect, it } from "@jest/globals";
import { type LiteralMember, noDocs, type Schema } from "../../../../generator/ir/index.js";
import { docsView } from "../../../../generator/plan/docs/docs.js";
import { valueLines } from "../../../../generator/plan/schemas/value-lines.js";
import { array, text, union } from "../build.js";

const literal = (...members: readonly Partial<LiteralMember>[]): Schema => ({
  kind: "literal",
  members: members.map((member) => ({ value: null, name: null, docs: null, ...member })),
  base: "mixed",
  open: false,
  meta: null,
});
const lines = (schema: Schema): readonly string[] => valueLines(schema).map(({ line }) => line);

describe("the values of an enum", () => {
  it.each([
    { given: literal({ value: "a", docs: "The\n first." }, { value: "b" }), want: ["- `a`: The first."] },
    { given: literal({ value: 0, name: "Off" }, { value: 1, name: "On", docs: "Running." }), want: ["- `0`: Off", "- `1`: On: Running."] },
    { given: literal({ value: "a", name: "A" }), want: [] },
    { given: array(union(literal({ value: "a", docs: "First." }), { kind: "null", meta: null })), want: ["- `a`: First."] },
    { given: union(literal({ value: "a", docs: "First." }), text), want: [] },
    { given: text, want: [] },
    { given: literal({ value: "a", docs: "x".repeat(200) }), want: [`- \`a\`: ${"x".repeat(160)}…`] },
  ])("are explained as the document does: $want", ({ given, want }) => expect(lines(given)).toEqual(want));

  it("are not listed without end", () => {
    const many = literal(...Array.from({ length: 50 }, (_, value) => ({ value, name: `Name${value}` })));
    expect(lines(many)).toHaveLength(41);
    expect(lines(many).at(-1)).toBe("- …");
  });

  it("follow the prose, unless that explains them already", () => {
    const schema = literal({ value: "a", docs: "First one" });
    expect(docsView({ ...noDocs, description: "What it is." }, schema).lines).toEqual(["What it is.", "", "- `a`: First one"]);
    expect(docsView({ ...noDocs, description: "* `a` - first one" }, schema).lines).toEqual(["* `a` - first one"]);
  });
});
