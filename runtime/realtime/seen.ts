/** Knows the last ids of a channel, so that a repeat is told from a new message. */
export class Seen {
  readonly #ids = new Set<string>();
  readonly #order: string[];
  readonly #limit: number;
  #next = 0;

  constructor(limit: number) {
    this.#limit = limit;
    this.#order = [];
  }

  /** Whether the id is new; it is remembered. */
  isNew(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    const oldest = this.#order[this.#next];
    if (oldest !== undefined) this.#ids.delete(oldest);
    this.#order[this.#next] = id;
    this.#next = (this.#next + 1) % this.#limit;
    return true;
  }
}
