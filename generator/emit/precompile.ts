import { writeFileSync } from "node:fs";
import Handlebars from "handlebars";
import { COMPILE_OPTIONS, PARTIAL_NAMES, TEMPLATE_NAMES, templateSource } from "./templates.js";

/** The text of a CommonJS module that holds every template of a folder, compiled: what `templates.ts` loads from dist. */
export function precompileTemplates(folder?: URL): string {
  const entries = [...PARTIAL_NAMES, ...TEMPLATE_NAMES].map((name) => {
    const compiled: unknown = Handlebars.precompile(templateSource(name, folder), COMPILE_OPTIONS);
    return `  ${JSON.stringify(name)}: ${String(compiled)},\n`;
  });
  return `// Compiled from templates/*.hbs by the build.\nmodule.exports = {\n${entries.join("")}};\n`;
}

/** Build step: writes `precompiled.cjs` beside the compiled `templates.js`. Throws what the file system throws. */
export function writePrecompiledTemplates(folder: URL, into: URL): void {
  writeFileSync(new URL("precompiled.cjs", into), precompileTemplates(folder));
}
