import { EventEmitter } from "node:events";
import { bearer, certificate } from "@clientwright/runtime";
import { type AmqpBusOptions, amqpBus } from "@clientwright/runtime/amqp";
import { type ChannelOperation, publish, type RealtimeOptions, subscribe } from "@clientwright/runtime/realtime";
import { describe, expect, it } from "@jest/globals";
import type { ChannelModel } from "amqplib";
import { settle } from "../../../support/clock.js";
import { clientOf, encode } from "./bus-of.js";

type Consumer = (message: object | null) => void;

/** As much of the package's channel as publishers and consumers use. */
class FakeChannel extends EventEmitter {
  readonly log: unknown[] = [];
  readonly consumers: Consumer[] = [];
  confirms: ((error: unknown) => void)[] = [];
  refuses: (Error & { code?: number }) | null = null;

  async #did(...what: readonly unknown[]): Promise<void> {
    this.log.push(what);
    if (this.refuses === null || what[0] === "cancel") return;
    this.emit("error", this.refuses);
    this.emit("close");
    throw new Error("Channel closed");
  }
  assertExchange = (name: string, type: string, options: object) => this.#did("exchange", name, type, options);
  assertQueue = async (name: string, options: object) => {
    await this.#did("queue", name, options);
    return { queue: name || "amq.gen-1" };
  };
  bindQueue = (...all: readonly unknown[]) => this.#did("bind", ...all);
  prefetch = (count: number) => this.#did("prefetch", count);
  consume = async (queue: string, consumer: Consumer, { noAck }: { noAck: boolean }) => {
    await this.#did("consume", queue, noAck);
    this.consumers.push(consumer);
    return { consumerTag: "tag" };
  };
  cancel = (tag: string) => this.#did("cancel", tag);
  close = () => this.#did("close");
  ack = ({ fields }: { fields: { deliveryTag: number } }): void => void this.log.push(["ack", fields.deliveryTag]);
  nack = ({ fields }: { fields: { deliveryTag: number } }, _: boolean, requeue: boolean): void => void this.log.push(["nack", fields.deliveryTag, requeue]);
  publish = (exchange: string, key: string, body: Buffer, options: object, confirm: (error: unknown) => void): boolean => {
    this.log.push(["publish", exchange, key, `${body}`, options]);
    this.confirms.push(confirm);
    return true;
  };
}

class FakeConnection extends EventEmitter {
  readonly channels: FakeChannel[] = [];
  refuses: FakeChannel["refuses"] = null;
  createChannel = async (): Promise<FakeChannel> => {
    const made = new FakeChannel();
    made.refuses = this.refuses;
    this.channels.push(made);
    return made;
  };
  createConfirmChannel = this.createChannel;
  close = async (): Promise<void> => {
    for (const { log } of this.channels) log.push("the connection ends");
  };
}

function fake(bus: AmqpBusOptions = {}, options: RealtimeOptions = {}) {
  const [connections, targets]: [FakeConnection[], unknown[]] = [[], []];
  const connect = async (target: object, socket: object): Promise<ChannelModel> => {
    const made = new FakeConnection();
    connections.push(made);
    targets.push({ ...target, ...socket });
    return made as unknown as ChannelModel; // as much of it as the link uses
  };
  return { connections, targets, ...clientOf("amqp://broker/shop", amqpBus({ connect, ...bus }), options) };
}

const operation = (channel: object, bindings: Readonly<Record<string, unknown>> = {}, message: Readonly<Record<string, unknown>> = {}): ChannelOperation => ({
  id: "orders",
  channel: {
    id: "orders",
    address: "orders.{region}",
    params: ["region"],
    messages: { order: { bindings: { amqp: message } } },
    bindings: { amqp: { ...channel } },
  },
  bindings: { amqp: bindings },
});
/** The first channel of the first connection. */
function channelOf([connection]: readonly FakeConnection[]): FakeChannel {
  const [channel] = connection?.channels ?? [];
  if (channel === undefined) throw new Error("no channel was made");
  return channel;
}

