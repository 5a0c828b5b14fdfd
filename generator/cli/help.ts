import type { CommandSpec, OptionSpec } from "./args.js";
import type { Terminal } from "./terminal.js";

/** The help of one command. */
export function commandHelp(spec: CommandSpec, terminal: Terminal): string {
  const { bold, dim } = terminal.style;
  const rows = Object.entries(spec.options).map(([name, option]) => [flagText(name, option), option.help] as const);
  return [
    ...wrapped(`clientwright ${spec.name} ${spec.positionals}`.trimEnd(), screen).map((line, index) =>
      index === 0 ? line.replace(`clientwright ${spec.name}`, (name) => bold(name)) : line,
    ),
    "",
    ...wrapped(spec.summary, screen),
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
    ...columns(commands.map((command) => [command.name, (command.summary.split(". ")[0] ?? "").replace(/\.$/, "")] as const)),
    "",
    bold("Start here"),
    `  ${dim("$")} clientwright init https://api.example.com/openapi.json -o src/acme`,
    "",
    ...wrapped("Exit codes: 0 done, 1 the input has errors (or --check found changes), 2 wrong usage, 3 a fault of clientwright itself.", screen),
    `More about a command: ${dim("clientwright <command> --help")}`,
  ].join("\n");
}

function flagText(name: string, option: OptionSpec): string {
  const short = option.short === undefined ? "    " : `-${option.short}, `;
  return `${short}--${name}${option.type === "string" ? ` <${option.value ?? "value"}>` : ""}`;
}

/** What every terminal shows of a line. */
const screen = 80;

/** Two columns, the first as wide as its widest cell, the second wrapped at the screen's edge. */
export function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.flatMap(([left, right]) =>
    wrapped(right, screen - width - 4).map((line, index) => `  ${(index === 0 ? left : "").padEnd(width)}  ${line}`.trimEnd()),
  );
}

/** Breaks a text between words; a word that is longer than a line stands alone. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}
