import type { Clock } from "./client.js";

/** setTimeout can't hold more; a longer wait (24.8 days) is cut into pieces. */
const longest = 2 ** 31 - 1;

/** What keeps time: the platform's own functions, or a test's. */
export interface Timers {
  /** Milliseconds since epoch. */
  now(): number;
  setTimeout(run: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
}

/** A clock of other timers than the machine's own. */
export function timersClock({ now, setTimeout: start, clearTimeout: stop }: Timers): Clock {
  return {
    now,
    wake(at, run) {
      let timer: unknown;
      const arm = (): void => {
        const rest = at - now();
        timer = rest > longest ? start(arm, longest) : start(run, Math.max(0, rest));
      };
      arm();
      return () => stop(timer);
    },
  };
}
