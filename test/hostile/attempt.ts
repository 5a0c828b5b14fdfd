import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import type { Diagnostic } from "../../generator/diagnostics.js";
import { Diagnostics } from "../../generator/diagnostics.js";
import { emit } from "../../generator/emit/emit.js";
import type { EmittedFile } from "../../generator/emit/emitted-file.js";
import { verify } from "../../generator/emit/verify.js";
import { type LoadOptions, loadDocument } from "../../generator/load/load.js";
import { lower } from "../../generator/lower.js";
import type { ClientConfig } from "../../generator/plan/config/client-config.js";
import { plan } from "../../generator/plan/plan.js";

/** What became of a hostile document: files, what was reported, and what the parse-back found (must be nothing). */
export interface Attempt {
  readonly files: readonly EmittedFile[];
  readonly diagnostics: readonly Diagnostic[];
  readonly found: readonly Diagnostic[];
}

/** What else goes in: client.yaml, overlays, and anything else that loading takes. */
export interface AttemptOptions extends Pick<LoadOptions, "overlays" | "limits" | "root"> {
  readonly config?: ClientConfig;
}

/** Sends a document through the whole pipeline, as standard input; a string is taken as the text itself. */
export async function attempt(document: unknown, { config = {}, ...load }: AttemptOptions = {}): Promise<Attempt> {
  const reported = new Diagnostics();
  const text = typeof document === "string" ? document : JSON.stringify(document);
  const loaded = await loadDocument("-", { ...load, stdin: async () => text, allowRemote: false }, reported.report);
  if (loaded === null) return { files: [], diagnostics: reported.list, found: [] };
  const options = { generator: "test", hash: "", entries: ["stdin"], facts: {}, lock: null, name: null, custom: null };
  const files = emit(plan(await lower(loaded, reported.report), config, options, reported.report));
  return { files, diagnostics: reported.list, found: await verify(files) };
}

/** Whether a file name is one that any file system takes, within the output folder. */
export const isSafePath = (path: string): boolean => !path.includes("..") && !path.startsWith("/") && !/[\\<>:"|?*\s]|\p{Cc}|\p{Cf}/u.test(path);

/** Bundles each client and imports it in a process of its own; gives the names of those that set the canary. */
export async function importAll(outputs: readonly { readonly name: string; readonly files: readonly EmittedFile[] }[]): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "hostile-"));
  try {
    for (const [index, { files }] of outputs.entries()) {
      for (const file of files) {
        const path = join(folder, String(index), file.path);
        mkdirSync(join(path, ".."), { recursive: true });
        writeFileSync(path, file.text);
      }
    }
    const entryPoints = outputs.map((_, index) => ({ in: join(folder, String(index), "index.ts"), out: String(index) }));
    await build({
      entryPoints,
      bundle: true,
      format: "esm",
      outdir: join(folder, "out"),
      outExtension: { ".js": ".mjs" },
      alias: {
        "@clientwright/runtime": resolve("runtime/index.ts"),
        "@clientwright/runtime/xml": resolve("runtime/xml/index.ts"),
        "@clientwright/runtime/realtime": resolve("runtime/realtime/index.ts"),
      },
      external: ["fast-xml-parser", "openapi-fetch"],
      logLevel: "error",
    });
    const runner = `const hit = [];\nfor (let i = 0; i < ${outputs.length}; i += 1) {\n  const before = Object.getOwnPropertyNames(Object.prototype).length;\n  const loaded = await import("./" + i + ".mjs");\n  for (const value of Object.values(loaded)) if (typeof value === "function" && /^create/.test(value.name)) try { value({ baseUrl: "http://127.0.0.1:1" })?.then?.(null, () => {}); } catch {}\n  if (globalThis.__pwned !== undefined || Object.getOwnPropertyNames(Object.prototype).length !== before) hit.push(i);\n  delete globalThis.__pwned;\n}\nconsole.log(JSON.stringify(hit));\n`;
    writeFileSync(join(folder, "out", "run.mjs"), runner);
    const ran = spawnSync(process.execPath, [join(folder, "out", "run.mjs")], { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } });
    if (ran.status !== 0) throw new Error(ran.stderr);
    const hit = JSON.parse(ran.stdout.trim().split("\n").at(-1) ?? "[]") as number[]; // our own runner printed it
    return hit.map((index) => outputs[index]?.name ?? String(index));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
