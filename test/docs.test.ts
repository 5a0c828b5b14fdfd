import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "@jest/globals";
import ts from "typescript";

/** Everything that a published package exports is explained where the user hovers over it. */

const packages: Readonly<Record<string, readonly string[]>> = {
  "@clientwright/runtime": [
    "runtime/index.ts",
    "runtime/node/index.ts",
    "runtime/xml/index.ts",
    "runtime/raw/index.ts",
    "runtime/realtime/index.ts",
    "runtime/ws/index.ts",
    "runtime/brokers/mqtt/index.ts",
    "runtime/brokers/nats/index.ts",
    "runtime/brokers/amqp/index.ts",
    "runtime/brokers/redis/index.ts",
    "runtime/brokers/kafka/index.ts",
    "runtime/ably/index.ts",
    "runtime/graphql-transport-ws/index.ts",
    "runtime/socket.io/index.ts",
    "runtime/loki-tail/index.ts",
    "runtime/centrifuge/index.ts",
    "runtime/jupyter-kernel/index.ts",
    "runtime/json-rpc/index.ts",
    "runtime/testing/ably/index.ts",
  ],
  clientwright: ["generator/index.ts"],
  "@clientwright/clients": ["generated/coherent-spark/index.ts", "generated/coherent-spark/raw.ts"],
};

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  types: ["node"],
  paths: {
    "@clientwright/runtime": [resolve("runtime/index.ts")],
    "@clientwright/runtime/*": [resolve("runtime/*/index.ts")],
    "@clientwright/clients/coherent-spark": [resolve("generated/coherent-spark/index.ts")],
    "@clientwright/clients/*": [resolve("generated/*.ts")],
  },
};

const program = ts.createProgram({
  rootNames: Object.values(packages)
    .flat()
    .map((file) => resolve(file)),
  options,
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

/** What the README's examples take for granted. */
const given = `declare const clientId: string, clientSecret: string;
declare const records: { age: number }[];
declare const upload: import("../generated/coherent-spark/index.js").UploadServiceInput;
declare const onProgress: (progress: unknown) => void;
declare const signal: AbortSignal;
declare const shop: import("./golden/channels/out/index.js").ShopEvents;
declare const log: (...values: unknown[]) => void;
`;

describe("the README's examples", () => {
  it("type-check as they stand", () => {
    const blocks = [...readFileSync("README.md", "utf8").matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
    expect(blocks.length).toBeGreaterThanOrEqual(2);
    const files = blocks.map((block, index) => {
      const file = resolve(`test/readme-block-${index}.ts`);
      writeFileSync(file, `${block}\nexport {};\n${given}`);
      return file;
    });
    try {
      const checked = ts.createProgram({ rootNames: files, options });
      const found = files.flatMap((file) => ts.getPreEmitDiagnostics(checked, checked.getSourceFile(file)));
      expect(found.map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"))).toEqual([]);
    } finally {
      for (const file of files) rmSync(file, { force: true });
    }
  }, 60_000);
});
