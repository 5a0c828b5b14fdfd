import type { Clock } from "./client.js";
import { AbortError } from "./errors.js";

/** setTimeout can't hold more; a longer wait (24.8 days) is cut into pieces. */
const longest = 2 ** 31 - 1;

/** The machine's own time and timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  wake(at, run) {
    let timer: ReturnType<typeof setTimeout>;
    const arm = (): void => {
      const rest = at - Date.now();
      timer = rest > longest ? setTimeout(arm, longest) : setTimeout(run, Math.max(0, rest));
    };
    arm();
    return () => clearTimeout(timer);
  },
};

/**
 * Resolves after so many milliseconds of the clock.
 * @throws AbortError when the signal aborts first, or has done so already; its reason is the `cause`. `what` is said to have been aborted.
 */
export function sleep(clock: Clock, milliseconds: number, signal: AbortSignal | null = null, what = "sleep"): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      cancel();
      reject(new AbortError(`${what} was aborted by its signal`, { cause: signal?.reason }));
    };
    const cancel = clock.wake(clock.now() + milliseconds, () => {
      signal?.removeEventListener("abort", stop);
      resolve();
    });
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop);
  });
}
