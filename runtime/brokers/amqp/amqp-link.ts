import type { Channel, ChannelModel } from "amqplib";
import type { Route } from "../../realtime/bus.js";
import type { BusSetting } from "../../realtime/bus-maker.js";
import type { Receipt } from "../../realtime/message.js";
import type { BrokerLink, Flow, LinkHost, Publication, Receiver } from "../broker.js";
import { noConnection } from "../failures.js";
import { receive } from "../received.js";
import { consume, declared, declareExchange } from "./consumer.js";
import type { AmqpBusOptions } from "./options.js";
import { type Place, placeOf } from "./place.js";
import { publishOptions, receivedOf } from "./properties.js";
import { channelFailure, Publisher } from "./publisher.js";

/** RabbitMQ's word for an answer that comes straight to the channel of the request. */
export const replyQueue = "amq.rabbitmq.reply-to";

/** What a link works with. */
export interface AmqpParts {
  readonly connection: ChannelModel;
  readonly bus: BusSetting;
  readonly options: AmqpBusOptions;
  readonly vhost: string;
  /** A fresh id for a message that has none. */
  readonly nextId: () => string;
}

/** One connection of the package `amqplib`. PROTOCOL.md, sections 2 to 5. */
export class AmqpLink implements BrokerLink {
  readonly #parts: AmqpParts;
  readonly #publishers = new Map<string, Promise<Publisher>>();
  /** Those of consumers. */
  readonly #channels = new Set<Channel>();
  #isOver = false;

  constructor(parts: AmqpParts, host: LinkHost) {
    this.#parts = parts;
    let reason: unknown = new Error("it was closed");
    parts.connection.on("error", (error) => {
      reason = error;
    });
    parts.connection.on("close", (error) => {
      if (this.#isOver) return;
      this.#isOver = true;
      host.lost(noConnection(parts.bus.url, error ?? reason));
    });
  }

  async subscribe(_: string, route: Route, receiver: Receiver): Promise<Flow> {
    const { connection, bus, options, vhost } = this.#parts;
    if (route.address === replyQueue) return this.#replies(route, receiver);
    const { prefetch = 100, declare: declares = true } = options;
    const place = placeOf(route, { variables: bus.variables, vhost, options }, true);
    return consume({ connection, channels: this.#channels, url: bus.url, route, place, receiver, prefetch, declares, now: () => bus.clock.now() });
  }

  async publish({ route, message, body }: Publication): Promise<Receipt> {
    const { bus, options, vhost, nextId } = this.#parts;
    const place: Place =
      route.channel.address === null
        ? { kind: "queue", queue: { name: route.address, options: {} } }
        : placeOf(route, { variables: bus.variables, vhost, options }, false);
    const isQueue = place.kind === "queue";
    // An answer to whoever asked: its queue is there, or the request was given up.
    const isAnswer = route.channel.address === null;
    const id = message.id ?? nextId();
    const publisher = await this.#publisher(message.replyTo === replyQueue ? replyQueue : isAnswer ? "" : nameOf(place), isAnswer ? null : place);
    await publisher.post({
      exchange: isQueue ? "" : place.exchange.name,
      key: isQueue ? place.queue.name : place.routingKey,
      body: typeof body === "string" ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength),
      options: { ...publishOptions(route, message, { id, mandatory: isQueue && !isAnswer, now: bus.clock.now() }), messageId: id },
    });
    return { status: "acknowledged", id, value: null };
  }

  async close(): Promise<void> {
    this.#isOver = true;
    // First the channels: the end of a connection overtakes the acknowledgements on them.
    const channels = [...this.#channels];
    this.#channels.clear();
    await Promise.all(channels.map((channel) => channel.close().catch(() => undefined)));
    await this.#parts.connection.close().catch(() => undefined);
  }

  destroy(): void {
    this.#isOver = true;
    this.#parts.connection.close().catch(() => undefined);
  }

  /** The answers come on the channel that the requests go out by, and need no acknowledgement. */
  async #replies(route: Route, receiver: Receiver): Promise<Flow> {
    const { bus } = this.#parts;
    const { channel } = await this.#publisher(replyQueue, null);
    const { consumerTag } = await channel.consume(
      replyQueue,
      (message) => message && receive(route, receivedOf(message, route.channel, bus.clock.now()), receiver),
      {
        noAck: true,
      },
    );
    const cancel = (): void => void channel.cancel(consumerTag).catch(() => undefined);
    return { continuity: "lost", pause: () => false, resume: () => undefined, cancel };
  }

  /** The channel for one place, with what it needs declared. */
  #publisher(name: string, place: Place | null): Promise<Publisher> {
    const known = this.#publishers.get(name);
    if (known !== undefined) return known;
    const made = this.#makePublisher(name, place);
    this.#publishers.set(name, made);
    made.catch(() => this.#publishers.delete(name));
    return made;
  }

  async #makePublisher(name: string, place: Place | null): Promise<Publisher> {
    const { connection, bus, options } = this.#parts;
    try {
      const publisher = await Publisher.open(connection, bus.url, () => this.#publishers.delete(name));
      if (place !== null && (options.declare ?? true)) {
        if (place.kind === "queue") await declared(publisher.channel, { place, declares: true });
        else await declareExchange(publisher.channel, place.exchange);
      }
      return publisher;
    } catch (error) {
      throw channelFailure(`Publishing to ${name}`, error, bus.url);
    }
  }
}

const nameOf = (place: Place): string => (place.kind === "queue" ? `queue ${place.queue.name}` : `exchange ${place.exchange.name}`);
