import type { Clock } from "./client.js";

/** As systemClock, without its care for waits beyond 24 days. */
export const plainClock: Clock = {
  now: () => Date.now(),
  wake(at, run) {
    const timer = setTimeout(run, at - Date.now());
    return () => clearTimeout(timer);
  },
};
