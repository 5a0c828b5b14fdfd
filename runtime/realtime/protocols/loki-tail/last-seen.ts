import type { LogEntry } from "./frames.js";

/** How far a tail has come: the newest timestamp, and what was seen at it, so that asking from there gives nothing twice. */
export class LastSeen {
  #at: bigint | null = null;
  #there = new Set<string>();

  /** Nanoseconds since epoch; null before the first entry. */
  get at(): string | null {
    return this.#at === null ? null : `${this.#at}`;
  }

  /** Whether the entry is new; it is remembered. */
  isNew({ timestamp, line, labels }: LogEntry): boolean {
    const at = BigInt(timestamp);
    const own = JSON.stringify([labels, line]);
    if (this.#at === at) {
      if (this.#there.has(own)) return false;
      this.#there.add(own);
    } else if (this.#at === null || at > this.#at) {
      this.#at = at;
      this.#there = new Set([own]);
    }
    return true;
  }
}
