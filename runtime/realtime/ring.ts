/** A first-in, first-out buffer that grows to its limit and reuses its room. */
export class Ring<T> {
  readonly limit: number;
  readonly #items: (T | undefined)[] = [];
  #head = 0;
  #size = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  get size(): number {
    return this.#size;
  }

  /** False when it is full. */
  push(item: T): boolean {
    if (this.#size === this.limit) return false;
    this.#items[(this.#head + this.#size++) % this.limit] = item;
    return true;
  }

  /** Undefined when it is empty. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    // From the start when it is empty: a loop that keeps up never needs more than its first places.
    this.#head = --this.#size === 0 ? 0 : (this.#head + 1) % this.limit;
    return item;
  }
}
