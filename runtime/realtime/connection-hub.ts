import type { Clock } from "../core/client.js";
import { AbortError, type ClientError, ConnectionError, TimeoutError } from "../core/errors.js";
import type { ConnectionChange, ConnectionStateName, ConnectionView, UntilOptions } from "./connection.js";

/** The observable side of a connection. */
export class ConnectionHub implements ConnectionView {
  #state: ConnectionStateName = "idle";
  #reason: ClientError | null = null;
  readonly #listeners = new Set<(change: ConnectionChange) => void>();
  readonly #clock: Clock;
  /** Closed for good: it opens no more. */
  ended = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get state(): ConnectionStateName {
    return this.#state;
  }

  get reason(): ClientError | null {
    return this.#reason;
  }

  /** Tells the listeners, unless nothing changed. */
  move(state: ConnectionStateName, reason: ClientError | null, retryIn: number | null): void {
    if (state === this.#state) return;
    const change: ConnectionChange = { previous: this.#state, state, reason, retryIn };
    this.#state = state;
    // A new attempt does not make the last one's failure unknown.
    this.#reason = reason ?? (state === "opening" ? this.#reason : null);
    for (const listener of [...this.#listeners]) callListener(() => listener(change));
  }

  on(listener: (change: ConnectionChange) => void): () => void {
    // Wrapped, so that the same function given twice counts twice.
    const own = (change: ConnectionChange): void => listener(change);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  until(state: ConnectionStateName, { signal, timeout }: UntilOptions = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#state === state) return resolve();
      if (state === "open") this.refuse();
      const end = (error: ClientError | null): void => {
        off();
        cancel?.();
        signal?.removeEventListener("abort", abort);
        if (error) reject(error);
        else resolve();
      };
      const abort = (): void => end(new AbortError("Aborted", { cause: signal?.reason }));
      const off = this.on((change) => {
        if (change.state === state) end(null);
        else if (state === "open" && (change.state === "failed" || change.state === "closed")) end(change.reason ?? closedError());
      });
      const cancel =
        timeout === undefined
          ? null
          : this.#clock.wake(this.#clock.now() + timeout, () =>
              end(new TimeoutError(`The connection was not ${state} within ${timeout} ms`, { cause: this.#reason })),
            );
      signal?.addEventListener("abort", abort);
      if (signal?.aborted) abort();
    });
  }

  /** @throws ConnectionError when it was closed for good. */
  refuse(): void {
    if (this.ended) throw closedError();
  }
}

/** What is told to whatever still waits when a connection is closed. */
export const closedError = (): ConnectionError => new ConnectionError("The connection was closed", { remedy: "Make a new client." });

/** A listener's own error must not end the connection: it surfaces as an uncaught one, as an event target's would. */
export function callListener(run: () => void): void {
  try {
    run();
  } catch (error) {
    surface(error);
  }
}

/** Throws where nothing catches it. */
export const surface = (error: unknown): void =>
  queueMicrotask(() => {
    throw error;
  });
