// Runs one named check and records it as a passed or failed test in .cache/results, so that CI's total is true.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";

const [name, separator, command, ...args] = process.argv.slice(2);
if (!name || separator !== "--" || !command) {
  console.error("usage: step.mjs <name> -- <command> [args]");
  process.exit(2);
}
const outcome = spawnSync(command, args, { stdio: "inherit" });
const failed = outcome.status === 0 ? 0 : 1;
mkdirSync(".cache/results", { recursive: true });
writeFileSync(`.cache/results/step-${name.replaceAll("/", "-")}.json`, JSON.stringify({ name, numPassedTests: 1 - failed, numFailedTests: failed }));
console.log(`${failed ? "FAILED" : "ok"}  ${name}`);
process.exit(failed);
