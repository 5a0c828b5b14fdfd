import type { Clock } from "../../../core/client.js";
import { type AblyError, ablyError } from "./ably-error.js";
import { randomText } from "./bytes.js";
import { quiet } from "./listeners.js";

interface Ping {
  readonly resolve: (milliseconds: number) => void;
  readonly reject: (error: AblyError) => void;
  sent: number | null;
  cancel: (() => void) | null;
}

/** Pings on their way (RTN13): those asked for without a connection wait for one. */
export class Pings {
  readonly #all = new Map<string, Ping>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves with the milliseconds to the server and back. */
  add(): { readonly id: string; readonly answer: Promise<number> } {
    const id = randomText(9);
    const answer = quiet(
      new Promise<number>((resolve, reject) => {
        this.#all.set(id, { resolve, reject, sent: null, cancel: null });
      }),
    );
    return { id, answer };
  }

  /** Those that are to be sent now. Each has `timeout` ms for its answer. */
  due(timeout: number): readonly string[] {
    const sent = this.#clock.now();
    const due = [...this.#all].filter(([, ping]) => ping.sent === null);
    for (const [id, ping] of due) {
      ping.sent = sent;
      ping.cancel = this.#clock.wake(sent + timeout, () => {
        this.#all.delete(id);
        ping.reject(ablyError(50003, `Timeout: no answer to a ping in ${timeout} ms`));
      });
    }
    return due.map(([id]) => id);
  }

  answered(id: string): void {
    const ping = this.#all.get(id);
    if (ping === undefined || ping.sent === null) return;
    this.#all.delete(id);
    ping.cancel?.();
    ping.resolve(this.#clock.now() - ping.sent);
  }

  /** Fails those that were sent; with `all`, those that wait too. */
  fail(error: AblyError, all: boolean): void {
    for (const [id, ping] of [...this.#all]) {
      if (!all && ping.sent === null) continue;
      this.#all.delete(id);
      ping.cancel?.();
      ping.reject(error);
    }
  }
}
