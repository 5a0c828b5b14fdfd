import { randomUUID } from "node:crypto";
import { lstat, mkdir, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Diagnostic, doubt, problem, type Report } from "../diagnostics.js";
import type { EmittedFile } from "../emit/emitted-file.js";
import { fingerprint } from "../emit/manifest.js";
import { isOurs, previousFiles, readText } from "./previous.js";
import { isSafePath, linkedFolder, unusableFolder } from "./safe-path.js";
import { fold, type Twins, twinsOf } from "./twins.js";

/** What writing changed, or (with `check`) would have changed. Paths are relative to the output folder, sorted. */
export interface WriteReport {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
}

export interface WriteOptions {
  /** Only report what would change. */
  readonly check?: boolean;
  readonly report: Report;
}

/** What a folder lacks to hold what was emitted. */
export interface Pending {
  /** What `apply` changes. */
  readonly changes: WriteReport;
  /** What there is to say about it; whatever is refused stands here, and then nothing changes. */
  readonly told: readonly Diagnostic[];
  apply(): Promise<void>;
}

/**
 * Brings a folder to what was emitted: rewrites only files whose text differs, each whole or not at all, and removes what
 * the last run wrote and this one doesn't. Never touches `custom/`, a file that it didn't write, or anything behind a link:
 * then it writes nothing and says so. Rejects with the file system's own error when that fails; files stay whole.
 */
export async function write(files: readonly EmittedFile[], folder: string, { check, report }: WriteOptions): Promise<WriteReport> {
  const { changes, told, apply } = await prepareWrite(files, folder);
  for (const diagnostic of told) report(diagnostic);
  if (check !== true) await apply();
  return changes;
}

/** Compares a folder with what was emitted, so that one comparison serves both to tell what would change and to change it. */
export async function prepareWrite(files: readonly EmittedFile[], folder: string): Promise<Pending> {
  const unusable = await unusableFolder(folder);
  if (unusable !== null) return refuse([unusable]);
  const previous = await previousFiles(folder);
  const told: Diagnostic[] = [];
  const removed = await staleFiles(files, folder, previous, (diagnostic) => void told.push(diagnostic));
  const twins = twinsOf(
    removed,
    files.map(({ path }) => path),
  );
  const states = await Promise.all(files.map((file) => compare(file, { folder, previous, twins })));
  const refused = states.flatMap((state) => (state.kind === "refused" ? [state.diagnostic] : []));
  if (refused.length > 0) return refuse([...told, ...refused]);
  const changed = states.flatMap((state) => (state.kind === "changed" ? [state.file] : []));
  const unchanged = states.flatMap((state) => (state.kind === "same" ? [state.file.path] : []));
  const apply = async (): Promise<void> => {
    await sweep(files, folder);
    await removeAll([...twins.values()].flat(), folder);
    await replaceAll(changed, folder);
    await removeAll(removed, folder);
  };
  return { changes: { written: changed.map((file) => file.path).sort(), removed: [...removed].sort(), unchanged: unchanged.sort() }, told, apply };
}

const refuse = (told: readonly Diagnostic[]): Pending => ({
  changes: { written: [], removed: [], unchanged: [] },
  told,
  apply: () => Promise.resolve(),
});

type State = { readonly kind: "same" | "changed"; readonly file: EmittedFile } | { readonly kind: "refused"; readonly diagnostic: Diagnostic };

interface Before {
  readonly folder: string;
  readonly previous: ReadonlyMap<string, string>;
  readonly twins: Twins;
}

async function compare(file: EmittedFile, { folder, previous, twins }: Before): Promise<State> {
  const refuse = (code: string, message: string, remedy: string): State => ({ kind: "refused", diagnostic: problem(code, file.path, message, remedy) });
  if (!isSafePath(file.path)) return refuse("output-path-unsafe", `"${file.path}" is no safe file name.`, "Rename the group or API in client.yaml.");
  const link = await linkedFolder(folder, file.path);
  if (link !== null) return refuse("output-behind-link", `"${link}" in the output folder is a link, not a folder.`, "Replace it by a real folder.");
  const text = await readText(folder, file.path);
  if (text === file.text) return { kind: twins.has(fold(file.path)) ? "changed" : "same", file };
  if (text !== null && !isOurs(file.path, text, previous.get(file.path))) {
    return refuse("output-not-ours", `"${file.path}" exists and was not generated.`, "Choose another output folder, or move that file.");
  }
  return { kind: "changed", file };
}

/** What the last run wrote, this one doesn't, and nobody has edited since. */
async function staleFiles(files: readonly EmittedFile[], folder: string, previous: ReadonlyMap<string, string>, report: Report): Promise<string[]> {
  const current = new Set(files.map((file) => file.path));
  const stale: string[] = [];
  for (const [path, hash] of previous) {
    if (current.has(path) || !isSafePath(path) || (await linkedFolder(folder, path)) !== null) continue;
    const text = await readText(folder, path);
    if (text === null) continue;
    if (fingerprint(text) === hash) stale.push(path);
    else report(doubt("stale-file-edited", path, `"${path}" is no longer generated, but was edited since it was.`, "Keep it elsewhere or delete it."));
  }
  return stale;
}

/** First every text under a temporary name, then every name: a failure half-way leaves whole files. The manifest comes last. */
async function replaceAll(files: readonly EmittedFile[], folder: string): Promise<void> {
  const mark = randomUUID();
  const pending = files.map((file) => ({ file, temporary: `${join(folder, file.path)}.${mark}.tmp` }));
  try {
    for (const parent of new Set(pending.map(({ temporary }) => dirname(temporary)))) await mkdir(parent, { recursive: true });
    await Promise.all(pending.map(({ file, temporary }) => writeFile(temporary, file.text, { flag: "wx" })));
    for (const { file, temporary } of pending) await rename(temporary, join(folder, file.path));
  } finally {
    await Promise.all(pending.map(({ temporary }) => rm(temporary, { force: true }).catch(() => undefined))); // what made it fail is told, not this
  }
}

/** Milliseconds after which a temporary file is no longer that of a run under way. */
const ABANDONED = 60_000;

/** Removes the temporary files of runs that were killed while they wrote. */
async function sweep(files: readonly EmittedFile[], folder: string): Promise<void> {
  const ours = new Set(files.map((file) => join(folder, file.path)));
  for (const parent of new Set([...ours].map(dirname))) {
    for (const name of await readdir(parent).catch(() => [])) {
      const path = join(parent, name);
      const emitted = /^(.+)\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/.exec(path)?.[1];
      if (emitted === undefined || !ours.has(emitted)) continue;
      if (Date.now() - (await lstat(path)).mtimeMs > ABANDONED) await rm(path, { force: true });
    }
  }
}

async function removeAll(paths: readonly string[], folder: string): Promise<void> {
  for (const path of paths) await rm(join(folder, path), { force: true });
  const inmostFirst = [...new Set(paths.flatMap(foldersOf))].sort((left, right) => right.length - left.length);
  for (const parent of inmostFirst) await rmdir(join(folder, parent)).catch(() => undefined); // not empty: others' files are in it
}

/** `runtime/core/call.ts` lies in `runtime/core` and `runtime`. */
function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
