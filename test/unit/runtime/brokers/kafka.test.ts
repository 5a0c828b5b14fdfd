import { EventEmitter } from "node:events";
import { basic, bearer, certificate } from "@clientwright/runtime";
import { type KafkaBusOptions, kafkaBus } from "@clientwright/runtime/kafka";
import { type ChannelOperation, publish, type RealtimeDefinition, type RealtimeOptions, subscribe } from "@clientwright/runtime/realtime";
import { describe, expect, it } from "@jest/globals";
import type { EachBatchPayload, Kafka, KafkaConfig } from "kafkajs";
import { settle } from "../../../support/clock.js";
import { clientOf, encode } from "./bus-of.js";

class FakeMember extends EventEmitter {
  readonly events = { DISCONNECT: "disconnect", FETCH: "fetch", CRASH: "crash" };
  readonly log: unknown[] = [];
  refuses: unknown = null;
  each: (batch: EachBatchPayload) => Promise<void> = async () => undefined;

  async #did(...what: readonly unknown[]): Promise<void> {
    this.log.push(what);
    if (this.refuses !== null && what[0] !== "disconnect") throw this.refuses;
  }
  override on(event: string, listener: (told: unknown) => void): never {
    super.on(event, listener);
    return (() => super.removeListener(event, listener)) as never; // the package's emitters return what stops them
  }
  connect = () => this.#did("connect");
  disconnect = () => this.#did("disconnect");
  subscribe = (told: object) => this.#did("subscribe", told);
  send = (told: { messages: readonly { value: Buffer }[] }) =>
    this.#did("send", { ...told, messages: told.messages.map((each) => ({ ...each, value: `${each.value}` })) });
  createTopics = (told: object) => this.#did("create", told);
  commitOffsets = (told: object) => this.#did("commit", told);
  seek = (told: object) => void this.#did("seek", told);
  run = async ({ eachBatch }: { eachBatch: FakeMember["each"] }): Promise<void> => {
    await this.#did("run");
    this.each = eachBatch;
    setImmediate(() => this.emit("fetch"));
  };
}

function fake(bus: KafkaBusOptions = {}, options: RealtimeOptions = {}, own: Partial<RealtimeDefinition> = {}) {
  const configs: KafkaConfig[] = [];
  const [producers, consumers, admins]: [FakeMember[], FakeMember[], FakeMember[]] = [[], [], []];
  const settings: unknown[] = [];
  const state: { refuses: unknown } = { refuses: null };
  const one = (list: FakeMember[]) => (setting: unknown) => {
    const made = new FakeMember();
    made.refuses = state.refuses;
    list.push(made);
    settings.push(setting);
    return made;
  };
  const make = (config: KafkaConfig): Kafka => {
    configs.push(config);
    return { producer: one(producers), consumer: one(consumers), admin: one(admins) } as unknown as Kafka; // as much of it as the link uses
  };
  return { configs, producers, consumers, admins, settings, state, ...clientOf("kafka://one:1,two", kafkaBus({ make, ...bus }), options, own) };
}

const operation = (bindings: Readonly<Record<string, unknown>> = {}, channel: Readonly<Record<string, unknown>> = {}): ChannelOperation => ({
  id: "orders",
  channel: { id: "orders", address: "orders.{region}", params: ["region"], messages: { order: {} }, bindings: { kafka: channel } },
  bindings: { kafka: bindings },
});
const records = (...offsets: readonly number[]) =>
  offsets.map((offset) => ({ offset: `${offset}`, value: encode(offset), headers: { a: Buffer.from("1"), "correlation-id": "c", "reply-to": "r" } }));
const batch = (...offsets: readonly number[]) =>
  ({
    batch: { topic: "orders.eu", partition: 2, messages: records(...offsets) },
    resolveOffset: () => undefined,
    heartbeat: async () => undefined,
    isRunning: () => true,
    isStale: () => false,
  }) as unknown as EachBatchPayload; // as much of it as is looked at

describe("connecting to Kafka", () => {
  const scram: Partial<RealtimeDefinition> = { auth: { user: { type: "basic", mechanism: "scramSha512" } }, security: ["user"] };
  it.each<[string, RealtimeOptions, Partial<RealtimeDefinition>, object]>([
    ["nobody", {}, {}, { brokers: ["one:1", "two:9092"], clientId: "shop" }],
    [
      "a user, by SCRAM",
      { auth: { user: basic({ username: "u", password: "p" }) } },
      scram,
      { sasl: { mechanism: "scram-sha-512", username: "u", password: "p" } },
    ],
    ["a token", { auth: bearer("t") }, {}, { sasl: { mechanism: "oauthbearer" } }],
    ["a certificate", { auth: certificate({ cert: "C", key: "K" }), url: "kafka-secure://one" }, {}, { ssl: { cert: "C", key: "K" } }],
  ])("as %s", async (_, options, own, want) => {
    const { client, configs } = fake({}, options, own);
    await client.connect();
    expect(configs[0]).toMatchObject(want);
  });

  it.each([
    [{ name: "KafkaJSSASLAuthenticationError", message: "bad" }, "auth", "failed"],
    [{ name: "KafkaJSConnectionError", message: "no" }, "connection", "waiting"],
  ])("%j: %s", async (fields, kind, want) => {
    const { client, state } = fake();
    state.refuses = Object.assign(new Error(fields.message), { originalError: fields });
    void client.connect();
    await settle();
    expect([client.connection.reason?.kind, client.connection.state]).toEqual([kind, want]);
    await client.close();
  });
});

