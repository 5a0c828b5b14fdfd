// Section 2: does what comes out compile? Errors under strict flags, in both resolutions. Uses section 1's output.
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { documents } from "../documents.mjs";
import { runOnce, table } from "../measure.mjs";
import { here, ours, peers, root } from "../peers.mjs";

const flags = { strict: true, target: "ES2022", lib: ["ES2023", "DOM", "DOM.Iterable", "DOM.AsyncIterable"], types: [], noEmit: true, skipLibCheck: true };
const strictest = { ...flags, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, verbatimModuleSyntax: true };

function entries(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
}

/** Number of errors of tsc 5.9 over a folder; "syntax" when it can't even parse it. */
export async function errorsOf(folder, { resolution, strict }) {
  if (!existsSync(folder) || entries(folder).length === 0) return "-";
  const config = join(folder, `tsconfig.${resolution}.json`);
  const module = resolution === "nodenext" ? "nodenext" : "esnext";
  writeFileSync(
    config,
    JSON.stringify({
      compilerOptions: { ...(strict ? strictest : flags), module, moduleResolution: resolution },
      include: ["**/*.ts"],
      exclude: ["node_modules"],
    }),
  );
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  linkModules(folder);
  const result = await runOnce([join(here, "node_modules/typescript/bin/tsc"), "-p", config, "--pretty", "false"], { cwd: folder, timeout: 300_000 });
  return (result.output.match(/error TS\d+/g) ?? []).length;
}

/** What the output imports: our runtime, the peers' own packages. */
export function linkModules(folder) {
  const modules = join(folder, "node_modules");
  if (existsSync(modules)) return;
  mkdirSync(join(modules, "@clientwright"), { recursive: true });
  symlinkSync(join(root, "runtime"), join(modules, "@clientwright/runtime"));
  for (const name of ["oazapfts", "openapi-fetch", "openapi-typescript-helpers", "axios", "ky", "@oazapfts", "undici"]) {
    const from = existsSync(join(here, "node_modules", name)) ? join(here, "node_modules", name) : join(root, "node_modules", name);
    if (existsSync(from)) symlinkSync(from, join(modules, name));
  }
}

export async function compileSection({ work }) {
  const names = ["petstore", "Iceberg REST", "Qdrant", "Stripe", "GitHub"];
  const contenders = [...peers, ours("**clientwright** (exactOptionalPropertyTypes, noUncheckedIndexedAccess, verbatimModuleSyntax as well)")];
  const rows = [];
  for (const [index, contender] of contenders.entries()) {
    const row = [contender.name];
    for (const document of documents(names)) {
      const folder = join(work, "generate", `${index}`, document.name.replaceAll(" ", "-"));
      const strict = index === contenders.length - 1;
      row.push(`${await errorsOf(folder, { resolution: "bundler", strict })} / ${await errorsOf(folder, { resolution: "nodenext", strict })}`);
    }
    rows.push(row);
  }
  return ["## 2. Does it compile?", "", "Errors of TypeScript 5.9 under `strict`: bundler / nodenext resolution.", "", table(["errors", ...names], rows)].join(
    "\n",
  );
}
