import { type Diagnostic, Diagnostics, type Report } from "../diagnostics.js";
import type { Arguments } from "./args.js";
import { exitCodes } from "./exit-codes.js";
import { countText, printDiagnostics, visibleJson } from "./print-diagnostics.js";
import type { Terminal } from "./terminal.js";

/** Collects what a command finds, and at its end prints it and gives the exit code. */
export class Outcome {
  readonly #diagnostics = new Diagnostics();
  readonly #parsed: Arguments;
  readonly #terminal: Terminal;
  readonly #known: Readonly<Record<string, unknown>>;

  /** `known`: facts that stand before, which `--json` prints with those of the end. */
  constructor(parsed: Arguments, terminal: Terminal, known: Readonly<Record<string, unknown>> = {}) {
    this.#parsed = parsed;
    this.#terminal = terminal;
    this.#known = known;
  }

  get report(): Report {
    return this.#diagnostics.report;
  }

  get list(): readonly Diagnostic[] {
    return this.#diagnostics.list;
  }

  /** Whether --strict makes the command fail for what was found so far. */
  get isStrictlyRefused(): boolean {
    return this.#parsed.flags.has("strict") && this.list.some(({ severity }) => severity !== "note");
  }

  get hasErrors(): boolean {
    return this.#diagnostics.hasErrors;
  }

  /** As JSON (`{ ...facts, diagnostics }`) or as text: the diagnostics, then `lines`, then how many there were. */
  end(code: number, facts: Readonly<Record<string, unknown>>, lines: readonly string[]): number {
    const ended = code === exitCodes.done && (this.isStrictlyRefused || this.hasErrors) ? exitCodes.refused : code;
    if (this.#parsed.flags.has("json")) {
      this.#terminal.print(visibleJson({ ok: ended === exitCodes.done, ...this.#known, ...facts, diagnostics: this.list }));
      return ended;
    }
    printDiagnostics(this.list, this.#terminal, this.#parsed.flags.has("all"));
    for (const line of lines) this.#terminal.print(line);
    const count = countText(this.list);
    if (count !== "") this.#terminal.say(this.#terminal.style.dim(count));
    return ended;
  }
}
