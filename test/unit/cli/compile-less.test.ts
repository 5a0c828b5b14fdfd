import { describe, expect, it } from "@jest/globals";
import { compileLess } from "../../../generator/cli/compile-less.js";

describe("short runs", () => {
  const flagsOn = (versions: Readonly<Record<string, string>>): readonly string[] => {
    const flags: string[] = [];
    compileLess(versions, (flag) => void flags.push(flag));
    return flags;
  };

  it("are compiled less eagerly on the V8 that knows how", () => {
    expect(flagsOn({ v8: "11.3.244.8-node.30" })).toEqual(["--interrupt-budget=1000000"]);
  });

  it.each([{ v8: "12.4.254.21-node.26" }, { v8: "11.3.244.8-node.15", bun: "1.2.0" }, {}])("are left alone on %j, which would complain", (versions) => {
    expect(flagsOn(versions as Record<string, string>)).toEqual([]);
  });
});
