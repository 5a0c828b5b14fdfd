import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { globalTypes } from "../../../../generator/plan/names/globals.js";

const libFolder = dirname(createRequire(import.meta.url).resolve("typescript"));
const file = "generator/plan/names/globals.ts";

/** Every capitalised global that TypeScript's own libraries declare (ES and DOM; the scripting host of old Windows aside). */
function declared(): string[] {
  const names = new Set<string>();
  for (const name of readdirSync(libFolder).filter((entry) => /^lib\..*d\.ts$/.test(entry) && !/webworker|scripthost/.test(entry))) {
    const text = readFileSync(join(libFolder, name), "utf8");
    for (const match of text.matchAll(/^(?:declare )?(?:interface|type|class|abstract class|var|const|let|function|namespace|enum) ([A-Z][\w$]*)/gm))
      names.add(match[1] as string);
  }
  return [...names].sort();
}

function printed(names: readonly string[]): string {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + name.length < 140) lines[lines.length - 1] = `${last} ${name}`;
    else lines.push(name);
  }
  return [
    "/**",
    " * Names that TypeScript's libraries (ES and DOM) declare globally, so that no generated type hides one. Checked against the",
    " * installed lib.*.d.ts by test/unit/plan/names/globals.test.ts, which rewrites this file when run with UPDATE_GLOBALS=1.",
    " */",
    "export const globalTypes: ReadonlySet<string> = new Set(",
    "  `",
    ...lines,
    "`",
    "    .trim()",
    "    .split(/\\s+/),",
    ");",
    "",
  ].join("\n");
}

describe("the list of global names", () => {
  it("holds every capitalised name of TypeScript's lib.*.d.ts", () => {
    const wanted = declared();
    if (process.env["UPDATE_GLOBALS"] === "1") writeFileSync(file, printed(wanted));
    expect(wanted.length).toBeGreaterThan(1500);
    expect(wanted.filter((name) => !globalTypes.has(name))).toEqual([]);
  });

  it("holds the names that real documents collide with", () => {
    for (const name of ["Record", "Error", "Date", "Request", "Response", "Event", "Map", "Partial", "Node", "Blob", "Promise"])
      expect(globalTypes).toContain(name);
  });
});
