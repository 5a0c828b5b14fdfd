// Section 3: what the type checker pays for a file that calls twenty operations. Uses section 1's output.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { consumers, pickOperations } from "../consumers.mjs";
import { documents } from "../documents.mjs";
import { runOnce, table } from "../measure.mjs";
import { here, peers } from "../peers.mjs";
import { linkModules } from "./compile.mjs";
import { readDocument } from "./read-document.mjs";

const names = ["Qdrant", "Stripe", "GitHub"];
const options = {
  strict: true,
  target: "ES2022",
  lib: ["ES2023", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
  types: [],
  skipLibCheck: true,
  module: "esnext",
  moduleResolution: "bundler",
};

async function tsc(folder, config, extra) {
  writeFileSync(join(folder, config), JSON.stringify(extra));
  return runOnce([join(here, "node_modules/typescript/bin/tsc"), "-p", join(folder, config), "--extendedDiagnostics", "--pretty", "false"], {
    cwd: folder,
    timeout: 300_000,
  });
}

async function check(folder, text) {
  if (text === null) return "-";
  writeFileSync(join(folder, "consumer.ts"), text);
  linkModules(folder);
  const result = await tsc(folder, "tsconfig.consumer.json", { compilerOptions: { ...options, noEmit: true }, files: ["consumer.ts"] });
  const figure = (label) => new RegExp(`${label}:\\s+([\\d.]+)`).exec(result.output)?.[1];
  const errors = (result.output.match(/error TS\d+/g) ?? []).length;
  return `${Number(figure("Instantiations")).toLocaleString("en")} / ${figure("Check time")} / ${Math.round(Number(figure("Memory used")) / 1024)}${errors > 0 ? ` (${errors} errors)` : ""}`;
}

/** Compiles our output to .d.ts, as a published package has it. */
async function declarations(folder) {
  const out = join(folder, "..", `${folder.split("/").pop()}-dts`);
  linkModules(folder);
  await tsc(folder, "tsconfig.dts.json", {
    compilerOptions: { ...options, declaration: true, outDir: out, rootDir: folder },
    include: ["**/*.ts"],
    exclude: ["consumer.ts", "node_modules"],
  });
  linkModules(out);
  return out;
}

export async function typecheckSection({ work }) {
  const index = (start) => peers.findIndex(({ name }) => name.startsWith(start));
  const folderOf = (contender, document) => join(work, "generate", `${contender}`, document);
  const rows = [];
  const cases = [
    ["openapi-fetch", index("openapi-typescript"), consumers.openapiFetch],
    ["hey-api", index("@hey-api"), consumers.heyApi],
    ["orval", index("orval"), consumers.orval],
    ["@redocly generate-client", index("@redocly"), consumers.redocly],
    ["**clientwright** from source, by group", peers.length, consumers.ours.byGroup],
    ["**clientwright** from source, by barrel", peers.length, consumers.ours.byBarrel],
  ];
  for (const [name, contender, write] of cases) {
    const row = [name];
    for (const document of documents(names))
      row.push(
        await check(folderOf(contender, document.name), write(folderOf(contender, document.name), pickOperations(await readDocument(document.path), 20))),
      );
    rows.push(row);
  }
  const published = [["**clientwright** published .d.ts, by group"], ["**clientwright** published .d.ts, by barrel"]];
  for (const document of documents(names)) {
    const source = folderOf(peers.length, document.name);
    const folder = await declarations(source);
    const operations = pickOperations(await readDocument(document.path), 20);
    published[0].push(await check(folder, consumers.ours.byGroup(source, operations)));
    published[1].push(await check(folder, consumers.ours.byBarrel(source, operations)));
  }
  return [
    "## 3. What the type checker pays",
    "",
    "A file that calls twenty operations, TypeScript 5.9, bundler resolution: instantiations / check seconds / MB.",
    "",
    table(["", ...names], [...rows, ...published]),
  ].join("\n");
}
