import { type AmqpBusOptions, amqpBus } from "@clientwright/runtime/amqp";
import { type ChannelOperation, createRealtime, type Message, publish, type RealtimeClient, subscribe } from "@clientwright/runtime/realtime";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { BrokerProcess } from "./broker-process.js";
import { shopDefinition } from "./broker-session.js";
import { startRabbit } from "./brokers.js";
import { missing } from "./missing.js";
import { rabbitmq } from "./servers.js";

const operation = (id: string, channel: object, bindings: Readonly<Record<string, unknown>> = {}): ChannelOperation => ({
  id,
  channel: { id, address: id, messages: { order: {} }, bindings: { amqp: { ...channel } } },
  bindings: { amqp: bindings },
});
const queue = (name: string, bindings: Readonly<Record<string, unknown>> = {}) => operation(name, { is: "queue", queue: { name, durable: true } }, bindings);
const through = (type: string, id = type) => operation(id, { is: "routingKey", exchange: { name: `rules.${type}`, type, durable: false } });
const until = async (isSo: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 400 && !isSo(); turn++) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(isSo()).toBe(true);
};

const absent = missing(rabbitmq);
(absent === null ? describe : describe.skip)(`rabbitmq's rules${absent === null ? "" : `: ${absent}`}`, () => {
  let broker: BrokerProcess;
  const open: RealtimeClient[] = [];
  const connect = (bus: AmqpBusOptions = {}): RealtimeClient => {
    const made = createRealtime(shopDefinition("amqp"), { url: `amqp://127.0.0.1:${broker.port}`, auth: "open", bus: amqpBus(bus) });
    open.push(made);
    return made;
  };
  const hear = async (client: RealtimeClient, one: ChannelOperation): Promise<Message[]> => {
    const seen: Message[] = [];
    const subscription = subscribe<unknown>(client, one);
    subscription.subscribe((_, message) => seen.push(message as Message)); // headers are of no type here
    await subscription.ready();
    return seen;
  };
  beforeAll(async () => {
    broker = await startRabbit();
  }, 60_000);
  afterAll(() => broker?.stop());
  afterEach(() => Promise.all(open.splice(0).map((client) => client.close())));

  it.each(["topic", "direct", "fanout"])("carries messages through a %s exchange", async (type) => {
    const client = connect();
    const seen = await hear(client, through(type));
    await publish(client, through(type), { payload: 7 });
    await until(() => seen.length === 1);
    expect(seen[0]?.payload).toBe(7);
  });

  it("a headers exchange gives what matches", async () => {
    const client = connect({ matching: { headers: { "x-match": "all", region: "eu" } } });
    const seen = await hear(client, through("headers"));
    for (const region of ["us", "eu"]) await publish(client, through("headers"), { payload: region, headers: { region } });
    await until(() => seen.length > 0);
    expect(seen.map(({ payload }) => payload)).toEqual(["eu"]);
  });

  it("what a full queue drops goes to its dead letters", async () => {
    const seen = await hear(connect(), queue("rules.dead"));
    const client = connect({ queues: { "rules.work": { maxLength: 1, deadLetterExchange: "", deadLetterRoutingKey: "rules.dead" } } });
    for (const payload of [1, 2]) await publish(client, queue("rules.work"), { payload });
    await until(() => seen.length === 1);
    expect(seen[0]?.payload).toBe(1);
  });

  it("priorities, and an expiry", async () => {
    const client = connect({ queues: { "rules.ranks": { maxPriority: 5 } } });
    const send = (payload: string, bindings: Readonly<Record<string, unknown>>) => publish(client, queue("rules.ranks", bindings), { payload });
    await send("low", { priority: 1 });
    await send("gone", { priority: 3, expiration: 1 });
    await send("high", { priority: 5 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const seen = await hear(client, queue("rules.ranks"));
    await until(() => seen.length === 2);
    expect(seen.map(({ payload }) => payload)).toEqual(["high", "low"]);
  });

  it("no more come than prefetch allows unacknowledged", async () => {
    const client = connect({ prefetch: 2 });
    let most = 0;
    let working = 0;
    let done = 0;
    const subscription = subscribe<number>(client, queue("rules.slow"));
    subscription.subscribe(async () => {
      most = Math.max(most, ++working);
      await new Promise((resolve) => setTimeout(resolve, 20));
      working--;
      done++;
    });
    await subscription.ready();
    await Promise.all(Array.from({ length: 10 }, (_, payload) => publish(client, queue("rules.slow"), { payload })));
    await until(() => done === 10);
    expect(most).toBe(2);
  });

  it("a contradicting queue and a missing one are told, and other subscriptions go on", async () => {
    const client = connect();
    const seen = await hear(client, queue("rules.good"));
    const other = operation("rules.good.other", { is: "queue", queue: { name: "rules.good", durable: false } });
    await expect(publish(client, other, { payload: 1 })).rejects.toMatchObject({ name: "BrokerError", code: 406 });
    const blind = connect({ declare: false });
    await expect(subscribe<unknown>(blind, queue("rules.nowhere")).ready()).rejects.toMatchObject({ name: "BrokerError", code: 404 });
    await publish(client, queue("rules.good"), { payload: 2 });
    await until(() => seen.length === 1);
    expect([seen[0]?.payload, client.connection.state]).toEqual([2, "open"]);
  });
});
