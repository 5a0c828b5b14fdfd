import { AbortError, type ClientError, ConnectionError, errorFrom } from "../core/errors.js";
import type { Bus, Feed, Route, Sink } from "./bus.js";
import { callListener, closedError, surface } from "./connection-hub.js";
import { forgiving } from "./forgiving.js";
import type { Discontinuity, Message } from "./message.js";
import { Reader } from "./reader.js";
import { carry, settlementOf } from "./settlement.js";
import type { Overflow, SubscribeOptions, Subscription } from "./subscription.js";

/** How far a buffer that should make its source wait may be overrun by what was under way. */
const overrun = 16;

/** What a subscription is about. */
interface SubscriptionGiven {
  /** Reads a message; null: it is not meant. */
  readonly name: (message: Message) => Message | null;
  readonly options: SubscribeOptions;
}

type Listener = (payload: unknown, message: Message) => unknown;

/** The state of one subscription over a bus: its loops and listeners share one feed. */
export class ChannelSubscription implements Subscription<unknown>, Sink {
  readonly #bus: Bus;
  readonly #route: () => Route;
  readonly #signal: AbortSignal | undefined;
  readonly #buffer: number;
  readonly #overflow: Overflow;
  readonly #name: (message: Message) => Message | null;
  readonly #listeners = new Set<Listener>();
  readonly #readers = new Set<Reader>();
  readonly #told = { discontinuity: new Set<(gap: Discontinuity) => void>(), error: new Set<(error: ClientError) => void>() };
  /** What came after `ready` and before the first reader. */
  #early: Reader | null = null;
  #feed: Feed | null = null;
  #paused = false;
  /** Why it could not start. */
  #refused: ClientError | null = null;
  readonly #abort = (): void => this.#finish(aborted(this.#signal));

  constructor(bus: Bus, route: () => Route, { name, options }: SubscriptionGiven) {
    const { signal, buffer = 256, overflow = "block" } = options;
    this.#bus = bus;
    this.#route = route;
    this.#signal = signal;
    this.#buffer = Math.max(1, buffer);
    this.#overflow = overflow;
    this.#name = name;
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    return this.#read(({ payload }) => payload);
  }

  messages(): AsyncIterable<Message> {
    return { [Symbol.asyncIterator]: () => this.#read((message) => message) as AsyncIterator<Message> }; // it takes messages as they are
  }

  subscribe(listener: Listener): () => void {
    const own: Listener = (payload, message) => listener(payload, message);
    this.#listeners.add(own);
    this.#start();
    const early = this.#early;
    if (early) {
      this.#early = null;
      this.#readers.delete(early);
      for (let message = early.shift(); message; message = early.shift()) {
        tell(own, message);
        settlementOf(message)?.release("done");
      }
      this.#resume();
    }
    return () => {
      this.#listeners.delete(own);
      this.#stopIfUnused();
    };
  }

  on(event: "discontinuity" | "error", listener: (told: never) => void): () => void {
    const set: Set<unknown> = this.#told[event]; // the overloads pair event and listener
    set.add(listener);
    return () => {
      set.delete(listener);
    };
  }

  ready(): Promise<void> {
    if (this.#feed === null) {
      this.#early = this.#reader();
      this.#start();
    }
    return this.#feed?.ready ?? forgiving(Promise.reject(this.#refused ?? closedError()));
  }

  close(): void {
    this.#finish(null);
  }

  message(came: Message): void {
    let message: Message | null;
    try {
      message = this.#name(came);
    } catch (error) {
      this.discontinuity({ reason: "undecodable", lost: 1, cause: errorFrom(error) });
      return;
    }
    if (!message) return;
    carry(message, settlementOf(came));
    // Who comes meanwhile is told of the next one, who leaves of none.
    for (const listener of [...this.#listeners]) if (this.#listeners.has(listener)) tell(listener, message);
    for (const reader of this.#readers) this.#offer(reader, message);
  }

  discontinuity(gap: Discontinuity): void {
    for (const listener of [...this.#told.discontinuity]) callListener(() => listener(gap));
  }

  end(error: ClientError | null): void {
    this.#feed = null;
    this.#finish(error);
  }

  /** The first loop goes on where `ready` began. */
  #read(take: (message: Message) => unknown): Reader {
    const reader = this.#early ?? this.#reader();
    this.#early = null;
    reader.take = take;
    this.#start();
    return reader;
  }

  #reader(): Reader {
    const limit = this.#overflow === "block" ? this.#buffer * overrun : this.#buffer;
    const reader: Reader = new Reader(
      limit,
      () => this.#resume(),
      () => {
        this.#readers.delete(reader);
        // In this order: what the source holds back is not for a subscription that ends.
        this.#stopIfUnused();
        this.#resume();
      },
    );
    this.#readers.add(reader);
    return reader;
  }

  #offer(reader: Reader, message: Message): void {
    const overflow = this.#overflow;
    if (reader.offer(message)) {
      if (overflow === "block" && !this.#paused && reader.size >= this.#buffer) {
        this.#paused = true;
        this.#feed?.pause();
      }
      return;
    }
    if (overflow === "dropOldest") {
      settlementOf(reader.shift())?.release("done");
      reader.offer(message);
    }
    if (overflow === "dropOldest" || overflow === "dropNewest") this.discontinuity({ reason: "dropped", lost: 1, cause: null });
    else
      this.#finish(
        new ConnectionError(`The subscription's buffer of ${this.#buffer} messages is full`, {
          remedy: "Read faster, or set `buffer` or `overflow`.",
        }),
      );
  }

  /** Goes on when every loop has room for half of its buffer. */
  #resume(): void {
    if (!this.#paused) return;
    for (const { size } of this.#readers) if (size * 2 > this.#buffer) return;
    this.#paused = false;
    this.#feed?.resume();
  }

  #start(): void {
    if (this.#feed) return;
    try {
      const signal = this.#signal;
      if (signal?.aborted) throw aborted(signal);
      signal?.addEventListener("abort", this.#abort);
      this.#feed = this.#bus.subscribe(this.#route(), this);
      this.#refused = null;
    } catch (error) {
      this.#refused = errorFrom(error);
      this.#finish(this.#refused);
    }
  }

  #stopIfUnused(): void {
    if (this.#listeners.size + this.#readers.size === 0) this.#finish(null);
  }

  #finish(error: ClientError | null): void {
    this.#signal?.removeEventListener("abort", this.#abort);
    const feed = this.#feed;
    this.#feed = null;
    this.#paused = false;
    this.#early?.giveUp("returned");
    this.#early = null;
    for (const reader of this.#readers) reader.end(error);
    this.#readers.clear();
    this.#listeners.clear();
    feed?.cancel();
    if (error) for (const listener of [...this.#told.error]) callListener(() => listener(error));
  }
}

/** A broker waits for what the listener makes of it. */
function tell(listener: Listener, message: Message): void {
  const work = (): unknown => listener(message.payload, message);
  const settlement = settlementOf(message);
  if (settlement === undefined) callListener(work);
  else settlement.during(work, surface);
}

const aborted = (signal: AbortSignal | undefined): AbortError => new AbortError("The subscription was aborted", { cause: signal?.reason });
