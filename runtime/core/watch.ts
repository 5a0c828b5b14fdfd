import type { Call } from "./call.js";
import type { Clock } from "./client.js";
import { AbortError, type ClientError, errorFrom, InputError, TimeoutError } from "./errors.js";
import { whyBroken } from "./stream.js";

/** A call for messages: its operation, method and address; without the query, which may hold keys. */
export const describeCall = ({ operation, method, url }: Call): string => `${operation.id} (${method} ${url.split("?")[0]})`;

/** The deadline passed: of the whole call, or of this attempt. `start`: when the attempt began. */
export const timedOut = (call: Call, start: number): TimeoutError =>
  new TimeoutError(`${describeCall(call)} was not complete within ${call.limit ?? Math.round(call.deadline - start)} ms`, {
    remedy: "Allow it more: `timeout` for the whole call, `attemptTimeout` for each attempt",
  });

/** What the network threw, as an error of this package; when the body that it was to send broke, the reason for that. */
export function failureOf(error: unknown, call: Call): unknown {
  const broken = whyBroken(call.body);
  if (broken) return broken.error;
  const { cause = error } = Object(error) as { readonly cause?: unknown }; // fetch tells of Blobs in the cause
  if (Object(cause).name === "NotReadableError") return new InputError(`${describeCall(call)}: the file was changed or removed while it was sent`, { cause });
  return errorFrom(error, describeCall(call));
}

/** The caller's signal was aborted. */
export const aborted = (call: Call): AbortError => new AbortError(`${describeCall(call)} was aborted by its signal`, { cause: call.signal?.reason });

/**
 * Ends one attempt at its deadline or when the caller's signal aborts: one controller and one timer, both let go with
 * `release`. Without deadline and signal it holds nothing at all.
 */
export class Watch {
  /** For the network; undefined when there is nothing to wait for. */
  readonly signal: AbortSignal | undefined;
  readonly call: Call;
  /** Why the attempt was ended; null while it was not. */
  reason: ClientError | null = null;
  /** Disarms the timer: what is left of the body may take its time. */
  unwind: (() => void) | undefined;
  readonly #controller: AbortController | undefined;

  constructor(call: Call, clock: Clock) {
    this.call = call;
    const limited = call.deadline < 1 / 0;
    if (!limited && !call.signal) return;
    this.#controller = new AbortController();
    this.signal = this.#controller.signal;
    if (call.signal?.aborted) this.handleEvent();
    // The object itself is the listener: no closure, and nothing to remember for its removal.
    call.signal?.addEventListener("abort", this);
    if (limited) {
      const start = clock.now();
      this.unwind = clock.wake(call.deadline, () => this.#end(timedOut(call, start)));
    }
  }

  handleEvent(): void {
    this.#end(aborted(this.call));
  }

  /** What to throw for a failure of the network: the reason when we ended it ourselves. */
  fail(error: unknown): unknown {
    this.release();
    return this.reason ?? failureOf(error, this.call);
  }

  /** Lets go of timer and listener. */
  release(): void {
    this.unwind?.();
    this.call.signal?.removeEventListener("abort", this);
  }

  #end(reason: ClientError): void {
    this.release();
    this.reason = reason;
    this.#controller?.abort(reason);
  }
}
