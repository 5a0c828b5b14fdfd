import { cpSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { writePrecompiledTemplates } from "./emit/precompile.js";
import { clientConfigSchema } from "./plan/client-config-schema.js";

/** The build step after tsc, run from dist: templates compiled, the schema of client.yaml as a file, the runtime's sources for `runtime: inline`. */
writePrecompiledTemplates(new URL("../../templates/", import.meta.url), new URL("./emit/", import.meta.url));
writeFileSync(new URL("./client.schema.json", import.meta.url), `${JSON.stringify(clientConfigSchema, null, 2)}\n`);

const carried = new URL("./runtime/", import.meta.url);
const left = new Set(["dist", "node_modules", "package.json", "tsconfig.json"]);
rmSync(carried, { recursive: true, force: true });
cpSync(new URL("../../runtime/", import.meta.url), carried, { recursive: true, filter: (source) => !left.has(basename(source)) });
