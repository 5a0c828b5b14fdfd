import type { Diagnostic, Severity } from "../diagnostics.js";
import type { Terminal } from "./terminal.js";

/** How many diagnostics of one code are printed before the rest is only counted (all of them with --all or --json). */
const perCode = 5;

/** Errors first, then warnings, then notes; each with its place, what is wrong and what to do. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], terminal: Terminal, all: boolean): void {
  const { style } = terminal;
  const shown = new Map<string, number>();
  const hidden = new Map<string, number>();
  for (const diagnostic of [...diagnostics].sort(bySeverity)) {
    const count = (shown.get(diagnostic.code) ?? 0) + 1;
    shown.set(diagnostic.code, count);
    if (!all && count > perCode) {
      hidden.set(diagnostic.code, (hidden.get(diagnostic.code) ?? 0) + 1);
      continue;
    }
    const mark = style[colours[diagnostic.severity]](diagnostic.severity);
    const line = diagnostic.line === null ? "" : `:${diagnostic.line}${diagnostic.column === null ? "" : `:${diagnostic.column}`}`;
    terminal.say(`${mark} ${style.bold(diagnostic.code)} ${short(diagnostic.at)}${line}`);
    terminal.say(`  ${short(diagnostic.message)}`);
    if (diagnostic.remedy !== "") terminal.say(`  ${style.dim(`-> ${short(diagnostic.remedy)}`)}`);
  }
  for (const [code, count] of hidden) terminal.say(style.dim(`  ... ${count} more of ${code} (--all shows them)`));
}

const severities: readonly Severity[] = ["error", "warning", "note"];
const colours = { error: "red", warning: "yellow", note: "cyan" } as const;

const bySeverity = (left: Diagnostic, right: Diagnostic): number => severities.indexOf(left.severity) - severities.indexOf(right.severity);

/** What a terminal would obey or not show: controls, direction marks, invisible characters. */
const obeyed = /(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Control and direction-changing characters of a hostile document never reach the terminal as such. */
export function visible(text: string): string {
  return text.replace(obeyed, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

/** JSON for people and programs: what JSON leaves alone but a terminal would obey is escaped too, and reads back the same. */
export function visibleJson(value: unknown): string {
  const escaped = (char: string): string => Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");
  return JSON.stringify(value, null, 2).replace(obeyed, escaped);
}

/** Text of a document, cut where it would flood the screen. */
const short = (text: string): string => visible(text.length > longest ? `${text.slice(0, longest)} ...` : text);
const longest = 1000;

/** `1 model`, `2 models`. */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** `2 errors, 1 warning`, or "" when there are none. */
export function countText(diagnostics: readonly Diagnostic[]): string {
  return severities
    .flatMap((severity) => {
      const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
      return count === 0 ? [] : [counted(count, severity)];
    })
    .join(", ");
}
