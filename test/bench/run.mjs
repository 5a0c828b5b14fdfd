// `make bench`: sections 1 to 6 beside the peers, in one run, into docs/BENCHMARKS.md.
// node test/bench/run.mjs [--sections generate,compile,...] [--rounds 3] [--out docs/BENCHMARKS.md]
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

process.env.NODE_OPTIONS = "";
const folder = new URL(".", import.meta.url).pathname;
const { values } = parseArgs({
  options: {
    sections: { type: "string", default: "generate,compile,typecheck,bundle,requests,realtime" },
    rounds: { type: "string", default: "3" },
    out: { type: "string", default: join(folder, "../../docs/BENCHMARKS.md") },
    keep: { type: "string" },
  },
});

if (!existsSync(join(folder, "node_modules"))) {
  const installed = spawnSync("npm", ["ci", "--no-workspaces", "--no-audit", "--no-fund"], { cwd: folder, stdio: "inherit" });
  if (installed.status !== 0) process.exit(1);
}
const work = values.keep ?? mkdtempSync(join(tmpdir(), "clientwright-bench-"));
mkdirSync(work, { recursive: true });
const context = { work, rounds: Number(values.rounds) };
const parts = [];
const needDocuments = new Set(["generate", "compile", "typecheck", "bundle"]);
for (const name of values.sections.split(",")) {
  if (needDocuments.has(name) && !process.env.CORPUS_DIR) {
    console.error(`section ${name}: skipped, for CORPUS_DIR (the folder with openapi/ documents) is not set`);
    continue;
  }
  console.error(`section ${name} ...`);
  const module = await import(`./sections/${name}.mjs`);
  const text = await module[`${name}Section`](context);
  console.error(text);
  parts.push(text);
}
const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  values.out,
  [
    `# Benchmarks`,
    "",
    `Made by \`make bench\` on ${today}: Node ${process.versions.node}, ${cpus().length} cores. Peers and we ran in turn in one run; the ratios are what counts.`,
    "",
    parts.join("\n\n"),
    "",
  ].join("\n"),
);
if (!values.keep) rmSync(work, { recursive: true, force: true });
