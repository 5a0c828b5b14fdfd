import { AuthError, type ClientError, ConnectionError, errorFrom } from "../core/errors.js";
import { type BrokerCredentials, brokerCredentials } from "../realtime/broker-credentials.js";
import type { Bus, Delivery, Feed, Recall, Route, Sink, Unsent } from "../realtime/bus.js";
import type { BusMaker, BusSetting } from "../realtime/bus-maker.js";
import { type ConnectionHub, closedError } from "../realtime/connection-hub.js";
import { forgiving } from "../realtime/forgiving.js";
import type { OutgoingMessage, Receipt } from "../realtime/message.js";
import { Outbox, type Pending, whether } from "../realtime/outbox.js";
import { encodePayload, isJson } from "../realtime/payload.js";
import { printed } from "../realtime/printed.js";
import type { MakeSending } from "../realtime/sending.js";
import type { Frame } from "../realtime/transport.js";
import type { Broker, BrokerLink, LinkHost } from "./broker.js";
import { BrokerDriver } from "./broker-driver.js";
import { BrokerTopic } from "./broker-topic.js";
import { refuseOtherProtocol } from "./other-protocol.js";

/** Makes the bus of brokers of one protocol. @throws InputError, when the client is made, for a server of another one. */
export function brokerBus(protocol: string, brokerOf: (setting: BusSetting) => Broker): BusMaker {
  return (setting) => {
    refuseOtherProtocol(setting, protocol);
    return new BrokerBus(setting, brokerOf(setting));
  };
}

/** Channels over a broker's links: what subscriptions, queue and connection need, whatever the broker. */
export class BrokerBus implements Bus {
  readonly delivery: Delivery;
  readonly connection: ConnectionHub;
  readonly #setting: BusSetting;
  readonly #broker: Broker;
  readonly #credentials: BrokerCredentials;
  readonly #driver: BrokerDriver;
  readonly #outbox: Outbox;
  readonly #topics = new Map<string, BrokerTopic>();
  #refusal: AuthError | null = null;
  #unsent: readonly Unsent[] = [];
  #held = false;
  #nextId = 0;

  constructor(setting: BusSetting, broker: Broker) {
    this.#setting = setting;
    this.#broker = broker;
    this.delivery = broker.delivery;
    this.#credentials = brokerCredentials(setting);
    this.#outbox = new Outbox(setting.queue);
    this.#driver = new BrokerDriver({
      clock: setting.clock,
      policy: setting.policy,
      open: (host, renew) => this.#open(host, renew),
      owner: { opened: (link) => this.#opened(link), interrupted: () => this.#interrupted(), gaveUp: (error) => this.#gaveUp(error) },
    });
    this.connection = this.#driver.hub;
    this.connection.on(({ state }) => {
      // Wanted again while it was closing.
      if (state === "closed" && !this.connection.ended && this.#isWanted) this.#driver.connect();
    });
  }

  async connect(): Promise<void> {
    this.connection.refuse();
    this.#held = true;
    this.#driver.connect();
    await this.connection.until("open");
  }

  subscribe(route: Route, sink: Sink): Feed {
    this.connection.refuse();
    const key = this.#broker.keyOf(route);
    const known = this.#topics.get(key);
    const topic = known ?? new BrokerTopic(key, route);
    topic.add(sink);
    if (known === undefined) {
      this.#topics.set(key, topic);
      const { link } = this.#driver;
      if (link !== null) void this.#start(link, topic);
      else this.#driver.connect();
    }
    return topic.feed(sink, () => this.#drop(topic));
  }

  publish(route: Route, message: OutgoingMessage, _sending?: MakeSending, recall: Recall = {}): Promise<Receipt> {
    return forgiving(
      new Promise<Receipt>((done, failed) => {
        this.connection.refuse();
        this.#broker.check(route, message);
        this.#held = true;
        const id = `${this.#nextId++}`;
        const entry: Pending = {
          id,
          route,
          message,
          kind: "confirm",
          once: this.#broker.isOnce(route),
          frames: printed(() => frameOf(route, message)),
          sent: false,
          left: false,
          done: done as Pending["done"], // links answer with receipts only
          failed,
        };
        const { link } = this.#driver;
        const direct = link !== null && !this.#outbox.hasUnsent;
        this.#outbox.add(entry);
        recall.take = () => whether(this.#outbox.take(id));
        if (direct) {
          this.#outbox.sent(entry);
          this.#send(link, entry);
        } else this.#driver.connect();
      }),
    );
  }

  inbox(): string | null {
    return this.#broker.inbox;
  }

  async close(): Promise<readonly Unsent[]> {
    this.connection.ended = true;
    for (const topic of [...this.#topics.values()]) {
      this.#topics.delete(topic.key);
      // A closing client is no unsubscribing one: what brokers keep for it stays.
      topic.interrupted();
      topic.end(null, closedError());
    }
    this.#driver.close();
    await this.connection.until("closed");
    const unsent = this.#unsent;
    this.#unsent = [];
    return unsent;
  }

  get #isWanted(): boolean {
    return this.#held || this.#topics.size > 0 || this.#outbox.size > 0;
  }

  async #open(host: LinkHost, renew: boolean): Promise<BrokerLink> {
    if (renew && this.#refusal !== null && !(await this.#credentials.renew())) throw this.#refusal;
    const login = await this.#credentials.login().catch((error: unknown) => {
      host.lost(errorFrom(error), true);
      throw error;
    });
    try {
      return await this.#broker.open(login, host);
    } catch (error) {
      if (error instanceof AuthError) this.#refusal = error;
      throw error;
    }
  }

