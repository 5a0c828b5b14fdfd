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

/** Resolves after so many milliseconds of the clock; rejects with an AbortError when it aborts first. */
export function sleep(clock: Clock, milliseconds: number, signal: AbortSignal | null = null): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new AbortError("Aborted while waiting", { cause: signal.reason }));
    const cancel = clock.wake(clock.now() + milliseconds, () => {
      signal?.removeEventListener("abort", stop);
      resolve();
    });
    const stop = (): void => {
      cancel();
      reject(new AbortError("Aborted while waiting", { cause: signal?.reason }));
    };
    signal?.addEventListener("abort", stop, { once: true });
  });
}
