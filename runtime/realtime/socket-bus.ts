import type { Clock } from "../core/client.js";
import { type ClientError, InputError } from "../core/errors.js";
import type { Bus, Delivery, Feed, Recall, RequestReplyOptions, Route, Sink, Unsent } from "./bus.js";
import { type ConnectionHub, closedError } from "./connection-hub.js";
import { type Dial, Driver, type DriverOwner } from "./driver.js";
import type { Framing, FramingSession } from "./framing.js";
import type { Policy } from "./machine.js";
import type { Message, OutgoingMessage, Receipt } from "./message.js";
import type { OutboxLimits } from "./outbox.js";
import type { MakeSending, Sending } from "./sending.js";
import { Topic } from "./topic.js";
import type { Transport } from "./transport.js";

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

/** Channels over one socket that is there as long as something needs it: a subscription, a message, or `connect`. */
export class SocketBus implements Bus {
  readonly delivery: Delivery;
  readonly connection: ConnectionHub;
  readonly #options: SocketOptions;
  readonly #session: FramingSession;
  readonly #driver: Driver;
  readonly #topics = new Map<string, Topic>();
  /** There once something was published. */
  #sending: Sending | null = null;
  #unsent: readonly Unsent[] = [];
  #held = false;
  /** Feeds that want the source to wait, and what keeps it from that. */
  readonly #paused = new Set<Sink>();
  #awaited = 0;
  #waits = false;