const exchange = { is: "routingKey", exchange: { name: "shop", type: "topic", durable: false } };
const delivery = (deliveryTag: number, more: object = {}, properties: object = {}) => ({
  content: encode(deliveryTag),
  fields: { deliveryTag, routingKey: "orders.eu", redelivered: false, ...more },
  properties,
});

describe("connecting to an AMQP broker", () => {
  it.each<[string, RealtimeOptions, object]>([
    ["guests without a login", {}, { hostname: "broker", port: 5672, vhost: "shop", username: "guest", password: "guest" }],
    ["a token is the password", { auth: bearer("t") }, { username: "", password: "t" }],
    [
      "a certificate is the login",
      { auth: certificate({ cert: "C", key: "K", ca: "A" }), url: "amqps://broker" },
      { protocol: "amqps", port: 5671, vhost: "/", cert: "C", ca: ["A"], credentials: { mechanism: "EXTERNAL" } },
    ],
  ])("%s", async (_, options, want) => {
    const { client, targets } = fake({}, options);
    await client.connect();
    expect(targets[0]).toMatchObject(want);
  });

  it.each([
    ["403 (ACCESS-REFUSED)", "auth", "failed"],
    ["Expected ConnectionOpenOk; got <ConnectionClose>", "input", "failed"],
    ["SASL mechanism X is not provided", "input", "failed"],
    ["ECONNREFUSED", "connection", "waiting"],
  ])("%s: %s", async (words, kind, state) => {
    const { client } = fake({ connect: () => Promise.reject(new Error(words)) });
    void client.connect();
    await settle();
    expect([client.connection.reason?.kind, client.connection.state]).toEqual([kind, state]);
    await client.close();
  });
});

