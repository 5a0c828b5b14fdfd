import type { Diagnostic, Report, Severity } from "./diagnostics.js";

/** References whose target could not be read: it may be there next time, with no byte of the inputs changed. */
const unread = /^ref-(?!circular|invalid)/;

const gravity: Readonly<Record<Severity, number>> = { note: 0, warning: 1, error: 2 };

/** What a run reports: what loading finds at once, what later stages find when their lines are known. */
export class Notes {
  /** Passes a diagnostic on as it is. */
  readonly report: Report;
  /** Keeps a diagnostic until `tell`. */
  readonly keep: Report;
  readonly #kept: Diagnostic[] = [];
  readonly #report: Report;
  #worst: Severity | null = null;
  #incomplete = false;

  constructor(report: Report) {
    this.#report = report;
    this.report = (diagnostic) => {
      this.#remember(diagnostic);
      report(diagnostic);
    };
    this.keep = (diagnostic) => {
      this.#remember(diagnostic);
      this.#kept.push(diagnostic);
    };
  }

  /** Whether something of this severity, or worse, was found; never when none is named. */
  isAsBadAs(severity: Severity | undefined): boolean {
    return severity !== undefined && this.#worst !== null && gravity[this.#worst] >= gravity[severity];
  }

  /** Whether a reference led to what could not be read. */
  get isIncomplete(): boolean {
    return this.#incomplete;
  }

  /** Reports what was kept, each with what `locate` adds to it. */
  async tell(locate: (kept: readonly Diagnostic[]) => Promise<readonly Diagnostic[]>): Promise<void> {
    for (const diagnostic of await locate(this.#kept.splice(0))) this.#report(diagnostic);
  }

  #remember({ severity, code }: Diagnostic): void {
    if (this.#worst === null || gravity[severity] > gravity[this.#worst]) this.#worst = severity;
    this.#incomplete ||= unread.test(code);
  }
}
