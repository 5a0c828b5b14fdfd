import type { Consumer, Kafka, Producer } from "kafkajs";
import { errorFrom } from "../../core/errors.js";
import type { Route } from "../../realtime/bus.js";
import type { BusSetting } from "../../realtime/bus-maker.js";
import type { Receipt } from "../../realtime/message.js";
import type { BrokerLink, Flow, LinkHost, Publication, Receiver } from "../broker.js";
import { noConnection } from "../failures.js";
import { Batcher } from "./batcher.js";
import { Consumption } from "./consumption.js";
import { workFailure } from "./failure.js";
import type { KafkaBusOptions } from "./options.js";
import { recordOf } from "./records.js";
import { groupOf, topicConfig, topicOf } from "./topic.js";

/** What a link works with. */
export interface KafkaParts {
  readonly kafka: Kafka;
  readonly producer: Producer;
  readonly bus: BusSetting;
  readonly options: KafkaBusOptions;
  /** Name of this client's own groups, the same on every link. */
  readonly own: string;
  /** Groups that were joined on an earlier link. */
  readonly known: Set<string>;
}

/** A producer and a consumer for each subscription, of the package `kafkajs`. PROTOCOL.md, sections 2 to 4. */
export class KafkaLink implements BrokerLink {
  readonly #parts: KafkaParts;
  readonly #host: LinkHost;
  readonly #batchers = new Map<string, Batcher>();
  readonly #made = new Map<string, Promise<void>>();
  readonly #consumptions = new Map<Consumption, Consumer>();
  readonly #leaving = new Set<Promise<void>>();
  #isOver = false;

  constructor(parts: KafkaParts, host: LinkHost) {
    this.#parts = parts;
    this.#host = host;
    parts.producer.on(parts.producer.events.DISCONNECT, () => this.#lost(new Error("it was closed")));
  }

  async subscribe(_: string, route: Route, receiver: Receiver): Promise<Flow> {
    const { kafka, bus, options, own, known } = this.#parts;
    const topic = topicOf(route, bus.variables);
    const named = groupOf(route, options.group);
    const groupId = named ?? `${own}-${topic}`;
    const retry = { retries: 2, initialRetryTime: 100, restartOnFailure: async () => false };
    const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 250, sessionTimeout: (options.sessionTimeout ?? 30) * 1_000, retry });
    const continuity = named !== null || known.has(groupId) ? "resumed" : "lost";
    const consumption = new Consumption({ consumer, topic, route, receiver, clock: bus.clock, prefetch: options.prefetch ?? 100 });
    this.#consumptions.set(consumption, consumer);
    consumer.on(consumer.events.CRASH, ({ payload: { error } }) => {
      if (!this.#consumptions.has(consumption)) return;
      const failure = workFailure(`Consuming ${topic}`, error, bus.url);
      if (failure.kind === "connection") this.#lost(error);
      else receiver.end(failure);
    });
    try {
      await this.#topic(route, topic);
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: options.fromBeginning ?? named !== null });
      await consumption.start();
      known.add(groupId);
    } catch (error) {
      this.#consumptions.delete(consumption);
      this.#leave(consumption, consumer);
      throw workFailure(`Consuming ${topic}`, error, bus.url);
    }
    return {
      continuity,
      // No more than `prefetch` records are given before the first of them is settled.
      pause: () => true,
      resume: () => undefined,
      cancel: () => {
        this.#consumptions.delete(consumption);
        this.#leave(consumption, consumer);
      },
    };
  }

  async publish({ route, message, body }: Publication): Promise<Receipt> {
    const { producer, bus } = this.#parts;
    const topic = topicOf(route, bus.variables);
    try {
      await this.#topic(route, topic);
      const batcher = this.#batchers.get(topic) ?? new Batcher(producer, topic);
      this.#batchers.set(topic, batcher);
      await batcher.send(recordOf(message, body));
      return { status: "acknowledged", id: null, value: null };
    } catch (error) {
      throw workFailure(`Publishing to ${topic}`, error, bus.url);
    }
  }

  async close(): Promise<void> {
    this.#isOver = true;
    for (const [consumption, consumer] of this.#consumptions) this.#leave(consumption, consumer);
    this.#consumptions.clear();
    // Who doesn't wait until a member has left the group makes the next one wait for it.
    await Promise.all([...this.#leaving, this.#parts.producer.disconnect().catch(() => undefined)]);
  }

  destroy(): void {
    void this.close();
  }

  #leave(consumption: Consumption, consumer: Consumer): void {
    consumption.stop();
    const left: Promise<void> = consumer
      .disconnect()
      .catch(() => undefined)
      .then(() => void this.#leaving.delete(left));
    this.#leaving.add(left);
  }

  /** Makes the topic where the document says how and the options say that we may. */
  #topic(route: Route, topic: string): Promise<void> {
    if (!this.#parts.options.create) return ready;
    const known = this.#made.get(topic) ?? this.#makeTopic(route, topic);
    this.#made.set(topic, known);
    known.catch(() => this.#made.delete(topic));
    return known;
  }

  async #makeTopic(route: Route, topic: string): Promise<void> {
    const admin = this.#parts.kafka.admin();
    try {
      await admin.connect();
      await admin.createTopics({ topics: [topicConfig(route, topic)], waitForLeaders: true });
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }

  #lost(error: unknown): void {
    if (this.#isOver) return;
    void this.close();
    this.#host.lost(noConnection(this.#parts.bus.url, errorFrom(error)));
  }
}

const ready = Promise.resolve();
