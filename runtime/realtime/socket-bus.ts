import type { Clock } from "../core/client.js";
import { type ClientError, ConnectionError } from "../core/errors.js";
import type { Bus, Delivery, Feed, RequestReplyOptions, Route, Sink, Unsent } from "./bus.js";
import type { ConnectionView } from "./connection.js";
import { closedError } from "./connection-hub.js";
import { type Dial, Driver, type DriverOwner } from "./driver.js";
import type { Frames, Framing, FramingSession } from "./framing.js";
import type { Policy } from "./machine.js";
import type { Message, OutgoingMessage, Receipt } from "./message.js";
import { Outbox, type OutboxLimits, type Pending } from "./outbox.js";
import { Topic } from "./topic.js";
import type { Transport } from "./transport.js";
import { within } from "./within.js";

/** What one framed socket is made of. */
export interface SocketOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly framing: Framing;
  readonly queue: OutboxLimits;
  /** Ids kept for each channel to recognise repeats; 0: none. */
  readonly dedupe: number;
  /** Bytes handed to the platform and not sent, from which on messages wait in the queue. */
  readonly highWater: number;
  /** Told what a connection that failed for good could not send. */
  readonly onUnsent?: ((unsent: readonly Unsent[], error: ClientError) => void) | undefined;
  readonly dial: (renew: boolean) => Promise<Dial>;
}

/** Milliseconds between two looks at a socket that does not send fast enough. */
const drainPause = 10;

/** Channels over one socket that is there as long as something needs it: a subscription, a message, or `connect`. */
export class SocketBus implements Bus {
  readonly delivery: Delivery;
  readonly connection: ConnectionView;
  /** There where the framing `asks`. */
  readonly request?: NonNullable<Bus["request"]>;
  readonly #options: SocketOptions;
  readonly #session: FramingSession;
  readonly #driver: Driver;
  readonly #outbox: Outbox;
  readonly #topics = new Map<string, Topic>();
  readonly #acknowledges: boolean;
  #unsent: readonly Unsent[] = [];
  #held = false;
  #ended = false;
  #paused = 0;
  #nextId = 0;
  #draining: (() => void) | null = null;

