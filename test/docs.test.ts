import { resolve } from "node:path";
import { describe, expect, it } from "@jest/globals";
import ts from "typescript";

/** Everything that a published package exports is explained where the user hovers over it. */

const packages: Readonly<Record<string, readonly string[]>> = {
  "@clientwright/runtime": ["runtime/index.ts", "runtime/node/index.ts", "runtime/xml/index.ts", "runtime/raw/index.ts"],
  clientwright: ["generator/index.ts"],
  "@clientwright/clients": ["generated/coherent-spark/index.ts", "generated/coherent-spark/raw.ts"],
};

const program = ts.createProgram({
  rootNames: Object.values(packages)
    .flat()
    .map((file) => resolve(file)),
  options: {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true,
    noEmit: true,
    types: ["node"],
    paths: { "@clientwright/runtime": [resolve("runtime/index.ts")], "@clientwright/runtime/*": [resolve("runtime/*/index.ts")] },
  },
});
const checker = program.getTypeChecker();

function undocumented(file: string): readonly string[] {
  const source = program.getSourceFile(resolve(file));
  const symbol = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (symbol === undefined) throw new Error(`${file} is no module`);
  return checker.getExportsOfModule(symbol).flatMap((each) => {
    const real = each.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(each) : each;
    return real.getDocumentationComment(checker).length > 0 ? [] : [each.name];
  });
}

describe("every exported name has a doc comment", () => {
  it.each(Object.entries(packages).flatMap(([name, files]) => files.map((file) => ({ name, file }))))("$name: $file", ({ file }) => {
    expect(undocumented(file)).toEqual([]);
  });
});
