import type { ClientError } from "../core/errors.js";
import type { Message } from "./message.js";
import type { Ring } from "./ring.js";
import { type Outcome, type Settlement, type Settling, settling } from "./settlement.js";

type Waiting = { readonly resolve: (result: IteratorResult<unknown, undefined>) => void; readonly reject: (error: ClientError) => void };

/** One loop over a subscription: what came and was not taken yet. `take` makes of a message what the loop gets. */
export class Reader implements AsyncIterableIterator<unknown, undefined> {
  readonly #ring: Ring<Message>;
  readonly #take: (message: Message) => unknown;
  readonly #left: () => void;
  readonly #waiting: Waiting[] = [];
  /** Of the message that the loop works on: done with when it asks for the next. */
  #current: Settlement | undefined;
  #end: { readonly error: ClientError | null } | null = null;

  /** `left` is called when the loop is left, at most once. */
  constructor(ring: Ring<Message>, take: (message: Message) => unknown, left: () => void) {
    this.#ring = ring;
    this.#take = take;
    this.#left = left;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Messages that wait. */
  get size(): number {
    return this.#ring.size;
  }

  /** False when there is no room. */
  offer(message: Message): boolean {
    const waiting = this.#waiting.shift();
    if (waiting === undefined && !this.#ring.push(message)) return false;
    settlementOf(message)?.hold();
    waiting?.resolve(this.#give(message));
    return true;
  }

  #give(message: Message): IteratorResult<unknown, undefined> {
    this.#current?.release("done");
    this.#current = settlementOf(message);
    return { done: false, value: this.#take(message) };
  }

  /** Makes room. */
  dropOldest(): void {
    const oldest = this.#ring.shift();
    if (oldest !== undefined) settlementOf(oldest)?.release("done");
  }

  /** Gives up what waits, and what the loop works on. */
  giveUp(outcome: Outcome): void {
    for (const message of this.drain()) settlementOf(message)?.release(outcome);
    this.#current?.release(outcome);
    this.#current = undefined;
  }

  /** Takes everything that waits. */
  drain(): readonly Message[] {
    const all: Message[] = [];
    for (let message = this.#ring.shift(); message !== undefined; message = this.#ring.shift()) all.push(message);
    return all;
  }

  next(): Promise<IteratorResult<unknown, undefined>> {
    const message = this.#ring.shift();
    if (message !== undefined) {
      this.drained?.();
      return Promise.resolve(this.#give(message));
    }
    this.#current?.release("done");
    this.#current = undefined;
    if (this.#end !== null) {
      const { error } = this.#end;
      this.#end = { error: null };
      return error === null ? Promise.resolve({ done: true, value: undefined }) : Promise.reject(error);
    }
    this.drained?.();
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Called when there is room again. */
  drained: (() => void) | undefined;

  return(): Promise<IteratorResult<unknown, undefined>> {
    this.giveUp("returned");
    this.end(null);
    this.#left();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** What is buffered is still read; then the loop ends, or throws. */
  end(error: ClientError | null): void {
    if (this.#end !== null) return;
    this.#end = { error };
    for (const [index, waiting] of this.#waiting.splice(0).entries()) {
      if (error !== null && index === 0) {
        this.#end = { error: null };
        waiting.reject(error);
      } else waiting.resolve({ done: true, value: undefined });
    }
  }
}

/** What its broker waits for, where it does. */
export const settlementOf = (message: Settling): Settlement | undefined => message[settling];
