// The published schema of x-clientwright-framing: the json framing's, and beside it that of every other folder of realtime/protocols.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const folder = new URL("realtime/protocols/", import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(`${name}/framing.schema.json`, folder), "utf8"));

const { $defs, ...json } = read("json");
const names = readdirSync(folder).filter((name) => name !== "json" && existsSync(new URL(`${name}/framing.schema.json`, folder)));
const isOther = (name) => ({ not: { required: ["framing"], properties: { framing: { const: name } } } });
export const framingSchema = {
  ...json,
  allOf: names.map((name) => ({ anyOf: [isOther(name), { $ref: `#/$defs/${name}` }] })),
  $defs: { ...$defs, ...Object.fromEntries(names.map((name) => [name, read(name)])) },
};

const [, script, target] = process.argv;
if (script?.endsWith("framing-schema.mjs") && target !== undefined) writeFileSync(target, `${JSON.stringify(framingSchema, null, 2)}\n`);
