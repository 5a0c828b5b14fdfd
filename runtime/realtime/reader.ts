import type { ClientError } from "../core/errors.js";
import type { Message } from "./message.js";
import type { Ring } from "./ring.js";

type Waiting = { readonly resolve: (result: IteratorResult<unknown, undefined>) => void; readonly reject: (error: ClientError) => void };

/** One loop over a subscription: what came and was not taken yet. `take` makes of a message what the loop gets. */
export class Reader implements AsyncIterableIterator<unknown, undefined> {
  readonly #ring: Ring<Message>;
  readonly #take: (message: Message) => unknown;
  readonly #left: () => void;
  readonly #waiting: Waiting[] = [];
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
    if (waiting === undefined) return this.#ring.push(message);
    waiting.resolve({ done: false, value: this.#take(message) });
    return true;
  }

  /** Makes room. */
  dropOldest(): void {
    this.#ring.shift();
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
      return Promise.resolve({ done: false, value: this.#take(message) });
    }
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
    this.#ring.clear();
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
