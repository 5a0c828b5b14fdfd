// Adds up what every runner wrote to .cache/results and ends with the one line that CI reads.
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Names each test that did not pass, so that the end of a long log says what to look for. */
function tell(suite) {
  const tests = suite.assertionResults ?? [];
  for (const test of tests) {
    if (test.status === "pending") console.log(`skipped: ${test.fullName}`);
    if (test.status === "failed") console.log(`failed: ${test.fullName} (${suite.name})`);
  }
  if (suite.status === "failed" && tests.length === 0) console.log(`failed to start: ${suite.name}`);
}

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
  for (const suite of result.testResults ?? []) tell(suite);
  if (result.name && result.numFailedTests > 0) console.log(`failed: ${result.name}`);
  if (result.broken && failed === 0) failed += 1;
}
if (skipped > 0) console.log(`${skipped} skipped`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
