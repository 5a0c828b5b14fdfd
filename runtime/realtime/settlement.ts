import type { Message } from "./message.js";

/** What became of a message that its broker waits for: `done` with, `failed` in a listener, or `returned` unread. */
export type Outcome = "done" | "failed" | "returned";

/** A message that tells its broker once everyone is through with it; by a text, so that two copies of this package fit together. */
interface Settling extends Message {
  readonly "~held"?: Settlement;
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

  /** Held for as long as a listener works: until its promise settles, where it returns one. `failed` is told what it throws. */
  during(work: () => unknown, failed: (error: unknown) => void): void {
    this.hold();
    const fail = (error: unknown): void => {
      this.release("failed");
      failed(error);
    };
    try {
      const working = work();
      if (working instanceof Promise) working.then(() => this.release("done"), fail);
      else this.release("done");
    } catch (error) {
      fail(error);
    }
  }

  release(outcome: Outcome): void {
    if (outcome === "failed" || this.#outcome === "done") this.#outcome = outcome;
    if (--this.#holders === 0) this.#tell(this.#outcome);
  }
}

/** What its broker waits for, where it does. */
export const settlementOf = (message: Settling | undefined): Settlement | undefined => message?.["~held"];

/** Makes a message carry a settlement, where there is one, out of sight: neither logs nor copies of it show one. */
export const carry = (message: Message, value: Settlement | undefined): unknown => value && Object.defineProperty(message, "~held", { value });
