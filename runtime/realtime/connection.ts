import type { ClientError } from "../core/errors.js";

/**
 * The life of a connection: `idle` before the first use, `opening` while a link is made, `open`, `waiting` for the next
 * attempt after a loss, `closing` and `closed` when it was asked to, `failed` when trying again is pointless.
 */
export type ConnectionStateName = "idle" | "opening" | "open" | "waiting" | "closing" | "closed" | "failed";

/** One step in the life of a connection; never to the state that it was in. */
export interface ConnectionChange {
  readonly previous: ConnectionStateName;
  readonly state: ConnectionStateName;
  /** Why; null when all is well. */
  readonly reason: ClientError | null;
  /** Milliseconds until the next attempt, in `waiting`; else null. */
  readonly retryIn: number | null;
}

/** What users see of a connection. */
export interface ConnectionView {
  readonly state: ConnectionStateName;
  /** Why it is not open; null when it is, or was never tried. */
  readonly reason: ClientError | null;
  /** Tells each change; returns what stops it. */
  on(listener: (change: ConnectionChange) => void): () => void;
  /**
   * Resolves once it is in this state (at once when it is).
   * @throws TimeoutError, AbortError; the connection's own error when it has `failed` or was closed on the way to `open`.
   */
  until(state: ConnectionStateName, options?: UntilOptions): Promise<void>;
}

/** How long to wait for a state. */
export interface UntilOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
}
