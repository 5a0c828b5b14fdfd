import { watch as watchFile } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { Arguments } from "./args.js";
import { generateOnce } from "./generate.js";
import { Outcome } from "./outcome.js";
import { type Request, readRequest } from "./request.js";
import type { Terminal } from "./terminal.js";

/** How long an input must stay as it is before a run, in milliseconds: editors write in several steps. */
const settle = 20;

/** Generates, then again whenever a document, an overlay or client.yaml changes. Ends with the process. */
export async function watch(parsed: Arguments, request: Request, terminal: Terminal): Promise<number> {
  let current = request;
  let timer: NodeJS.Timeout | null = null;
  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      const outcome = new Outcome(parsed, terminal);
      const read = await readRequest(parsed, parsed.positionals, terminal, outcome.report);
      if (read === null) outcome.end(1, {}, []);
      else {
        current = read;
        await generateOnce(parsed, current, terminal, outcome);
      }
    } catch (error) {
      terminal.say(error instanceof Error ? error.message : String(error));
    }
    running = false;
    if (again) {
      again = false;
      await run();
    }
  };
  await run();
  for (const [folder, names] of watched(current, terminal)) {
    watchFile(folder, (_event, name) => {
      if (name === null || !names.has(name)) return;
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(() => void run(), settle);
    });
  }
  terminal.say(terminal.style.dim("Watching; Ctrl-C ends it."));
  return new Promise(() => undefined);
}

/** Folder -> names of inputs in it. Folders are watched, because editors replace files. */
function watched(request: Request, terminal: Terminal): ReadonlyMap<string, ReadonlySet<string>> {
  const files = [...request.sources, ...(request.load.overlays ?? []), ...(request.configFile === null ? [] : [request.configFile])].filter(
    (source) => source !== "-" && !/^https?:/i.test(source),
  );
  const folders = new Map<string, Set<string>>();
  for (const file of files) {
    const path = resolve(terminal.cwd, file);
    const names = folders.get(dirname(path)) ?? new Set<string>();
    names.add(basename(path));
    folders.set(dirname(path), names);
  }
  return folders;
}
