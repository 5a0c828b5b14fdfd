import { Listeners } from "./listeners.js";

interface Change {
  readonly event: string;
}

/** Who wants to know of which changes: of a connection, or of a channel (RTE). */
export class Changes<C extends Change> {
  readonly #listeners: Listeners<C>;

  constructor(thrown: (cause: unknown) => void) {
    this.#listeners = new Listeners(thrown);
  }

  tell(change: C): void {
    this.#listeners.tell(change);
  }

  /** Every change, those of one event, or of several; returns what stops it. */
  on(first: C["event"] | readonly C["event"][] | ((change: C) => void), second?: (change: C) => void): () => void {
    if (typeof first === "function") return this.#listeners.add(first);
    const wanted: readonly string[] = typeof first === "string" ? [first] : first;
    return this.#listeners.add((change) => wanted.includes(change.event) && second?.(change));
  }

  /** The next change of this event. */
  next(event: C["event"]): Promise<C> {
    return new Promise((resolve) => {
      const stop = this.on(event, (change) => {
        stop();
        resolve(change);
      });
    });
  }
}
