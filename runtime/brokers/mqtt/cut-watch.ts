/** A connection that ends sooner than this was hardly opened. */
const soon = 5_000;
const most = 5;

/**
 * Notices that the broker cuts each connection soon after it was opened, without a word: two clients of one id throw each other out for
 * ever that way, and so does a message that is longer than the broker takes.
 */
export class CutWatch {
  #row = 0;

  /** A connection that was opened then is cut now. True: once too often in a row. */
  cut(opened: number, now: number): boolean {
    this.#row = now - opened < soon ? this.#row + 1 : 0;
    return this.#row >= most;
  }
}
