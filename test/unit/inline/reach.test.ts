import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "@jest/globals";
import { carriedFolder, readCarried } from "../../../generator/inline/carried.js";
import { reach } from "../../../generator/inline/reach.js";
import { runtimeTypes, runtimeValues } from "../../../generator/plan/names/runtime-names.js";

const folder = mkdtempSync(join(tmpdir(), "carried-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sources: Readonly<Record<string, string>> = {
  "index.ts": 'export { a, type A } from "./core/a.js";\nexport type { B as Bee } from "./core/b.js";\nexport { c } from "./side/c.js";\n',
  "core/a.ts": 'import type { B } from "./b.js";\nexport interface A extends B {}\nexport const a = (): Promise<unknown> => import("../lazy/late.js");\n',
  "core/b.ts": 'import { readFile } from "node:fs";\nexport interface B { read: typeof readFile }\n',
  "lazy/late.ts": 'export * from "../core/a.js";\nexport const late = () => import("far");\n',
  "side/c.ts": "export const c = 1;\n",
};
for (const [path, text] of Object.entries(sources)) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
const small = pathToFileURL(`${folder}/`);
const paths = async (names: readonly string[], files: readonly string[] = []): Promise<readonly string[]> =>
  (await reach({ names, files }, small)).files.map(({ path }) => path);

describe("what a client reaches of the runtime", () => {
  it.each([
    { given: [], want: [] },
    { given: ["c"], want: ["side/c.ts"] },
    { given: ["Bee"], want: ["core/b.ts"] },
    { given: ["A"], want: ["core/a.ts", "core/b.ts", "lazy/late.ts"] },
    { given: ["a", "c"], want: ["core/a.ts", "core/b.ts", "lazy/late.ts", "side/c.ts"] },
  ])("$given needs $want: imports, types and lazy imports followed, circles too", async ({ given, want }) => {
    expect(await paths(given)).toEqual(want);
  });

  it("takes whole files as they are", async () => {
    expect(await paths([], ["side/c.ts"])).toEqual(["side/c.ts"]);
  });

  it("exports every public name of the files that come along, as the index calls it", async () => {
    const { exports } = await reach({ names: ["A"], files: [] }, small);
    expect(exports).toEqual([
      { name: "a", as: "a", from: "core/a.ts", type: false },
      { name: "A", as: "A", from: "core/a.ts", type: true },
      { name: "B", as: "Bee", from: "core/b.ts", type: true },
    ]);
  });

  it.each([
    ["DigestCredential", "auth/digest.ts"],
    ["pages", "pagination/resume-pages.ts"],
    ["job", "polling/job-failed-error.ts"],
    ["call", "core/failed-with.ts"],
  ])("%s brings %s, which callers need by name", async (name, want) => {
    expect((await reach({ names: [name], files: [] }, carriedFolder())).files.map(({ path }) => path)).toContain(want);
  });
});

describe("the runtime that the generator carries", () => {
  it("exports every name that generated code imports", async () => {
    const { exports } = await readCarried("index.ts", carriedFolder());
    expect(exports.map(({ as }) => as)).toEqual(expect.arrayContaining([...runtimeValues, ...runtimeTypes]));
  });

  it("is complete: each of its files leads to files that are there", async () => {
    const index = await readCarried("index.ts", carriedFolder());
    const all = await reach({ names: index.exports.map(({ as }) => as), files: ["xml/index.ts", "raw/index.ts", "node/index.ts"] }, carriedFolder());
    expect(all.exports).toEqual(index.exports);
    expect(all.files.map(({ path }) => path)).toEqual(expect.arrayContaining(["core/call.ts", "xml/parse.ts", "raw/raw-client.ts", "node/pool.ts"]));
  });
});