describe("publishing by AMQP", () => {
  it("declares the exchange, and sends what bindings and message say", async () => {
    const { client, connections } = fake();
    const one = operation(
      exchange,
      { expiration: 5, priority: 3, userId: "ann", cc: ["a", 1], bcc: ["b"], deliveryMode: 1, mandatory: true, timestamp: true, replyTo: "r" },
      { messageType: "created", contentEncoding: "utf-8" },
    );
    const receipt = publish(client, one, { region: "eu", payload: 1, headers: { n: { deep: 1 } } }, { id: "m1" });
    await settle();
    const channel = channelOf(connections);
    const want = {
      messageId: "m1",
      contentType: "application/json",
      headers: { n: { deep: 1 } },
      persistent: false,
      mandatory: true,
      contentEncoding: "utf-8",
      type: "created",
      expiration: 5,
      priority: 3,
      userId: "ann",
      CC: ["a"],
      BCC: ["b"],
      timestamp: 1_700_000_000,
      replyTo: "r",
    };
    expect(channel.log).toEqual([
      ["exchange", "shop", "topic", { durable: false, autoDelete: false }],
      ["publish", "shop", "orders.eu", "1", want],
    ]);
    channel.confirms[0]?.(null);
    expect(await receipt).toEqual({ status: "acknowledged", id: "m1", value: null });
  });

  it("a queue is declared, and its messages must be taken; one that is returned or refused is an error of its own", async () => {
    const { client, connections } = fake();
    const one = operation({ is: "queue", queue: { name: "work", durable: true } });
    const receipts = ["m1", "m2"].map((id) => publish(client, one, { region: "eu", payload: id }, { id }));
    await settle();
    const channel = channelOf(connections);
    channel.emit("return", { properties: { messageId: "m1" }, fields: { replyText: "NO_ROUTE" } });
    channel.confirms[0]?.(null);
    channel.confirms[1]?.(new Error("message nacked"));
    await expect(receipts[0]).rejects.toMatchObject({ code: 312 });
    await expect(receipts[1]).rejects.toMatchObject({ name: "BrokerError" });
    expect(channel.log[0]).toEqual(["queue", "work", { durable: true, exclusive: false, autoDelete: false }]);
    expect(client.connection.state).toBe("open");
  });

  it("two messages of one id have each its own confirmation", async () => {
    const { client, connections } = fake();
    await client.connect();
    const one = operation(exchange);
    const outcomes = [1, 2].map((payload) => publish(client, one, { region: "eu", payload }, { id: "same" }).catch((error: unknown) => error));
    await settle();
    const { confirms } = channelOf(connections);
    confirms[0]?.(new Error("message nacked"));
    confirms[1]?.(null);
    expect(await Promise.all(outcomes)).toMatchObject([{ name: "BrokerError" }, { status: "acknowledged" }]);
  });

  it("a channel that the broker closes takes its own messages with it", async () => {
    const { client, connections } = fake({ declare: false });
    const receipt = publish(client, operation(exchange), { region: "eu", payload: 1 });
    await settle();
    const channel = channelOf(connections);
    channel.emit("error", Object.assign(new Error("NOT_FOUND"), { code: 404 }));
    channel.emit("close");
    await expect(receipt).rejects.toMatchObject({ code: 404 });
    void publish(client, operation(exchange), { region: "eu", payload: 1 });
    await settle();
    expect(connections[0]?.channels).toHaveLength(2);
  });

  it.each([
    ["goes by the binding's routing key, with its parameters in it", "user.{region}.signup", "user.eu.signup"],
    ["goes by the address where the routing key is a pattern", "user.*.signup", "orders.eu"],
  ])("%s", async (_, name, want) => {
    const { client, connections } = fake();
    void publish(client, operation({ ...exchange, name }), { region: "eu", payload: 1 });
    await settle();
    expect((channelOf(connections).log[1] as unknown[]).slice(0, 3)).toEqual(["publish", "shop", want]);
  });

  it("what bindings can't say of exchanges and queues is in the options", async () => {
    const { client, connections } = fake({ queues: { work: { maxLength: 5, durable: false } }, exchanges: { shop: { alternateExchange: "rest" } } });
    void publish(client, operation({ is: "queue", queue: { name: "work" } }), { region: "eu", payload: 1 });
    void publish(client, operation(exchange), { region: "eu", payload: 1 });
    await settle();
    expect(connections[0]?.channels.map(({ log }) => log[0])).toEqual([
      ["queue", "work", { durable: false, exclusive: false, autoDelete: false, maxLength: 5 }],
      ["exchange", "shop", "topic", { durable: false, autoDelete: false, alternateExchange: "rest" }],
    ]);
  });

  it("what would be sent wrong is not sent", async () => {
    const { client } = fake();
    const wrong = (one: ChannelOperation, region = "eu") => expect(publish(client, one, { region, payload: 1 })).rejects.toMatchObject({ kind: "input" });
    await wrong(operation(exchange), "a.b");
    await wrong(operation({ ...exchange, queue: { vhost: "other" } }));
    await wrong(operation(exchange, {}, { contentEncoding: "gzip" }));
  });
});

