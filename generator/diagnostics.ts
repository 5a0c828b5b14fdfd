/** A place in an input: `<source>#<JSON pointer>`, e.g. `openapi.yaml#/paths/~1pets/get`. */
export type Pointer = string;

/** `error`: what it names is left out of the output; `warning`: generated all the same; `note`: nothing is wrong, but worth knowing (never fails, not under `--strict` either). */
export type Severity = "error" | "warning" | "note";

/** Something wrong (or doubtful) in an input, said so that its owner can mend it. */
export interface Diagnostic {
  /** Stable kebab-case name, e.g. `ref-not-found`; listed with remedies in docs/diagnostics. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
  readonly at: Pointer;
  /** Line and column in the source, both from 1, where known. */
  readonly line: number | null;
  readonly column: number | null;
}

/** Where stages put what they find; never throws, never prints. */
export type Report = (diagnostic: Diagnostic) => void;

/** Collects diagnostics, dropping exact repeats (same code, place and message). */
export class Diagnostics {
  readonly #seen = new Set<string>();
  readonly #list: Diagnostic[] = [];

  readonly report: Report = (diagnostic) => {
    const key = `${diagnostic.code}\u0000${diagnostic.at}\u0000${diagnostic.message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#list.push(diagnostic);
  };

  get list(): readonly Diagnostic[] {
    return this.#list;
  }

  get hasErrors(): boolean {
    return this.#list.some((diagnostic) => diagnostic.severity === "error");
  }
}

/** An error diagnostic: the construct it names is left out of the output. */
export function problem(code: string, at: Pointer, message: string, remedy: string): Diagnostic {
  return { code, severity: "error", message, remedy, at, line: null, column: null };
}

/** A warning: output is generated, possibly with a wider type. */
export function doubt(code: string, at: Pointer, message: string, remedy: string): Diagnostic {
  return { code, severity: "warning", message, remedy, at, line: null, column: null };
}

/** A note: what a document asks for was heeded, or left alone, on purpose. */
export function note(code: string, at: Pointer, message: string, remedy: string): Diagnostic {
  return { code, severity: "note", message, remedy, at, line: null, column: null };
}
