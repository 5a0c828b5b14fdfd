/** PROTOCOL.md, section 1. */
export interface TailFrame {
  readonly streams: readonly LogStream[];
  readonly dropped_entries?: readonly { readonly labels: Labels; readonly timestamp: string }[] | null;
}

export type Labels = Readonly<Record<string, string>>;

export interface LogStream {
  readonly stream: Labels;
  readonly values: readonly (readonly [timestamp: string, line: string, metadata?: Labels])[];
}

/** One entry of a log. */
export interface LogEntry {
  /** Nanoseconds since epoch: too many digits for a number. */
  readonly timestamp: string;
  readonly line: string;
  readonly labels: Labels;
  /** Structured metadata; empty without any. */
  readonly metadata: Labels;
}
