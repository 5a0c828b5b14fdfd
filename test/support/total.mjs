// Adds up what every runner wrote to .cache/results and ends with the one line that CI reads.
import { existsSync, readdirSync, readFileSync } from "node:fs";

const folder = ".cache/results";
let passed = 0;
let failed = 0;
let skipped = 0;
for (const file of existsSync(folder) ? readdirSync(folder).sort() : []) {
  const result = JSON.parse(readFileSync(`${folder}/${file}`, "utf8"));
  passed += result.numPassedTests ?? 0;
  // A suite that could not even start has no failed test of its own, and a broken target counts when nothing else does.
  failed += (result.numFailedTests ?? 0) + (result.numRuntimeErrorTestSuites ?? 0);
  skipped += result.numPendingTests ?? 0;
  for (const suite of result.testResults ?? []) {
    for (const test of suite.assertionResults ?? []) if (test.status === "pending") console.log(`skipped: ${test.fullName}`);
  }
  if (result.broken && failed === 0) failed += 1;
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
