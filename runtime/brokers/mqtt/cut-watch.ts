import type { OutgoingMessage } from "../../realtime/message.js";

/** A connection that ends sooner than this was hardly opened. */
const soon = 5_000;
const most = 5;

/**
 * Notices that the broker cuts each connection soon after it was opened, without a word: two clients of one id throw each other out for
 * ever that way, and so does a message that is longer than the broker takes.
 */
export class CutWatch {
  #row = 0;
  /** In how many such cuts in a row a message was on its way. */
  #struck = new WeakMap<OutgoingMessage, number>();

  /** A connection that was opened then is cut now, `inFlight` unacknowledged. True: once too often in a row. */
  cut(opened: number, now: number, inFlight: Iterable<OutgoingMessage>): boolean {
    const isShort = now - opened < soon;
    this.#row = isShort ? this.#row + 1 : 0;
    if (!isShort) this.#struck = new WeakMap();
    for (const message of isShort ? inFlight : []) this.#struck.set(message, (this.#struck.get(message) ?? 0) + 1);
    return this.#row >= most;
  }

  /** Whether a message was on its way in so many cuts that it is not to be sent once more. */
  isSuspect(message: OutgoingMessage): boolean {
    return (this.#struck.get(message) ?? 0) >= most;
  }
}
