import type { JetStreamClient, JetStreamManager, JsMsg } from "@nats-io/jetstream";
import type { MsgHdrs, NatsConnection, Payload } from "@nats-io/transport-node";
import { type ClientError, errorFrom } from "../../core/errors.js";
import type { Route } from "../../realtime/bus.js";
import type { BusSetting } from "../../realtime/bus-maker.js";
import type { Receipt } from "../../realtime/message.js";
import type { Outcome } from "../../realtime/settlement.js";
import type { Flow, Receiver } from "../broker.js";
import { hopeless, noConnection, refused } from "../failures.js";
import { receive } from "../received.js";
import { readHeaders } from "./headers.js";
import type { JetStreamOptions, NatsBusOptions } from "./options.js";
import { Pull } from "./pull.js";
import { queueOf } from "./subject.js";

/** Seconds that the server keeps a consumer that is no durable one. */
const idleConsumer = 300;

/** Names of this client's own consumers and messages: the same on every link, so that consumers go on and repeats are recognised. */
export interface KeptNames {
  consumer(pattern: string): string;
  message(): string;
}

interface Wanted {
  readonly route: Route;
  readonly pattern: string;
  readonly receiver: Receiver;
}

interface Came {
  readonly route: Route;
  readonly message: JsMsg;
  readonly receiver: Receiver;
}

interface Sent {
  readonly subject: string;
  readonly payload: Payload;
  readonly headers: MsgHdrs;
  readonly id: string | null;
}

/** Channels whose messages a stream keeps. PROTOCOL.md, section 4. */
export class Kept {
  readonly #client: JetStreamClient;
  readonly #manager: JetStreamManager;
  readonly #connection: NatsConnection;
  readonly #settings: { readonly jetstream: JetStreamOptions; readonly queue: string | undefined };
  readonly #bus: BusSetting;
  readonly #names: KeptNames;
  readonly #streams = new Map<string, string>();
  readonly #pulls = new Set<Pull>();

  private constructor(
    parts: { client: JetStreamClient; manager: JetStreamManager; connection: NatsConnection },
    options: NatsBusOptions,
    own: { bus: BusSetting; names: KeptNames },
  ) {
    this.#client = parts.client;
    this.#manager = parts.manager;
    this.#connection = parts.connection;
    this.#settings = { jetstream: options.jetstream ?? {}, queue: options.queue };
    this.#bus = own.bus;
    this.#names = own.names;
  }

  /** Rejects with an InputError where the server has no JetStream. */
  static async open(
    library: typeof import("@nats-io/jetstream"),
    connection: NatsConnection,
    options: NatsBusOptions,
    own: { bus: BusSetting; names: KeptNames },
  ): Promise<Kept> {
    try {
      const manager = await library.jetstreamManager(connection);
      return new Kept({ client: library.jetstream(connection), manager, connection }, options, own);
    } catch (error) {
      if (connection.isClosed()) throw noConnection(own.bus.url, error);
      throw hopeless("The server has no JetStream for this account", "Switch it on (nats-server -js), or leave out jetstream.", error);
    }
  }

  has({ channel }: Route): boolean {
    return channel.address !== null && (this.#settings.jetstream.channels?.includes(channel.id) ?? true);
  }

  async publish({ subject, payload, headers, id }: Sent): Promise<Receipt> {
    const { create } = this.#settings.jetstream;
    try {
      if (create) await this.#stream(subject);
      // The id is the same when it is sent again: the stream knows it for two minutes.
      const { stream, seq, duplicate } = await this.#client.publish(subject, payload, { headers, msgID: id ?? this.#names.message() });
      return { status: "acknowledged", id, value: { stream, seq, duplicate } };
    } catch (error) {
      throw this.#failure(`Publishing to ${subject}`, error);
    }
  }

  async consume({ route, pattern, receiver }: Wanted): Promise<Flow> {
    const { prefetch = 100, ackWait = 30, maxDeliver = -1, durable = queueOf(route, this.#settings.queue) ?? undefined } = this.#settings.jetstream;
    try {
      const stream = await this.#stream(pattern);
      const name = durable ?? this.#names.consumer(pattern);
      await this.#manager.consumers.add(stream, {
        ...(durable === undefined ? { name, inactive_threshold: idleConsumer * 1e9 } : { durable_name: name }),
        filter_subject: pattern,
        ack_policy: "explicit",
        deliver_policy: durable === undefined ? "new" : "all",
        ack_wait: ackWait * 1e9,
        max_deliver: maxDeliver,
        max_ack_pending: prefetch,
      });
      const consumer = await this.#client.consumers.get(stream, name);
      const pull = new Pull(consumer);
      for (const other of [...this.#pulls]) if (other.isDone) this.#pulls.delete(other);
      this.#pulls.add(pull);
      await pull.start({
        most: prefetch,
        received: (message, settle) => this.#received({ route, message, receiver }, settle),
        ended: (error) => {
          if (!this.#connection.isClosed()) receiver.end(refused(`Consuming ${pattern}`, error));
        },
      });
      return pull;
    } catch (error) {
      throw this.#failure(`Consuming ${pattern}`, error);
    }
  }

  /** Gives back what came and is not settled. Never rejects. */
  async close(): Promise<void> {
    await Promise.all([...this.#pulls].map((pull) => pull.close()));
  }

  #received({ route, message, receiver }: Came, settle: (outcome: Outcome) => void): void {
    const { subject, data, headers, info } = message;
    const id = headers?.get("Nats-Msg-Id") || `${info.stream}:${info.streamSequence}`;
    const told = { ...readHeaders(headers), body: data, address: subject, id, replyTo: null, name: null };
    receive(route, { ...told, deliveryCount: info.deliveryCount, receivedAt: this.#bus.clock.now() }, receiver, settle);
  }

  /** The stream that has the subject. */
  async #stream(pattern: string): Promise<string> {
    const known = this.#settings.jetstream.create ? this.#streams.get(pattern) : this.#settings.jetstream.stream;
    if (known !== undefined) return known;
    const { create, stream = `clientwright-${pattern.replace(/[^\w-]+/g, "-")}` } = this.#settings.jetstream;
    const found = await this.#manager.streams.find(pattern).catch((error: unknown) => {
      if (!create) throw error;
      return null;
    });
    const name = found ?? (await this.#manager.streams.add({ name: stream, subjects: [pattern] })).config.name;
    this.#streams.set(pattern, name);
    return name;
  }

  #failure(what: string, error: unknown): ClientError {
    if (this.#connection.isClosed() || /timeout|closed|disconnect|draining/i.test(errorFrom(error).message)) return noConnection(this.#bus.url, error);
    const { code } = error as { readonly code?: unknown }; // JetStream's own number, where it is one of its errors
    return refused(what, error, typeof code === "number" ? code : null);
  }
}
