import type { Clock } from "../core/client.js";
import { sleep } from "../core/clock.js";
import { TimeoutError } from "../core/errors.js";

/** How often something is looked at, and for how long. Times in milliseconds. */
export interface PaceOptions {
  /** Before the second look; grows by half at each. Default 1000. */
  readonly interval?: number | undefined;
  /** The longest time between two looks that the server didn't ask for. Default 30,000. */
  readonly maxInterval?: number | undefined;
  /** For all looks together; default: none. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Waits until the next look: as long as the server asks, else at growing intervals. Throws a TimeoutError when the time is over. */
export type Pace = (retryAfter: number | null) => Promise<void>;

/** The pace of one wait; `what` is named when its time is over. A last look is taken when it ends. */
export function createPace(clock: Clock, what: string, options: PaceOptions): Pace {
  const { interval = 1000, maxInterval = 30_000, timeout = Number.POSITIVE_INFINITY, signal = null } = options;
  const end = clock.now() + timeout;
  let looks = 0;
  return async (retryAfter) => {
    const left = end - clock.now();
    if (left <= 0)
      throw new TimeoutError(`${what} was not done within ${timeout} ms`, {
        remedy: "It goes on at the server: keep its handle and resume it, or wait longer.",
      });
    const pause = retryAfter ?? Math.min(Math.max(interval, maxInterval), interval * 1.5 ** looks);
    looks++;
    await sleep(clock, Math.min(pause, left), signal);
  };
}
