import type { ClientError } from "../core/errors.js";
import type { Message } from "./message.js";
import { Ring } from "./ring.js";
import { type Outcome, type Settlement, settlementOf } from "./settlement.js";

type Result = IteratorResult<unknown, undefined>;

/** One loop over a subscription: what came and was not taken yet. */
export class Reader extends Ring<Message> implements AsyncIterableIterator<unknown, undefined> {
  /** What the loop gets of a message. */
  take: ((message: Message) => unknown) | undefined;
  readonly #drained: () => void;
  readonly #left: () => void;
  readonly #waiting: ((result: Result | Promise<Result>) => void)[] = [];
  /** Of the message that the loop works on: done with when it asks for the next. */
  #current: Settlement | undefined;
  #end: { readonly error: ClientError | null } | null = null;

  /** `drained` is called when there is room again, `left` when the loop is left. */
  constructor(limit: number, drained: () => void, left: () => void) {
    super(limit);
    this.#drained = drained;
    this.#left = left;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** False when there is no room. */
  offer(message: Message): boolean {
    const waiting = this.#waiting.shift();
    if (waiting === undefined && !this.push(message)) return false;
    settlementOf(message)?.hold();
    waiting?.(this.#give(message));
    return true;
  }

  #give(message: Message): Result {
    this.#work("done", settlementOf(message));
    return { done: false, value: this.take?.(message) };
  }

  #work(outcome: Outcome, next?: Settlement): void {
    this.#current?.release(outcome);
    this.#current = next;
  }

  /** Gives up what the loop works on and what waits, in the order of coming. */
  giveUp(outcome: Outcome): void {
    this.#work(outcome);
    for (let message = this.shift(); message !== undefined; message = this.shift()) settlementOf(message)?.release(outcome);
  }

  next(): Promise<Result> {
    const message = this.shift();
    if (message === undefined) {
      this.#work("done");
      return this.#end === null ? new Promise((resolve) => this.#waiting.push(resolve)) : this.#last();
    }
    this.#drained();
    return Promise.resolve(this.#give(message));
  }

  /** Whoever leaves the loop asks for nothing more: not why the subscription has ended either. */
  async return(): Promise<Result> {
    this.giveUp("returned");
    this.end(null);
    this.#left();
    return { done: true, value: undefined };
  }

  /** What is buffered is still read; then the loop ends, or throws. */
  end(error: ClientError | null): void {
    if (this.#end !== null) return;
    this.#end = { error };
    for (const waiting of this.#waiting.splice(0)) waiting(this.#last());
  }

  /** The error is thrown once. */
  async #last(): Promise<Result> {
    const error = this.#end?.error;
    this.#end = { error: null };
    if (error) throw error;
    return { done: true, value: undefined };
  }
}