  constructor(options: SocketOptions, route: Route | null) {
    const { framing, clock, transport, policy, dial } = options;
    this.#options = options;
    this.delivery = framing.delivery;
    this.#session = framing.session(route, {
      now: () => clock.now(),
      send: (frame) => this.#driver.send(frame),
      wake: (at, run) => clock.wake(at, run),
    });
    this.#driver = new Driver({ transport, clock, policy, session: this.#session, dial, owner: this.#owner() });
    this.connection = this.#driver.hub;
    this.connection.on(({ state }) => {
      // Wanted again while it was closing.
      if (state === "closed" && !this.connection.ended && this.isWanted) this.#driver.connect();
    });
  }

  async connect(): Promise<void> {
    this.#hold();
    this.#driver.connect();
    await this.connection.until("open");
  }

  subscribe(route: Route, sink: Sink): Feed {
    this.connection.refuse();
    let topic = this.#topics.get(route.address);
    const isNew = topic === undefined;
    topic ??= new Topic(route, this.#options.dedupe);
    this.#topics.set(route.address, topic);
    topic.add(sink);
    if (isNew) {
      if (this.#driver.isOpen) this.#announce(topic);
      else this.#driver.connect();
    }
    return this.#feed(topic, sink);
  }

  #feed(topic: Topic, sink: Sink): Feed {
    const resume = (): void => {
      this.#paused.delete(sink);
      this.#flow();
    };
    return {
      ready: topic.ready(),
      pause: () => {
        if (topic.sinks.has(sink)) this.#paused.add(sink);
        return this.#flow();
      },
      resume,
      keepReading: () => {
        this.#awaited++;
        this.#flow();
        return () => {
          this.#awaited--;
          this.#flow();
        };
      },
      renew: (reason) => this.#driver.drop(reason, "retry"),
      cancel: () => {
        resume();
        if (topic.remove(sink)) this.#drop(topic);
      },
    };
  }

  /** What is awaited comes over the same socket as what somebody is too slow for: until it is here, the socket is read. */
  #flow(): boolean {
    const waits = this.#paused.size > 0 && !this.#awaited && !this.#sending?.size;
    if (waits !== this.#waits) this.#driver.wait(waits);
    this.#waits = waits;
    return waits;
  }

  #drop(topic: Topic): void {
    if (this.#topics.get(topic.route.address) !== topic) return;
    this.#end(topic, null);
    // Told in any case: the session forgets where it was.
    const frame = this.#session.unsubscribe(topic.route);
    if (frame !== null && this.#driver.isOpen) this.#driver.send(frame);
    this.#closeUnwanted();
  }

  /** Whoever is still subscribed has nothing to wait for any more. */
  #end(topic: Topic, error: ClientError | null): void {
    this.#topics.delete(topic.route.address);
    for (const sink of topic.sinks) this.#paused.delete(sink);
    topic.end(error, error ?? closedError());
    this.#flow();
  }

  /** Whether anything needs the socket. */
  get isWanted(): boolean {
    return this.#held || this.#topics.size > 0;
  }

  #closeUnwanted(): void {
    if (!this.isWanted) this.#driver.close();
  }

  publish(route: Route, message: OutgoingMessage, make?: MakeSending, recall?: Recall): Promise<Receipt> {
    return this.#sendingOf(make).publish(route, message, recall);
  }

  /** The framing `asks`. Resolves with the reply. */
  async ask(route: Route, message: OutgoingMessage, options: RequestReplyOptions, make?: MakeSending): Promise<Message> {
    return this.#sendingOf(make).ask(route, message, options);
  }

  #sendingOf(make: MakeSending | undefined): Sending {
    if (this.#sending) return this.#sending;
    if (!make) throw new InputError("A socket sends by publish(client, ...)");
    const { delivery } = this;
    const lane = { ...this.#options, delivery, session: this.#session, link: this.#driver, hold: () => this.#hold(), changed: () => this.#flow() };
    this.#sending = make(lane);
    return this.#sending;
  }

  async close(): Promise<readonly Unsent[]> {
    this.connection.ended = true;
    this.#endTopics(null);
    this.#driver.close();
    await this.connection.until("closed");
    const unsent = this.#unsent;
    this.#unsent = [];
    return unsent;
  }

  /** It stays until `close`. */
  #hold(): void {
    this.connection.refuse();
    this.#held = true;
  }

  #endTopics(error: ClientError | null): void {
    for (const topic of [...this.#topics.values()]) this.#end(topic, error);
  }

  #announce(topic: Topic): void {
    const frame = this.#session.subscribe(topic.route);
    if (frame !== null) this.#driver.send(frame);
    if (frame === null || !this.#session.confirmsSubscriptions) topic.confirm();
  }

  #owner(): DriverOwner {
    return {
      opened: (continuity) => this.#opened(continuity),
      interrupted: () => this.#sending?.interrupted(),
      gaveUp: (error) => this.#gaveUp(error),
      undecodable: (cause) => {
        for (const topic of this.#topics.values()) topic.discontinuity({ reason: "undecodable", lost: 1, cause });
      },
      message: (key: string, message: Message) => this.#topics.get(key)?.message(message),
      subscribed: (key) => this.#topics.get(key)?.confirm(),
      unsubscribed: (key, error) => {
        const topic = this.#topics.get(key);
        if (topic) this.#end(topic, error);
        this.#closeUnwanted();
      },
      gap: (key, gap) => this.#topics.get(key)?.discontinuity(gap),
      replied: (id, message) => this.#sending?.replied(id, message),
      acknowledged: (id, value) => this.#sending?.acknowledged(id, value),
      refused: (id, error) => this.#sending?.refused(id, error),
    };
  }

  #opened(continuity: "resumed" | "lost"): void {
    for (const topic of [...this.#topics.values()]) {
      const known = topic.confirmed;
      this.#announce(topic);
      if (known && continuity === "lost") topic.discontinuity({ reason: "not-resumed", lost: null, cause: null });
    }
    this.#sending?.opened();
  }

  #gaveUp(error: ClientError | null): void {
    // It closed because nothing needed it; what came since waits for the next link.
    if (error === null && !this.connection.ended) return;
    const unsent = this.#sending?.giveBack(error) ?? [];
    if (error === null) this.#unsent = unsent;
    else {
      if (unsent.length > 0) this.#options.onUnsent?.(unsent, error);
      this.#held = false;
      this.#endTopics(error);
    }
  }
}
