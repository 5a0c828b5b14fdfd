import { closest } from "../plan/config/closest.js";
import { type Arguments, parseArguments, UsageError } from "./args.js";
import { commandSpecs } from "./commands.js";
import { exitCodes } from "./exit-codes.js";
import { commandHelp, programHelp } from "./help.js";
import { visible, visibleJson } from "./print-diagnostics.js";
import type { Terminal } from "./terminal.js";

type Run = (parsed: Arguments, terminal: Terminal) => Promise<number>;

/** Each command loads only what it needs. */
const runs: Readonly<Record<string, () => Promise<Run>>> = {
  init: async () => (await import("./init.js")).runInit,
  generate: async () => (await import("./generate.js")).runGenerate,
  lint: async () => (await import("./inspect.js")).runLint,
  list: async () => (await import("./inspect.js")).runList,
  explain: async () => (await import("./explain.js")).runExplain,
};

/** Runs one command line (without `node` and the script's name); gives the exit code, never throws. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = argv;
  try {
    if (name === "--version" || name === "-v") {
      terminal.print((await import("../version.js")).version);
      return exitCodes.done;
    }
    if (name === undefined || name === "help" || name === "--help" || name === "-h") {
      terminal.print(programHelp(commandSpecs, terminal));
      return name === undefined ? exitCodes.usage : exitCodes.done;
    }
    const spec = commandSpecs.find((command) => command.name === name);
    const run = runs[name];
    if (spec === undefined || run === undefined) throw new UsageError(`There is no command ${name}; ${meant(name)}`);
    const parsed = parseArguments(spec, rest);
    if (parsed.flags.has("help")) {
      terminal.print(commandHelp(spec, terminal));
      return exitCodes.done;
    }
    return await (await run())(parsed, terminal);
  } catch (error) {
    return failed(error, name, argv, terminal);
  }
}

function meant(name: string): string {
  const known = commandSpecs.map((command) => command.name);
  const near = closest(name, known);
  return near === null ? `there are ${known.join(", ")}` : `did you mean ${near}?`;
}

function failed(error: unknown, name: string | undefined, argv: readonly string[], terminal: Terminal): number {
  const usage = error instanceof UsageError;
  const message = error instanceof Error ? error.message : String(error);
  if (argv.includes("--json")) terminal.print(visibleJson({ ok: false, error: message }));
  if (usage) {
    terminal.say(`${terminal.style.red("usage")} ${visible(message).replace(/\?$|$/, (mark) => mark || ".")}`);
    terminal.say(`  -> clientwright ${commandSpecs.some((command) => command.name === name) ? `${name} ` : ""}--help`);
    return exitCodes.usage;
  }
  const system = error as NodeJS.ErrnoException; // errors of the file system carry a code
  if (typeof system.code === "string" && typeof system.syscall === "string") {
    terminal.say(`${terminal.style.red("error")} ${visible(systemText(system))}`);
    terminal.say("  -> Check the path and its permissions; files that were already written are whole.");
    return exitCodes.refused;
  }
  terminal.say(`${terminal.style.red("fault")} ${visible(error instanceof Error ? (error.stack ?? message) : message)}`);
  terminal.say("  -> This is a fault of clientwright. Please report it with the smallest document that shows it.");
  return exitCodes.fault;
}

/** What stopped us, without the system's own shorthand, and for a temporary file under the name that it was to get. */
function systemText({ code = "", path, message }: NodeJS.ErrnoException): string {
  const what = systemWords[code];
  return what === undefined || path === undefined ? message : `${path.replace(/\.[0-9a-f-]{36}\.tmp$/, "")}: ${what} (${code}).`;
}

const systemWords: Readonly<Record<string, string>> = {
  EACCES: "it may not be written",
  EPERM: "it may not be written",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk is full",
  EISDIR: "a folder stands there",
  ENOTDIR: "a file stands where a folder belongs",
  ENAMETOOLONG: "the name is too long for this disk",
  EBUSY: "another program holds it",
};
