import { type AblyError, ablyError } from "./ably-error.js";
import { Listeners, listening } from "./listeners.js";

/** Something that is in one state at a time, and tells of its changes (RTE). */
export abstract class Stateful<S extends string, C extends { readonly event: string }> {
  readonly #listeners: Listeners<C>;

  constructor(warn: (error: AblyError) => void) {
    this.#listeners = new Listeners((cause) => warn(ablyError(50000, "A listener threw", { cause })));
  }

  abstract get state(): S;

  /** Tells each change, or those of an event or several; returns what stops it (RTN4, RTL2). */
  on(listener: (change: C) => void): () => void;
  on(event: C["event"] | readonly C["event"][], listener: (change: C) => void): () => void;
  on(first: C["event"] | readonly C["event"][] | ((change: C) => void), second?: (change: C) => void): () => void {
    return this.#listeners.add(listening(first, second, ({ event }) => event));
  }

  /** Resolves once it is in this state, with the change that made it so; with null when it is already (RTN26, RTL25). */
  whenState(state: S & C["event"]): Promise<C | null> {
    if (this.state === state) return Promise.resolve(null);
    return new Promise((resolve) => {
      const stop = this.on(state, (change) => {
        stop();
        resolve(change);
      });
    });
  }

  protected tell(change: C): void {
    this.#listeners.tell(change);
  }
}
