import { type FSWatcher, watch as watchFolder } from "node:fs";
import { basename, dirname, relative, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { inputsOf, lastManifest } from "../unchanged.js";
import { type Arguments, UsageError } from "./args.js";
import { exitCodes } from "./exit-codes.js";
import { generateOnce } from "./generate.js";
import { Outcome } from "./outcome.js";
import { visible } from "./print-diagnostics.js";
import { type Request, readRequest } from "./request.js";
import type { Terminal } from "./terminal.js";

/** How long inputs must stay as they are before a run, in milliseconds: editors write in several steps. */
const settle = 20;

/**
 * Generates, then again whenever a document, a file that one refers to, an overlay or client.yaml changes. Whatever is wrong
 * with them is told and waited out; Ctrl-C ends it between two runs.
 */
export async function watch(parsed: Arguments, request: Request, terminal: Terminal): Promise<number> {
  if (request.sources.includes("-")) throw new UsageError("--watch needs files: standard input is read once");
  const inputs = new Inputs(terminal);
  const stopped = terminal.interrupted().then(() => "stopped" as const);
  let current = request;
  try {
    inputs.follow(await filesOf(current, terminal));
    for (;;) {
      current = (await run(parsed, terminal)) ?? current;
      inputs.follow(await filesOf(current, terminal));
      terminal.say(terminal.style.dim("Watching; Ctrl-C ends it."));
      if ((await Promise.race([inputs.changed(), stopped])) === "stopped") return exitCodes.done;
      const names = await inputs.settled();
      terminal.say(`${names.map((name) => visible(relative(terminal.cwd, name))).join(", ")} changed`);
    }
  } finally {
    inputs.close();
  }
}

/** One run; what was asked for, or null when client.yaml could not be read. */
async function run(parsed: Arguments, terminal: Terminal): Promise<Request | null> {
  const outcome = new Outcome(parsed, terminal);
  try {
    const request = await readRequest(parsed, parsed.positionals, terminal, outcome.report);
    if (request === null) outcome.end(exitCodes.refused, {}, ["Nothing was written."]);
    else await generateOnce(parsed, request, terminal, outcome);
    return request;
  } catch (error) {
    terminal.say(`${terminal.style.red("error")} ${visible(error instanceof Error ? error.message : String(error))}`);
    return null;
  }
}

/** Every local input: what was named, and what the last run's documents referred to. */
async function filesOf({ sources, load, configFile, output }: Request, terminal: Terminal): Promise<readonly string[]> {
  const local = (source: string): string[] => {
    if (source.startsWith("file:")) return [fileURLToPath(source)];
    return /^https?:/i.test(source) ? [] : [resolve(terminal.cwd, source)];
  };
  const last = await lastManifest(output);
  const referred = (last === null ? [] : inputsOf(last)).flatMap((names, index) =>
    local(sources[index] ?? "https:").flatMap((entry) => names.filter((name) => !/^https?:/i.test(name)).map((name) => besides(entry, name))),
  );
  return [...[...sources, ...(load.overlays ?? [])].flatMap(local), ...(configFile === null ? [] : [configFile]), ...referred];
}

const besides = (entry: string, name: string): string => resolve(dirname(entry), name.replaceAll("%23", "#"));

/** Watches files through their folders, because editors replace files. */
class Inputs {
  readonly #terminal: Terminal;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #changed = new Set<string>();
  #files: ReadonlySet<string> = new Set();
  #wake: () => void = () => undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** From now on these and no others; folders that are gone, or come back, are looked for each time. */
  follow(files: readonly string[]): void {
    this.#files = new Set(files);
    const folders = new Set(files.map((file) => dirname(file)));
    for (const folder of [...this.#watchers.keys()].filter((each) => !folders.has(each))) this.#leave(folder);
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#enter(folder);
  }

  /** Resolves when something has changed since the last `settled`. */
  async changed(): Promise<void> {
    if (this.#changed.size > 0) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  /** What changed, once nothing more does. */
  async settled(): Promise<readonly string[]> {
    for (let known = -1; known < this.#changed.size; ) {
      known = this.#changed.size;
      await delay(settle);
    }
    const names = [...this.#changed];
    this.#changed.clear();
    return names;
  }

  close(): void {
    for (const folder of [...this.#watchers.keys()]) this.#leave(folder);
  }

  #enter(folder: string): void {
    try {
      const watcher = watchFolder(folder, (_event, name) => this.#note(resolve(folder, name === null ? "" : basename(name))));
      watcher.on("error", () => this.#leave(folder));
      this.#watchers.set(folder, watcher);
    } catch (error) {
      this.#terminal.say(`${visible(folder)} can't be watched: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #leave(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  #note(file: string): void {
    if (!this.#files.has(file)) return;
    this.#changed.add(file);
    this.#wake();
  }
}
