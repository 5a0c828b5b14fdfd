import { parseArgs } from "node:util";
import { closest } from "../plan/config/closest.js";

/** One option of a command, as the help shows it. */
export interface OptionSpec {
  readonly type: "string" | "boolean";
  readonly short?: string;
  readonly multiple?: boolean;
  /** Name of the value in the help: `--output <folder>`. */
  readonly value?: string;
  readonly help: string;
}

export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** Positional arguments as the help shows them. */
  readonly positionals: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly examples: readonly string[];
}

export interface Arguments {
  readonly command: string;
  readonly positionals: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** Wrong usage: printed with a hint at `--help`, exit code 2. */
export class UsageError extends Error {}

/** Reads what follows the command's name; throws UsageError with what is wrong. */
export function parseArguments(spec: CommandSpec, argv: readonly string[]): Arguments {
  const options: Record<string, { type: "string" | "boolean"; short?: string; multiple: boolean }> = {};
  for (const [name, option] of Object.entries(spec.options)) {
    options[name] = { type: option.type, multiple: option.type === "string", ...(option.short === undefined ? {} : { short: option.short }) };
  }
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
    return { command: spec.name, positionals, ...split(values) };
  } catch (error) {
    throw new UsageError(wordsFor(error, Object.keys(spec.options)));
  }
}

/** What Node says of an argument, and the option that was probably meant. */
function wordsFor(error: unknown, known: readonly string[]): string {
  const text = error instanceof Error ? error.message : String(error);
  const message = text.replace(/^TypeError \[\w+\]: /, "").split(". To specify")[0] ?? text;
  const [, unknown = ""] = /^Unknown option '--([^'=]+)'/.exec(message) ?? [];
  const near = unknown === "" ? null : closest(unknown, known);
  return near === null ? message : `${message}; did you mean --${near}?`;
}

function split(parsed: Readonly<Record<string, unknown>>): Pick<Arguments, "flags" | "values"> {
  const flags = new Set<string>();
  const values: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(parsed)) {
    if (value === true) flags.add(name);
    if (Array.isArray(value)) values[name] = value.map(String);
  }
  return { flags, values };
}

/** The last value of an option, or undefined. */
export function single(parsed: Arguments, name: string): string | undefined {
  return parsed.values[name]?.at(-1);
}

/** Every value of an option that may repeat; `a,b` counts as two where `commas` is set. */
export function several(parsed: Arguments, name: string, commas = false): readonly string[] {
  const values = parsed.values[name] ?? [];
  return commas ? values.flatMap((value) => value.split(",").map((part) => part.trim())).filter((part) => part !== "") : values;
}
