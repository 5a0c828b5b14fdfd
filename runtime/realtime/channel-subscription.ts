import { AbortError, type ClientError, ConnectionError, errorFrom } from "../core/errors.js";
import type { Bus, Feed, Route, Sink } from "./bus.js";
import type { PayloadCodecs } from "./codecs.js";
import { callListener, closedError } from "./connection-hub.js";
import { forgiving } from "./forgiving.js";
import type { Discontinuity, Message } from "./message.js";
import { namer } from "./namer.js";
import { Reader, settlementOf } from "./reader.js";
import { Ring } from "./ring.js";
import type { SubscribeOptions, Subscription } from "./subscription.js";

/** How far a buffer that should make its source wait may be overrun by what was under way. */
const overrun = 16;

/** What a subscription is about. */
interface SubscriptionGiven {
  readonly operation: Route["operation"];
  readonly options: SubscribeOptions;
  readonly codecs?: PayloadCodecs | undefined;
}

type Listener = (payload: unknown, message: Message) => unknown;

/** The state of one subscription over a bus: its loops and listeners share one feed. */
export class ChannelSubscription implements Subscription<unknown>, Sink {
  readonly #bus: Bus;
  readonly #route: () => Route;
  readonly #options: SubscribeOptions;
  readonly #buffer: number;
  readonly #name: (message: Message) => Message | null;
  readonly #listeners = new Set<Listener>();
  readonly #readers = new Set<Reader>();
  readonly #gapListeners = new Set<(gap: Discontinuity) => void>();
  readonly #errorListeners = new Set<(error: ClientError) => void>();
  /** What came after `ready` and before the first reader. */
  #early: Reader | null = null;
  #feed: Feed | null = null;
  #paused = false;
  /** Why it could not start. */
  #refused: ClientError | null = null;

  constructor(bus: Bus, route: () => Route, { operation, options, codecs }: SubscriptionGiven) {
    this.#bus = bus;
    this.#route = route;
    this.#options = options;
    this.#buffer = Math.max(1, options.buffer ?? 256);
    this.#name = namer(operation, codecs);
    options.signal?.addEventListener("abort", this.#abort, { once: true });
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    return this.#read((message) => message.payload);
  }

  messages(): AsyncIterable<Message> {
    return { [Symbol.asyncIterator]: () => this.#read((message) => message) as AsyncIterator<Message> }; // it takes messages as they are
  }

  subscribe(listener: Listener): () => void {
    const own: Listener = (payload, message) => listener(payload, message);
    this.#listeners.add(own);
    this.#start();
    for (const message of this.#takeEarly()) {
      this.#tell(listener, message);
      settlementOf(message)?.release("done");
    }
    return () => {
      this.#listeners.delete(own);
      this.#stopIfUnused();
    };
  }

  on(event: "discontinuity" | "error", listener: (told: never) => void): () => void {
    const set = (event === "error" ? this.#errorListeners : this.#gapListeners) as Set<unknown>; // the overloads pair event and listener
    set.add(listener);
    return () => {
      set.delete(listener);
    };
  }

  ready(): Promise<void> {
    if (this.#feed === null) {
      this.#early = this.#reader((message) => message);
      this.#start();
    }
    return this.#feed?.ready ?? forgiving(Promise.reject(this.#refused ?? closedError()));
  }

  close(): void {
    this.#finish(null);
  }

  message(came: Message): void {
    const message = this.#named(came);
    if (message === null) return;
    for (const listener of this.#listeners) this.#tell(listener, message);
    for (const reader of this.#readers) this.#offer(reader, message);
  }

  /** A broker waits for what the listener makes of it: until its promise settles, where it returns one. */
  #tell(listener: Listener, message: Message): void {
    const settlement = settlementOf(message);
    settlement?.hold();
    const failed = (error: unknown): void => {
      settlement?.release("failed");
      callListener(() => {
        throw error;
      });
    };
    try {
      const working: unknown = listener(message.payload, message);
      if (settlement && working instanceof Promise) working.then(() => settlement.release("done"), failed);
      else settlement?.release("done");
    } catch (error) {
      failed(error);
    }
  }

  /** Null when it is not meant, or can't be decoded: a gap, then. */
  #named(message: Message): Message | null {
    try {
      return this.#name(message);
    } catch (error) {
      this.discontinuity({ reason: "undecodable", lost: 1, cause: errorFrom(error) });
      return null;
    }
  }

  discontinuity(gap: Discontinuity): void {
    for (const listener of [...this.#gapListeners]) callListener(() => listener(gap));
  }

  end(error: ClientError | null): void {
    this.#feed = null;
    this.#finish(error);
  }

  readonly #abort = (): void => this.#finish(aborted(this.#options.signal));

  #read(take: (message: Message) => unknown): Reader {
    const reader = this.#reader(take);
    this.#start();
    for (const message of this.#takeEarly()) {
      reader.offer(message);
      settlementOf(message)?.release("done");
    }
    return reader;
  }

  #takeEarly(): readonly Message[] {
    const early = this.#early;
    if (early === null) return [];
    this.#early = null;
    this.#readers.delete(early);
    return early.drain();
  }

  #reader(take: (message: Message) => unknown): Reader {
    const blocks = (this.#options.overflow ?? "block") === "block";
    const reader: Reader = new Reader(new Ring<Message>(blocks ? this.#buffer * overrun : this.#buffer), take, () => {
      this.#readers.delete(reader);
      // In this order: what the source holds back is not for a subscription that ends.
      this.#stopIfUnused();
      this.#resume();
    });
    if (blocks) reader.drained = () => this.#resume();
    this.#readers.add(reader);
    return reader;
  }

  #offer(reader: Reader, message: Message): void {
    const { overflow = "block" } = this.#options;
    if (reader.offer(message)) {
      if (overflow === "block" && !this.#paused && reader.size >= this.#buffer) {
        this.#paused = true;
        this.#feed?.pause();
      }
      return;
    }
    if (overflow === "dropOldest") {
      reader.dropOldest();
      reader.offer(message);
    }
    if (overflow === "dropOldest" || overflow === "dropNewest") this.discontinuity({ reason: "dropped", lost: 1, cause: null });
    else
      this.#finish(
        new ConnectionError(`The subscription's buffer of ${this.#buffer} messages is full`, {
          remedy: "Read faster, raise `buffer`, or choose dropOldest or dropNewest as `overflow`.",
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
    if (this.#feed !== null) return;
    try {
      if (this.#options.signal?.aborted) throw aborted(this.#options.signal);
      this.#feed = this.#bus.subscribe(this.#route(), this);
      this.#refused = null;
    } catch (error) {
      this.#refused = errorFrom(error);
      this.#finish(this.#refused);
    }
  }

  #stopIfUnused(): void {
    if (this.#listeners.size === 0 && this.#readers.size === 0) this.#finish(null);
  }

  #finish(error: ClientError | null): void {
    const feed = this.#feed;
    this.#feed = null;
    this.#paused = false;
    this.#listeners.clear();
    const readers = [...this.#readers];
    this.#readers.clear();
    this.#early?.giveUp("returned");
    this.#early = null;
    for (const reader of readers) reader.end(error);
    feed?.cancel();
    if (error !== null) for (const listener of [...this.#errorListeners]) callListener(() => listener(error));
  }
}

const aborted = (signal: AbortSignal | undefined): AbortError => new AbortError("The subscription was aborted", { cause: signal?.reason });
