// Section 1: what generating a client costs, as whole processes.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { documents } from "../documents.mjs";
import { inTurn, median, runOnce, table } from "../measure.mjs";
import { here, ours, peers } from "../peers.mjs";

const cell = (result) => (result.ok ? `${result.cpu.toFixed(2)} / ${Math.round(result.mib)}` : result.why);

export async function generateSection({ work, rounds }) {
  const documentsHere = documents();
  const contenders = [...peers, ours("**clientwright** (whole client)"), ours("**clientwright** with `--raw`", ["--raw"])];
  const rows = new Map(contenders.map(({ name }) => [name, [name]]));
  for (const document of documentsHere) {
    const runs = contenders.map((contender, index) => {
      const out = join(work, "generate", `${index}`, document.name.replaceAll(" ", "-"));
      return {
        name: contender.name,
        run: () => {
          rmSync(out, { recursive: true, force: true });
          mkdirSync(out, { recursive: true });
          return runOnce(contender.command(document.path, out), { cwd: out, node: contender.node, timeout: 240_000 });
        },
      };
    });
    for (const result of await inTurn(runs, rounds)) rows.get(result.name).push(cell(result));
  }
  const head = ["CPU seconds / peak MiB", ...documentsHere.map(({ name }) => name)];
  return [
    "## 1. Generating",
    "",
    `Whole processes, user + system, medians of ${rounds} rounds in turn.`,
    "",
    table(head, [...rows.values()]),
    "",
    "### Again",
    "",
    await again({ work, rounds }),
  ].join("\n");
}

/** Nothing changed; then one schema changed, in a new process and in one that is warm. */
async function again({ work, rounds }) {
  const rows = [
    ["nothing changed (CPU s / MiB)"],
    ["one description changed (CPU s / MiB)"],
    ["one description changed, `--watch` (wall s in a warm process)"],
  ];
  const names = ["petstore", "GitHub"];
  for (const document of documents(names)) {
    const folder = join(work, "again", document.name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const copy = join(folder, `openapi${extname(document.path)}`);
    cpSync(document.path, copy);
    const { command } = ours("", []);
    const args = command(copy, join(folder, "out")).filter((argument) => argument !== "--force");
    await runOnce(args, { cwd: folder });
    const same = [];
    for (let round = 0; round < rounds * 2; round += 1) same.push(await runOnce(args, { cwd: folder }));
    rows[0].push(`${median(same.map((run) => run.cpu)).toFixed(2)} / ${Math.round(median(same.map((run) => run.mib)))}`);
    const changed = [];
    for (let round = 0; round < rounds; round += 1) {
      writeFileSync(copy, readFileSync(copy, "utf8").replace(/description("?): ("?)/, `description$1: $2x`));
      changed.push(await runOnce(args, { cwd: folder }));
    }
    rows[1].push(`${median(changed.map((run) => run.cpu)).toFixed(2)} / ${Math.round(median(changed.map((run) => run.mib)))}`);
    const warm = join(folder, "warm");
    mkdirSync(warm, { recursive: true });
    const walls = [];
    for (let round = 0; round < rounds; round += 1)
      walls.push(Number((await runOnce([join(here, "sections/warm.mjs"), document.path, warm], { cwd: folder })).output));
    rows[2].push((median(walls) / 1000).toFixed(3));
  }
  return table(["clientwright", ...names], rows);
}
