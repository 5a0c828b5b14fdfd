import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";

/** Codes in the generator's sources: the first argument of the functions that make diagnostics, or a `code:` field. */
function codes(): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name === "dist" || entry.name === "node_modules" || entry.name.startsWith(".")) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (entry.name.endsWith(".ts"))
        for (const match of readFileSync(path, "utf8").matchAll(
          /(?:\b(?:problem|doubt|warn|note|remark|Refusal|refuse|report)\(\s*|code: )"([a-z]+(?:-[a-z0-9]+)+)"/g,
        ))
          found.add(match[1] ?? "");
    }
  };
  visit("generator");
  return found;
}

describe("diagnostics", () => {
  it("every code is explained under docs/diagnostics", () => {
    const docs = readdirSync("docs/diagnostics")
      .map((file) => readFileSync(join("docs/diagnostics", file), "utf8"))
      .join("\n");
    expect(codes().size).toBeGreaterThan(30);
    expect([...codes()].filter((code) => !docs.includes(`\`${code}\``))).toEqual([]);
  });
});
