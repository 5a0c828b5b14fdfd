import { writeFileSync } from "node:fs";
import { writePrecompiledTemplates } from "./emit/precompile.js";
import { clientConfigSchema } from "./plan/client-config-schema.js";

/** The build step after tsc, run from dist: templates compiled, the schema of client.yaml as a file. */
writePrecompiledTemplates(new URL("../../templates/", import.meta.url), new URL("./emit/", import.meta.url));
writeFileSync(new URL("./client.schema.json", import.meta.url), `${JSON.stringify(clientConfigSchema, null, 2)}\n`);
