import type { Message } from "./message.js";

/** What became of a message that its broker waits for: `done` with, `failed` in a listener, or `returned` unread. */
export type Outcome = "done" | "failed" | "returned";

/** Where a message carries its settlement; by `Symbol.for`, so that two copies of this package fit together. */
export const settling: unique symbol = Symbol.for("clientwright.settling") as typeof settling;

/** A message that tells its broker once everyone is through with it. */
export interface Settling extends Message {
  readonly [settling]?: Settlement;
}

/** Counts who still holds a message; the worst outcome counts. */
export class Settlement {
  #holders = 1;
  #outcome: Outcome = "done";
  readonly #tell: (outcome: Outcome) => void;

  /** Held once, by whoever makes it. */
  constructor(tell: (outcome: Outcome) => void) {
    this.#tell = tell;
  }

  hold(): void {
    this.#holders++;
  }

  release(outcome: Outcome): void {
    if (outcome === "failed" || this.#outcome === "done") this.#outcome = outcome;
    if (--this.#holders === 0) this.#tell(this.#outcome);
  }
}
