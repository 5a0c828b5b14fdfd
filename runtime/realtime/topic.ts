import type { ClientError } from "../core/errors.js";
import type { Route, Sink } from "./bus.js";
import type { Discontinuity, Message } from "./message.js";
import { Seen } from "./seen.js";

/** The subscriptions of one address: one at the server, any number here. */
export class Topic {
  readonly route: Route;
  readonly sinks: Set<Sink> = new Set();
  /** Whether the server has said that it will send (on any link so far). */
  confirmed = false;
  readonly #waiting = new Set<{ readonly resolve: () => void; readonly reject: (error: ClientError) => void }>();
  readonly #seen: Seen | null;
  /** The only sink, where there is one: the common case costs no iteration. */
  #only: Sink | null = null;

  constructor(route: Route, window: number) {
    this.route = route;
    this.#seen = window > 0 ? new Seen(window) : null;
  }

  add(sink: Sink): void {
    this.sinks.add(sink);
    this.#only = this.sinks.size === 1 ? sink : null;
  }

  /** True when it was the last. */
  remove(sink: Sink): boolean {
    this.sinks.delete(sink);
    this.#only = this.sinks.size === 1 ? ([...this.sinks][0] ?? null) : null;
    return this.sinks.size === 0;
  }

  /** Resolves when the server will send. */
  ready(): Promise<void> {
    if (this.confirmed) return Promise.resolve();
    const ready = new Promise<void>((resolve, reject) => this.#waiting.add({ resolve, reject }));
    ready.catch(() => undefined);
    return ready;
  }

  confirm(): void {
    this.confirmed = true;
    for (const { resolve } of this.#waiting) resolve();
    this.#waiting.clear();
  }

  message(message: Message): void {
    if (this.#seen !== null && message.id !== null && !this.#seen.isNew(message.id)) return;
    if (this.#only !== null) this.#only.message(message);
    else for (const sink of [...this.sinks]) sink.message(message);
  }

  discontinuity(gap: Discontinuity): void {
    for (const sink of [...this.sinks]) sink.discontinuity(gap);
  }

  end(error: ClientError | null, waiting: ClientError): void {
    for (const { reject } of this.#waiting) reject(error ?? waiting);
    this.#waiting.clear();
    const sinks = [...this.sinks];
    this.sinks.clear();
    for (const sink of sinks) sink.end(error);
  }
}