  #opened(link: BrokerLink): void {
    this.#refusal = null;
    for (const topic of [...this.#topics.values()]) void this.#start(link, topic);
    this.#outbox.flush((entry) => {
      this.#send(link, entry);
      return true;
    });
  }

  async #start(link: BrokerLink, topic: BrokerTopic): Promise<void> {
    try {
      const flow = await link.subscribe(
        topic.key,
        topic.route,
        topic.receiver((error) => this.#refused(topic, error)),
      );
      if (this.#driver.link !== link) return;
      topic.started(flow);
    } catch (caught) {
      const error = errorFrom(caught);
      if (error.kind === "connection") this.#driver.drop(link, error);
      else if (this.#driver.link === link) this.#refused(topic, error);
    }
  }

  #refused(topic: BrokerTopic, error: ClientError): void {
    if (this.#topics.get(topic.key) !== topic) return;
    this.#topics.delete(topic.key);
    topic.end(error, error);
    if (!this.#isWanted) this.#driver.close();
  }

  #drop(topic: BrokerTopic): void {
    if (this.#topics.get(topic.key) !== topic) return;
    this.#topics.delete(topic.key);
    topic.end(null, closedError());
    if (!this.#isWanted) this.#driver.close();
  }

  #send(link: BrokerLink, entry: Pending): void {
    link.publish({ route: entry.route, message: entry.message, body: [entry.frames].flat()[0] ?? "" }).then(
      (receipt) => this.#outbox.take(entry.id)?.done(receipt),
      (caught: unknown) => {
        const error = errorFrom(caught);
        if (error.kind === "connection") this.#driver.drop(link, error);
        else this.#outbox.take(entry.id)?.failed(error);
      },
    );
  }

  #interrupted(): void {
    for (const topic of this.#topics.values()) topic.interrupted();
    this.#outbox.rewind(() => unsentError(new ConnectionError("the connection was lost"), "unknown"));
  }

  #gaveUp(error: ClientError | null): void {
    // It closed because nothing needed it; what came since waits for the next link.
    if (error === null && !this.connection.ended) return;
    const unsent = this.#outbox.giveBack(({ sent }) => unsentError(error, sent));
    if (error === null) {
      this.#unsent = unsent;
      return;
    }
    if (unsent.length > 0) this.#setting.onUnsent?.(unsent, error);
    this.#held = false;
    for (const topic of [...this.#topics.values()]) {
      this.#topics.delete(topic.key);
      topic.end(error, error);
    }
  }
}

/** Where the channel prints its JSON itself, that counts. */
function frameOf({ channel: { json } }: Route, message: OutgoingMessage): Frame {
  const { payload, contentType } = message;
  return json && isJson(contentType) && !(payload instanceof Uint8Array) ? json.stringify(payload) : encodePayload(message);
}

/** Why a message was not sent: a refused login is told as what it is. */
function unsentError(error: ClientError | null, sent: "no" | "unknown"): ClientError {
  const words = `${sent === "no" ? "Not sent" : "Sent, but not acknowledged"}: ${error === null ? "the connection was closed" : error.message}`;
  const details = { cause: error, sent, remedy: error?.remedy ?? null };
  return error instanceof AuthError ? new AuthError(words, details) : new ConnectionError(words, details);
}