describe("publishing to Kafka", () => {
  it("sends what comes together in one request, by the binding's topic and the input's key", async () => {
    const { client, producers } = fake();
    const one = operation({}, { topic: "orders-v1" });
    await client.connect();
    await Promise.all([1, 2].map((payload) => publish(client, one, { region: "eu", payload, key: payload === 1 ? "k" : { id: 2 }, headers: { a: 1 } })));
    const sent = { "content-type": "application/json", a: "1" };
    expect(producers[0]?.log[1]).toEqual([
      "send",
      {
        topic: "orders-v1",
        acks: -1,
        messages: [
          { key: "k", value: "1", headers: sent },
          { key: '{"id":2}', value: "2", headers: sent },
        ],
      },
    ]);
  });

  it("makes the topic as the document wants it, where it may", async () => {
    const { client, admins } = fake({ create: true });
    await publish(client, operation({}, { partitions: 3, replicas: 2, topicConfiguration: { "cleanup.policy": ["delete", "compact"], "retention.ms": 5 } }), {
      region: "eu",
      payload: 1,
    });
    const configEntries = [
      { name: "cleanup.policy", value: "delete,compact" },
      { name: "retention.ms", value: "5" },
    ];
    expect(admins[0]?.log[1]).toEqual([
      "create",
      { topics: [{ topic: "orders.eu", numPartitions: 3, replicationFactor: 2, configEntries }], waitForLeaders: true },
    ]);
  });

  it.each([
    ["TOPIC_AUTHORIZATION_FAILED", "auth", "open"],
    ["MESSAGE_TOO_LARGE", "realtime", "open"],
  ])("%s: %s", async (type, kind, want) => {
    const { client, producers } = fake();
    await client.connect();
    if (producers[0] !== undefined) producers[0].refuses = Object.assign(new Error("The record is too large"), { cause: { type } });
    await expect(Promise.all([1, 2].map((payload) => publish(client, operation(), { region: "eu", payload })))).rejects.toMatchObject({ kind });
    await expect(publish(client, operation(), { region: "e u", payload: 1 })).rejects.toMatchObject({ kind: "input" });
    expect(client.connection.state).toBe(want);
  });

  it("a lost connection is made anew, and the record sent again", async () => {
    const { client, producers, clock } = fake();
    await client.connect();
    if (producers[0] !== undefined) producers[0].refuses = new Error("ECONNRESET");
    const receipt = publish(client, operation(), { region: "eu", payload: 1 });
    await settle();
    expect(client.connection.state).toBe("waiting");
    await clock.advance(500);
    expect(await receipt).toMatchObject({ status: "acknowledged" });
    producers[1]?.emit("disconnect");
    expect(client.connection.state).toBe("waiting");
  });
});

describe("listening to Kafka", () => {
  it("commits what is done with, and goes on from what is not", async () => {
    const { client, consumers, settings, clock } = fake({ prefetch: 2 });
    const subscription = subscribe<number>(client, operation({ groupId: "g" }), { region: "eu" });
    await subscription.ready();
    const [consumer] = consumers as [FakeMember];
    expect([settings[1], consumer.log[1]]).toMatchObject([{ groupId: "g" }, ["subscribe", { topics: ["orders.eu"], fromBeginning: true }]]);
    const worked = consumer.each(batch(5, 6, 7));
    for await (const { payload, id, headers, correlationId, replyTo } of subscription.messages()) {
      expect([id, headers, correlationId, replyTo]).toEqual([`orders.eu:2:${payload}`, { a: "1" }, "c", "r"]);
      if (payload === 6) await clock.advance(1_000);
      if (payload === 7) break;
    }
    await worked;
    await settle();
    expect(consumer.log.slice(3)).toEqual([["commit", [{ topic: "orders.eu", partition: 2, offset: "7" }]], ["disconnect"]]);
    expect(await client.close()).toEqual([]);
  });

  it("a listener that fails gets the record again after a second", async () => {
    const { client, consumers, clock } = fake();
    const subscription = subscribe<number>(client, operation(), { region: "eu" });
    const { queueMicrotask: own } = globalThis;
    subscription.subscribe((payload) => {
      globalThis.queueMicrotask = () => undefined; // the listener's own error is not the test's
      if (payload === 6) throw new Error("no tea");
    });
    await subscription.ready();
    const [consumer] = consumers as [FakeMember];
    const worked = consumer.each(batch(5, 6));
    globalThis.queueMicrotask = own;
    await clock.advance(1_000);
    await worked;
    expect(consumer.log.slice(3)).toEqual([
      ["commit", [{ topic: "orders.eu", partition: 2, offset: "6" }]],
      ["seek", { topic: "orders.eu", partition: 2, offset: "6" }],
    ]);
  });

  it("a crash for want of rights ends the subscription, another one the connection", async () => {
    const { client, consumers } = fake();
    await client.connect();
    const [first, second] = ["eu", "us"].map((region) => subscribe<unknown>(client, operation(), { region }));
    const told = new Promise((resolve) => first?.on("error", resolve));
    await first?.ready();
    await second?.ready();
    consumers[0]?.emit("crash", { payload: { error: Object.assign(new Error("no"), { type: "GROUP_AUTHORIZATION_FAILED" }) } });
    expect(await told).toMatchObject({ kind: "auth" });
    consumers[1]?.emit("crash", { payload: { error: new Error("ECONNRESET") } });
    expect(client.connection.state).toBe("waiting");
    await client.close();
  });
});
