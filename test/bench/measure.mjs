// Runs whole commands and reads their CPU seconds (user + system) and peak memory from the process itself at its exit.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const preload = `
const fs = require("node:fs");
process.on("exit", () => {
  const usage = process.resourceUsage();
  fs.appendFileSync(process.env.BENCH_USAGE, JSON.stringify({ cpu: (usage.userCPUTime + usage.systemCPUTime) / 1e6, mib: usage.maxRSS / 1024 }) + "\\n");
});
`;
const folder = mkdtempSync(join(tmpdir(), "clientwright-bench-"));
writeFileSync(join(folder, "usage.cjs"), preload);
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** One run: `{ ok, cpu, mib, wall, output }`. `node` chooses the interpreter. */
export function runOnce(command, { cwd, node = process.execPath, timeout = 180_000, env = {} } = {}) {
  const usage = join(folder, `usage-${Math.random().toString(36).slice(2)}.jsonl`);
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(node, command, {
      cwd,
      env: { ...process.env, ...env, BENCH_USAGE: usage, NODE_OPTIONS: `--require=${join(folder, "usage.cjs")}`, NO_COLOR: "1", CI: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (chunk) => {
      if (output.length < 200_000) output += chunk;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const timer = setTimeout(() => child.kill("SIGKILL"), timeout);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      let lines = [];
      try {
        lines = readFileSync(usage, "utf8")
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line));
      } catch {
        // killed before its exit handler ran: no figures
      }
      const cpu = lines.reduce((sum, line) => sum + line.cpu, 0);
      const mib = Math.max(0, ...lines.map((line) => line.mib));
      resolve({ ok: code === 0, why: signal ? "out of time" : code === 0 ? "" : "fails", cpu, mib, wall: (performance.now() - started) / 1000, output });
    });
  });
}

export const median = (numbers) => {
  const sorted = [...numbers].sort((left, right) => left - right);
  return sorted.length === 0
    ? Number.NaN
    : sorted.length % 2
      ? sorted[(sorted.length - 1) / 2]
      : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
};

/** All contenders in turn (A B C A B C ...), so that a drift of the machine hits them alike. */
export async function inTurn(contenders, rounds) {
  const runs = new Map(contenders.map((contender) => [contender.name, []]));
  const dropped = new Map();
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of contenders) {
      if (dropped.has(contender.name)) continue;
      const result = await contender.run();
      if (result.ok) runs.get(contender.name).push(result);
      else dropped.set(contender.name, result);
    }
  }
  return contenders.map(({ name }) => {
    const good = runs.get(name);
    if (dropped.has(name) || good.length === 0) return { name, ok: false, why: dropped.get(name)?.why ?? "fails", output: dropped.get(name)?.output ?? "" };
    return { name, ok: true, cpu: median(good.map((run) => run.cpu)), mib: median(good.map((run) => run.mib)), wall: median(good.map((run) => run.wall)) };
  });
}

/** A Markdown table; the first column is left-aligned, the others right-aligned. */
export function table(head, rows) {
  const cell = (value) => String(value).replaceAll("|", "\\|");
  return [
    `| ${head.map(cell).join(" | ")} |`,
    `| ${head.map((_, index) => (index === 0 ? "---" : "--:")).join(" | ")} |`,
    ...rows.map((row) => `| ${row.map(cell).join(" | ")} |`),
  ].join("\n");
}
