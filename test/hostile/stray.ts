import { parseSync } from "oxc-parser";
import type { EmittedFile } from "../../generator/emit/emitted-file.js";

/** Names that our payloads use, and that generated code never does. */
const FOREIGN: ReadonlySet<string> = new Set(["globalThis", "__pwned", "eval", "Function", "require", "process"]);

/**
 * Looks for the payloads' own names in the syntax tree: outside of string literals, template texts and comments they mean that
 * something broke out. Knows nothing of how the generator checks its own output. Gives the file names and what was found there.
 */
export function strayNames(files: readonly EmittedFile[]): readonly string[] {
  return files.flatMap(({ path, text }) => {
    if (!path.endsWith(".ts")) return [];
    const { program, errors } = parseSync(path, text, { lang: "ts", sourceType: "module" });
    const found = new Set<string>(errors.map(({ message }) => message));
    const open: unknown[] = [program];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (typeof node !== "object" || node === null) continue;
      const { type, name } = node as { readonly type?: unknown; readonly name?: unknown }; // a node of the tree, or a list of them
      if ((type === "Identifier" || type === "PrivateIdentifier") && FOREIGN.has(String(name))) found.add(String(name));
      if (type === "WithStatement" || type === "DebuggerStatement" || type === "StaticBlock" || type === "ImportExpression") found.add(String(type));
      for (const inner of Object.values(node)) if (typeof inner === "object" && inner !== null) open.push(inner);
    }
    return [...found].map((what) => `${path}: ${what}`);
  });
}
