import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { verify } from "../../generator/emit/verify.js";
import { generateInMemory, writeInto } from "../support/compile.js";

const root = "test/golden";
const cases = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());

/** Every file below a folder, relative to it. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

// `UPDATE_GOLDEN=1` writes what comes out; read the diff before committing it.
describe.each(cases.map((entry) => entry.name))("the golden case %s", (name) => {
  it("prints exactly what stands in out/", async () => {
    const { files, diagnostics } = await generateInMemory(join(root, name, "spec.yaml"));
    const out = join(root, name, "out");
    if (process.env["UPDATE_GOLDEN"] === "1") writeInto(out, files);
    expect(diagnostics).toEqual([]);
    expect(files.map((file) => file.path).sort()).toEqual(filesIn(out));
    for (const file of files) expect(file.text).toBe(readFileSync(join(out, file.path), "utf8"));
    expect(await verify(files)).toEqual([]);
  });
});
