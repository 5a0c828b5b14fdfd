import { posix } from "node:path";
import type { EmittedFile } from "../emit/emitted-file.js";
import type { Wanted } from "./reach.js";

/** Folder of the copied runtime inside the output. */
export const runtimeFolder = "runtime";

/**
 * What generated and hand-written files import from `runtime/`: names of its index, whole files beside it. Paths and `output`
 * (the client's folder) are relative to the same place, with forward slashes; `""`: that place itself.
 */
export async function wantedBy(files: readonly EmittedFile[], output: string): Promise<Wanted> {
  const { parseSync } = await import("oxc-parser");
  const home = posix.join(output, runtimeFolder);
  const names = new Set<string>();
  const whole = new Set<string>();
  for (const { path, text } of files) {
    if (!path.endsWith(".ts") || !text.includes(`${runtimeFolder}/`)) continue;
    const { module } = parseSync(path, text, { lang: "ts", sourceType: "module" });
    for (const { moduleRequest, entries } of module.staticImports) {
      const target = posix.join(posix.dirname(path), moduleRequest.value);
      if (!target.startsWith(`${home}/`)) continue;
      const file = target.slice(home.length + 1).replace(/\.js$/, ".ts");
      if (file !== "index.ts") whole.add(file);
      else for (const { importName } of entries) if (importName.name !== null) names.add(importName.name);
    }
  }
  return { names: [...names], files: [...whole] };
}
