/** A first-in, first-out buffer that grows to its limit and reuses its room. */
export class Ring<T> {
  readonly limit: number;
  #items: (T | undefined)[];
  #head = 0;
  #size = 0;

  constructor(limit: number) {
    this.limit = limit;
    this.#items = new Array(Math.min(limit, 16));
  }

  get size(): number {
    return this.#size;
  }

  /** False when it is full. */
  push(item: T): boolean {
    if (this.#size === this.limit) return false;
    if (this.#size === this.#items.length) this.#grow();
    this.#items[(this.#head + this.#size) % this.#items.length] = item;
    this.#size++;
    return true;
  }

  /** Undefined when it is empty. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.#items.length;
    this.#size--;
    return item;
  }

  clear(): void {
    this.#items = new Array(Math.min(this.limit, 16));
    this.#head = 0;
    this.#size = 0;
  }

  #grow(): void {
    const wider = new Array<T | undefined>(Math.min(this.limit, this.#items.length * 2));
    for (let index = 0; index < this.#size; index++) wider[index] = this.#items[(this.#head + index) % this.#items.length];
    this.#items = wider;
    this.#head = 0;
  }
}