  constructor(options: SocketOptions, route: Route | null) {
    const { framing, clock, transport, policy, queue } = options;
    this.#options = options;
    this.delivery = framing.delivery;
    this.#acknowledges = framing.acknowledges ?? framing.delivery === "at-least-once";
    if (framing.asks) this.request = (...request) => this.ask(...request);
    this.#session = framing.session(route, { now: () => clock.now() });
    this.#outbox = new Outbox(queue);
    this.#driver = new Driver({ transport, clock, policy, session: this.#session, dial: options.dial, owner: this.#owner() });
    this.connection = this.#driver.hub;
    this.connection.on(({ state }) => {
      // Wanted again while it was closing.
      if (state === "closed" && !this.#ended && this.isWanted) this.#driver.connect();
    });
  }

  async connect(): Promise<void> {
    this.#refuseEnded();
    this.#held = true;
    this.#driver.connect();
    await this.connection.until("open");
  }

  subscribe(route: Route, sink: Sink): Feed {
    this.#refuseEnded();
    let topic = this.#topics.get(route.address);
    if (topic === undefined) {
      topic = new Topic(route, this.#options.dedupe);
      this.#topics.set(route.address, topic);
      topic.add(sink);
      if (this.#driver.isOpen) this.#announce(topic);
      else this.#driver.connect();
    } else topic.add(sink);
    return this.#feed(topic, sink);
  }

  #feed(topic: Topic, sink: Sink): Feed {
    let state: "running" | "paused" | "over" = "running";
    const resume = (): void => {
      if (state !== "paused") return;
      state = "running";
      if (--this.#paused === 0) this.#driver.resume();
    };
    return {
      ready: topic.ready(),
      pause: () => {
        if (state !== "running") return true;
        state = "paused";
        this.#paused++;
        return this.#driver.pause();
      },
      resume,
      cancel: () => {
        if (state === "over") return;
        resume();
        state = "over";
        if (topic.remove(sink)) this.#drop(topic);
      },
    };
  }

  #drop(topic: Topic): void {
    const { address } = topic.route;
    if (this.#topics.get(address) !== topic) return;
    this.#topics.delete(address);
    topic.end(null, closedError());
    // Told in any case: the session forgets where it was.
    const frame = this.#session.unsubscribe(topic.route);
    if (frame !== null && this.#driver.isOpen) this.#driver.send(frame);
    if (!this.isWanted) this.#driver.close();
  }

  /** Whether anything needs the socket. */
  get isWanted(): boolean {
    return this.#held || this.#topics.size > 0 || this.#outbox.size > 0;
  }

  publish(route: Route, message: OutgoingMessage): Promise<Receipt> {
    const receipt = new Promise<Receipt>((done, failed) => {
      this.#refuseEnded();
      // Who publishes once does so again: the socket stays until `close`.
      this.#held = true;
      const id = message.id ?? this.#freshId();
      const frames = this.#session.publish(route, message, id);
      const kind = this.#acknowledges ? "confirm" : "publish";
      this.#push({ id, route, message, kind, once: this.delivery === "at-most-once", frames, sent: false, left: false, done: done as Pending["done"], failed }); // kinds other than `ask` get receipts
    });
    // Whoever drops the promise is not punished for it: `close` hands back what was not sent.
    receipt.catch(() => undefined);
    return receipt;
  }

  /** The framing `asks`. Resolves with the reply. */
  async ask(route: Route, message: OutgoingMessage, options: RequestReplyOptions): Promise<Message> {
    const id = message.id ?? this.#freshId();
    const reply = new Promise<Message>((done, failed) => {
      this.#refuseEnded();
      this.#held = true;
      const frames = framesOf(this.#session, { kind: "ask", route, message, id });
      this.#push({ id, route, message, kind: "ask", once: true, frames, sent: false, left: false, done: done as Pending["done"], failed }); // `ask` gets messages
    });
    try {
      return await within(reply, this.#options.clock, options);
    } finally {
      // Still there only when nobody waits any more.
      const left = this.#outbox.take(id);
      const frame = left?.sent ? (this.#session.forget?.(id) ?? null) : null;
      if (frame !== null) this.#driver.send(frame);
    }
  }

  #push(entry: Pending): void {
    const direct = this.#driver.isOpen && !this.#outbox.hasUnsent && this.#driver.buffered < this.#options.highWater;
    if (direct && entry.kind === "publish") {
      this.#driver.send(entry.frames);
      entry.done({ status: "sent", id: entry.message.id, value: null });
      return;
    }
    this.#outbox.add(entry);
    if (direct) {
      this.#driver.send(entry.frames);
      this.#outbox.sent(entry);
    } else if (this.#driver.isOpen) this.#drain();
    else this.#driver.connect();
  }

  readonly #prefix = `${Math.random().toString(36).slice(2, 10)}-`;
  readonly #freshId = (): string => `${this.#prefix}${this.#nextId++}`;

  async close(): Promise<readonly Unsent[]> {
    this.#ended = true;
    for (const topic of [...this.#topics.values()]) {
      this.#topics.delete(topic.route.address);
      topic.end(null, closedError());
    }
    this.#driver.close();
    if (this.connection.state !== "closed") await this.connection.until("closed");
    const unsent = this.#unsent;
    this.#unsent = [];
    return unsent;
  }

  #refuseEnded(): void {
    if (this.#ended) throw closedError();
  }

  #announce(topic: Topic): void {
    const frame = this.#session.subscribe(topic.route);
    if (frame !== null) this.#driver.send(frame);
    if (frame === null || !this.#session.confirmsSubscriptions) topic.confirm();
  }

  #owner(): DriverOwner {
    return {
      opened: (continuity) => this.#opened(continuity),
      interrupted: () => this.#interrupted(),
      gaveUp: (error) => this.#gaveUp(error),
      undecodable: (error) => {
        for (const topic of this.#topics.values()) topic.discontinuity({ reason: "undecodable", lost: 1, cause: error });
      },
      message: (key: string, message: Message) => this.#topics.get(key)?.message(message),
      subscribed: (key) => this.#topics.get(key)?.confirm(),
      unsubscribed: (key, error) => {
        const topic = this.#topics.get(key);
        this.#topics.delete(key);
        topic?.end(error, error ?? closedError());
        if (!this.isWanted) this.#driver.close();
      },
      gap: (key, gap) => this.#topics.get(key)?.discontinuity(gap),
      replied: (id, message) => this.#outbox.take(id)?.done(message),
      acknowledged: (id, value) => this.#outbox.take(id)?.done({ status: "acknowledged", id, value }),
      refused: (id, error) => this.#outbox.take(id)?.failed(error),
    };
  }

  #opened(continuity: "resumed" | "lost"): void {
    for (const topic of [...this.#topics.values()]) {
      const known = topic.confirmed;
      this.#announce(topic);
      if (known && continuity === "lost") topic.discontinuity({ reason: "not-resumed", lost: null, cause: null });
    }
    if (this.#session.framesByLink) this.#outbox.reframe((entry) => framesOf(this.#session, entry));
    this.#drain();
  }

  #interrupted(): void {
    this.#draining?.();
    this.#draining = null;
    this.#outbox.rewind(
      ({ sent }) =>
        new ConnectionError("The connection broke before the answer came", { sent, remedy: "Find out whether it was carried out before sending it again." }),
    );
  }

  #drain(): void {
    const { highWater, clock } = this.#options;
    if (this.#draining !== null || !this.#driver.isOpen) return;
    const sent: string[] = [];
    this.#outbox.flush((entry) => {
      if (this.#driver.buffered >= highWater) return false;
      this.#driver.send(entry.frames);
      if (entry.kind === "publish") sent.push(entry.id);
      return true;
    });
    for (const id of sent) this.#settle(id);
    if (!this.#outbox.hasUnsent) return;
    this.#draining = clock.wake(clock.now() + drainPause, () => {
      this.#draining = null;
      this.#drain();
    });
  }

  #settle(id: string): void {
    const entry = this.#outbox.take(id);
    entry?.done({ status: "sent", id: entry.message.id, value: null });
  }

  #gaveUp(error: ClientError | null): void {
    // It closed because nothing needed it; what came since waits for the next link.
    if (error === null && !this.#ended) return;
    this.#draining?.();
    this.#draining = null;
    const unsent = this.#outbox.giveBack(({ sent }) => new ConnectionError(words(error, sent), { cause: error, sent, remedy: error?.remedy ?? null }));
    if (error === null) {
      this.#unsent = unsent;
      return;
    }
    if (unsent.length > 0) this.#options.onUnsent?.(unsent, error);
    this.#held = false;
    for (const topic of [...this.#topics.values()]) {
      this.#topics.delete(topic.route.address);
      topic.end(error, error);
    }
  }
}

function framesOf(session: FramingSession, { kind, route, message, id }: Pick<Pending, "kind" | "route" | "message" | "id">): Frames {
  if (kind === "ask" && session.ask !== undefined) return session.ask(route, message, id);
  return session.publish(route, message, id);
}

const words = (error: ClientError | null, sent: "no" | "unknown"): string =>
  `${sent === "no" ? "Not sent" : "Sent, but not acknowledged"}: ${error === null ? "the connection was closed" : error.message}`;
