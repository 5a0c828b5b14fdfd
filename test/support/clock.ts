import type { Clock } from "../../runtime/core/client.js";

export interface FakeClock extends Clock {
  /** Moves time on, running what falls due in order; promises settle (and loopback I/O gets a turn) between two wakes. */
  advance(milliseconds: number): Promise<void>;
  /** Times of the wakes still pending, earliest first. */
  pending(): readonly number[];
}

/** A clock that stands still until told otherwise. */
export function fakeClock(start = 1_700_000_000_000): FakeClock {
  let now = start;
  const wakes = new Set<{ readonly at: number; readonly run: () => void }>();
  const next = () => [...wakes].sort((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    wake(at, run) {
      const entry = { at, run };
      wakes.add(entry);
      return () => wakes.delete(entry);
    },
    pending: () => [...wakes].map((entry) => entry.at).sort((a, b) => a - b),
    async advance(milliseconds) {
      const end = now + milliseconds;
      await settle();
      for (let due = next(); due !== undefined && due.at <= end; due = next()) {
        wakes.delete(due);
        now = Math.max(now, due.at);
        due.run();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}

/** Lets pending promises, and I/O that is ready, run. */
export async function settle(turns = 3): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