describe("listening by AMQP", () => {
  it("binds a queue, acknowledges what is done with, gives back what isn't, and sends away what failed twice", async () => {
    const { client, connections } = fake({ prefetch: 7 });
    const subscription = subscribe<number>(client, operation(exchange), { region: "*" });
    await subscription.ready();
    const channel = channelOf(connections);
    expect(channel.log.slice(1)).toEqual([
      ["queue", "", { durable: false, exclusive: true, autoDelete: true }],
      ["bind", "amq.gen-1", "shop", "orders.*", {}],
      ["prefetch", 7],
      ["consume", "amq.gen-1", false],
    ]);
    for (const [tag, more] of [
      [1, {}],
      [2, {}],
      [3, {}],
    ] as const)
      channel.consumers[0]?.(delivery(tag, more, { headers: { a: 1 }, messageId: "m", correlationId: "c", replyTo: "r", type: "order" }));
    for await (const message of subscription.messages()) {
      expect(message).toMatchObject({ headers: { a: 1 }, id: "m", correlationId: "c", replyTo: "r", name: "order", address: "orders.eu" });
      if (message.payload === 2) break;
    }
    await settle();
    expect(channel.log.slice(5)).toEqual([["ack", 1], ["nack", 2, true], ["nack", 3, true], ["cancel", "tag"], ["close"], "the connection ends"]);
  });

  it("binds by the binding's pattern, and by what its exchange matches besides", async () => {
    const matching = { "x-match": "all", kind: "tea" };
    const { client, connections } = fake({ matching: { orders: matching } });
    const one = operation({ ...exchange, name: "user.#", queue: { name: "work" } });
    await subscribe<number>(client, one, { region: "eu" }).ready();
    expect(channelOf(connections).log[2]).toEqual(["bind", "work", "shop", "user.#", matching]);
  });

  it("acknowledgements are on their way before the connection ends", async () => {
    const { client, connections } = fake();
    const subscription = subscribe<number>(client, operation(exchange), { region: "eu" });
    subscription.subscribe(() => undefined);
    await subscription.ready();
    const channel = channelOf(connections);
    channel.consumers[0]?.(delivery(1));
    await client.close();
    expect(channel.log.slice(5)).toEqual([["ack", 1], ["close"], "the connection ends"]);
  });

  it.each([
    ["a message is known by the type of its binding", { messageType: "shop.order" }, "shop.order", "order"],
    ["by its name, where the binding says none", {}, "order", "order"],
    ["other producers' types are no names", {}, "com.shop.Order", "order"],
  ])("%s", async (_, message, type, want) => {
    const { client, connections } = fake();
    const subscription = subscribe<number>(client, operation(exchange, {}, message), { region: "eu" });
    await subscription.ready();
    channelOf(connections).consumers[0]?.(delivery(1, {}, { type }));
    for await (const { name } of subscription.messages()) {
      expect(name).toBe(want);
      break;
    }
  });

  it("without acknowledgements nothing is told; packed bodies stay bytes; a queue that is deleted ends it", async () => {
    const { client, connections } = fake();
    const subscription = subscribe<Uint8Array>(client, operation({ is: "queue" }, { ack: false }), { region: "eu" });
    const seen: unknown[] = [];
    subscription.subscribe((payload) => seen.push(payload));
    const told = new Promise((resolve) => subscription.on("error", resolve));
    await subscription.ready();
    const channel = channelOf(connections);
    channel.consumers[0]?.(delivery(1, {}, { contentEncoding: "gzip" }));
    channel.consumers[0]?.(null);
    expect(await told).toMatchObject({ name: "BrokerError" });
    expect([seen, channel.log[1]]).toEqual([[encode(1)], ["consume", "orders.eu", true]]);
  });

  it("a refused subscription ends alone; a lost connection is made and declared anew", async () => {
    const { client, connections, clock } = fake();
    await client.connect();
    const [first] = connections as [FakeConnection];
    first.refuses = Object.assign(new Error("ACCESS_REFUSED"), { code: 403 });
    await expect(subscribe<unknown>(client, operation(exchange), { region: "eu" }).ready()).rejects.toMatchObject({ kind: "auth" });
    first.refuses = null;
    const subscription = subscribe<unknown>(client, operation(exchange), { region: "eu" });
    const gaps: string[] = [];
    subscription.on("discontinuity", ({ reason }) => gaps.push(reason));
    await subscription.ready();
    first.emit("error", new Error("reset"));
    first.emit("close");
    expect(client.connection.state).toBe("waiting");
    await clock.advance(500);
    expect([gaps, connections[1]?.channels[0]?.log.map((line) => (line as unknown[])[0])]).toEqual([
      ["not-resumed"],
      ["exchange", "queue", "bind", "prefetch", "consume"],
    ]);
  });
});
