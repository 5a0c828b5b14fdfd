import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";

/**
 * Runs a TypeScript module in a fresh Node process: nothing is shared with this one but what stands in `input`.
 * The module sees it as the constant `input`; what it passes to `output(value)` comes back. Imports resolve from the repository's root,
 * the runtime's own name to its sources.
 */
export async function inOtherProcess(source: string, input: unknown): Promise<unknown> {
  const prelude = `const input: any = JSON.parse(process.argv[2]!); const output = (value: unknown) => { process.stdout.write(JSON.stringify(value)); };\n`;
  const { outputFiles } = await build({
    stdin: { contents: prelude + source, loader: "ts", resolveDir: resolve(process.cwd()) },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    logLevel: "silent",
    alias: Object.fromEntries(["/xml", "/node", "/raw", ""].map((room) => [`@clientwright/runtime${room}`, resolve(`runtime${room}/index.ts`)])),
  });
  const folder = await mkdtemp(join(tmpdir(), "clientwright-"));
  try {
    const file = join(folder, "main.mjs");
    await writeFile(file, outputFiles[0]?.contents ?? new Uint8Array());
    const { stdout } = await promisify(execFile)(process.execPath, [file, JSON.stringify(input)], { timeout: 20_000 });
    return JSON.parse(stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
}
