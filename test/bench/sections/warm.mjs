// What `--watch` pays: one process that generates again and again while one description changes. Prints the median wall milliseconds of the last runs.
// node warm.mjs DOCUMENT FOLDER
import { readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { generate } from "clientwright";

const [document, folder] = process.argv.slice(2);
const copy = join(folder, `openapi${extname(document)}`);
const text = readFileSync(document, "utf8");
const times = [];
for (let run = 0; run < 12; run += 1) {
  writeFileSync(copy, text.replace(/description("?): ("?)/, `description$1: $2${run} `));
  const started = performance.now();
  await generate({ sources: [copy], output: join(folder, "out"), load: { allowOutside: true } }, () => undefined);
  times.push(performance.now() - started);
}
const last = times.slice(6).sort((left, right) => left - right);
console.log((last[2] + last[3]) / 2);
