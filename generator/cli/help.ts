import type { CommandSpec, OptionSpec } from "./args.js";
import type { Terminal } from "./terminal.js";

/** The help of one command. */
export function commandHelp(spec: CommandSpec, terminal: Terminal): string {
  const { bold, dim } = terminal.style;
  const rows = Object.entries(spec.options).map(([name, option]) => [flagText(name, option), option.help] as const);
  return [
    `${bold(`clientwright ${spec.name}`)} ${spec.positionals}`.trimEnd(),
    "",
    spec.summary,
    "",
    bold("Options"),
    ...columns(rows),
    "",
    bold("Examples"),
    ...spec.examples.map((example) => `  ${dim("$")} ${example}`),
  ].join("\n");
}

/** The help of the whole program. */
export function programHelp(commands: readonly CommandSpec[], terminal: Terminal): string {
  const { bold, dim } = terminal.style;
  return [
    `${bold("clientwright")}: typed TypeScript clients from API documents`,
    "",
    bold("Commands"),
    ...columns(commands.map((command) => [command.name, command.summary.split(". ")[0] ?? ""] as const)),
    "",
    bold("Start here"),
    `  ${dim("$")} clientwright init https://api.example.com/openapi.json -o src/acme`,
    "",
    "Exit codes: 0 done, 1 the input has errors (or --check found changes), 2 wrong usage, 3 a fault of clientwright itself.",
    `More about a command: ${dim("clientwright <command> --help")}`,
  ].join("\n");
}

function flagText(name: string, option: OptionSpec): string {
  const short = option.short === undefined ? "    " : `-${option.short}, `;
  return `${short}--${name}${option.type === "string" ? ` <${option.value ?? "value"}>` : ""}`;
}

/** Two columns, the first as wide as its widest cell. */
export function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd());
}
