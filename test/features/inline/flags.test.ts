import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";

const folder = mkdtempSync(join(tmpdir(), "flags-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Copies of the runtime are compiled with the flags of whatever project they stand in. */
const projects: readonly { readonly name: string; readonly flags: object }[] = [
  { name: "strict alone", flags: {} },
  { name: "not even strict", flags: { strict: false } },
  {
    name: "as strict as can be",
    flags: {
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noPropertyAccessFromIndexSignature: true,
      noImplicitOverride: true,
      noImplicitReturns: true,
      noFallthroughCasesInSwitch: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      allowUnreachableCode: false,
      allowUnusedLabels: false,
      verbatimModuleSyntax: true,
      isolatedDeclarations: true,
      erasableSyntaxOnly: true,
      declaration: true,
    },
  },
  {
    name: "a bundler and an older target",
    flags: { target: "ES2020", useDefineForClassFields: false, module: "ESNext", moduleResolution: "Bundler", isolatedModules: true },
  },
  { name: "browser libraries without their iterables", flags: { lib: ["ES2022", "DOM"] } },
  { name: "Node's types alone", flags: { lib: ["ES2023"], types: ["node"], typeRoots: [resolve("node_modules/@types")] } },
];

describe("the runtime's sources compile in a project with", () => {
  it.each(projects)("$name", ({ flags }) => {
    const base = { target: "ES2022", module: "NodeNext", moduleResolution: "NodeNext", lib: ["ES2023", "DOM", "DOM.Iterable", "DOM.AsyncIterable"], types: [] };
    const files = ["index.ts", "xml/index.ts", "raw/index.ts"].map((file) => resolve("runtime", file));
    const config = join(folder, "tsconfig.json");
    writeFileSync(config, JSON.stringify({ compilerOptions: { ...base, strict: true, noEmit: true, skipLibCheck: true, ...flags }, files }));
    expect(errorsOf(config)).toEqual([]);
  });
});

function errorsOf(config: string): readonly string[] {
  try {
    execFileSync(resolve("node_modules/.bin/tsgo"), ["-p", config, "--pretty", "false"], { encoding: "utf8" });
    return [];
  } catch (error) {
    const { stdout } = error as { readonly stdout?: string }; // execFileSync adds the output of a failed process
    return (stdout ?? String(error)).split("\n").filter((line) => line.includes("error TS"));
  }
}
