import { basic } from "@clientwright/runtime";
import { type AmqpBusOptions, amqpBus } from "@clientwright/runtime/amqp";
import { type ChannelOperation, publish, type RealtimeOptions, subscribe } from "@clientwright/runtime/realtime";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { connect as connectAmqp } from "amqplib";
import { type BrokerProcess, isOpen } from "./broker-process.js";
import { collect, flood, quote, type Shop, type ShopChannels, shop, shopDefinition } from "./broker-session.js";
import { startRabbit } from "./brokers.js";
import { missing } from "./missing.js";
import { rabbitmq } from "./servers.js";

const run = crypto.randomUUID().slice(0, 8);
const definition = shopDefinition("amqp", { auth: { user: { type: "basic" } } });
/** Through an exchange, to a queue that its binding names or that the broker names. */
const channelOf = (queue: object | undefined) => ({
  id: "orders",
  address: "orders.{region}.created",
  params: ["region"],
  messages: { order: {} },
  bindings: { amqp: { is: "routingKey", exchange: { name: `clientwright.${run}`, type: "topic", durable: true, autoDelete: false }, ...(queue && { queue }) } },
});
const operation = (queue?: object, bindings: Readonly<Record<string, unknown>> = {}): ChannelOperation => ({
  id: "orders",
  channel: channelOf(queue),
  bindings: { amqp: bindings },
});
const both = (one: ChannelOperation): ShopChannels => ({ receive: one, send: one });

const absent = missing(rabbitmq);
(absent === null ? describe : describe.skip)(`rabbitmq${absent === null ? "" : `: ${absent}`}`, () => {
  let own: BrokerProcess;
  let url: string;
  const open: Shop[] = [];
  const connect = (channels: ShopChannels, options: RealtimeOptions = {}, bus: AmqpBusOptions = {}): Shop => {
    const made = shop(definition, channels, { url, auth: "open", bus: amqpBus(bus), ...options });
    open.push(made);
    return made;
  };
  beforeAll(async () => {
    own = await startRabbit();
    url = (await isOpen(5672)) ? "amqp://127.0.0.1:5672" : `amqp://127.0.0.1:${own.port}`;
  });
  afterAll(async () => {
    const connection = await connectAmqp(url);
    const channel = await connection.createChannel();
    await channel.deleteExchange(`clientwright.${run}`);
    for (const name of ["work", "flood", "again", "quotes"]) await channel.deleteQueue(`clientwright.${run}.${name}`);
    await connection.close();
    await own?.stop();
  });
  afterEach(() => Promise.all(open.splice(0).map(({ client }) => client.close())));

  it("carries orders through an exchange, with headers, to a wildcard", async () => {
    const { client, orders } = connect(both(operation()));
    const everywhere = orders({ region: "*" });
    await everywhere.ready();
    const receipt = await publish(client, operation(), { region: "us", payload: { id: 2, item: "mate" }, headers: { trace: "t1", retries: 2 } });
    expect(receipt.status).toBe("acknowledged");
    for await (const message of everywhere.messages()) {
      expect(message).toMatchObject({ payload: { id: 2, item: "mate" }, headers: { trace: "t1", retries: 2 }, address: "orders.us.created", id: receipt.id });
      break;
    }
  });

  it("a queue shares its messages, and gives again what a loop was not through with", async () => {
    const queue = { name: `clientwright.${run}.again`, durable: true };
    const { orders, publish } = connect(both(operation(queue)));
    const left = orders();
    await left.ready();
    await publish({ id: 1, item: "tea" });
    for await (const { id } of left) {
      expect(id).toBe(1);
      break; // left before it was through
    }
    const seen: number[] = [];
    for await (const { id } of orders()) {
      seen.push(id);
      if (seen.length === 1) await publish({ id: 2, item: "tea" });
      else break;
    }
    expect(seen).toEqual([1, 2]);
  });

  it("asks and gets its answer straight to its channel, told by the correlation id", async () => {
    const quotes = {
      id: "quotes",
      address: `clientwright.${run}.quotes`,
      messages: { request: {} },
      bindings: { amqp: { is: "queue", queue: { durable: false, autoDelete: true } } },
    };
    const answers = { id: "answers", address: null, messages: { price: {} } };
    const { client } = connect(both(operation()));
    const requests = subscribe<{ id: number }>(client, { id: "serve", channel: quotes });
    await requests.ready();
    const served = (async () => {
      for await (const { payload, replyTo, correlationId } of requests.messages()) {
        const route = { channel: answers, operation: { id: "answer", channel: answers }, address: replyTo ?? "", params: {} };
        const answer = {
          payload: { price: payload.id * 10 },
          name: null,
          contentType: "application/json",
          headers: null,
          correlationId,
          replyTo: null,
          id: null,
        };
        await client.bus.publish(route, answer);
        break;
      }
    })();
    expect(await quote(client, { id: "quote", channel: quotes, reply: { channel: answers } }, { id: 7, item: "tea" })).toEqual({ price: 70 });
    await served;
  });

  it("a mandatory message that no queue takes is refused, other messages go on", async () => {
    const { client, publish: send } = connect(both(operation()));
    await expect(publish(client, operation(undefined, { mandatory: true }), { region: "nowhere", payload: {} })).rejects.toMatchObject({
      name: "BrokerError",
      code: 312,
    });
    expect((await send({ id: 1, item: "tea" })).status).toBe("acknowledged");
  });

  it("what contradicts the broker's exchange is refused, the connection goes on", async () => {
    const { client, publish: send } = connect(both(operation()));
    await send({ id: 1, item: "tea" });
    const channel = channelOf(undefined);
    const other = { ...channel, bindings: { amqp: { ...channel.bindings.amqp, exchange: { name: `clientwright.${run}`, type: "fanout" } } } };
    await expect(subscribe<unknown>(client, { id: "other", channel: other }, { region: "eu" }).ready()).rejects.toMatchObject({
      name: "BrokerError",
      code: 406,
    });
    expect(client.connection.state).toBe("open");
  });

  it("a wrong password is an AuthError at once, for whoever publishes and whoever listens", async () => {
    const {
      client,
      orders,
      publish: send,
    } = connect(both(operation()), { url: `amqp://127.0.0.1:${own.port}`, auth: { user: basic({ username: "guest", password: "wrong" }) } });
    const sent = send({ id: 1, item: "tea" });
    await expect(orders().ready()).rejects.toMatchObject({ kind: "auth", message: expect.stringContaining("refused the login") as unknown });
    await expect(sent).rejects.toMatchObject({ kind: "auth", sent: "no" });
    expect(client.connection.state).toBe("failed");
  });

  it("a virtual host that isn't there ends it at once", async () => {
    const { client } = connect(both(operation()), {}, { vhost: "nowhere" });
    await expect(client.connect()).rejects.toMatchObject({ kind: "input", message: expect.stringContaining("nowhere") as unknown });
  });

  it("100,000 messages leave nothing behind", async () => {
    const one = operation({ name: `clientwright.${run}.flood`, durable: false, autoDelete: true });
    await flood(connect(both(one)), connect(both(one)), 100_000, 1_000);
  });

  it("nothing acknowledged is lost when the broker is killed and comes back", async () => {
    const one = operation({ name: `clientwright.${run}.work`, durable: true });
    const at = { url: `amqp://127.0.0.1:${own.port}` };
    const [sender, receiver] = [connect(both(one), at), connect(both(one), at)];
    const subscription = receiver.orders();
    await subscription.ready();
    const states: string[] = [];
    receiver.client.connection.on(({ state }) => states.push(state));
    const restart = async (): Promise<void> => {
      await own.kill();
      await own.start();
    };
    const sending = (async () => {
      for (let id = 0; id < 600; id++) {
        await sender.publish({ id, item: "tea" });
        if (id === 300) void restart();
      }
    })();
    const ids = await collect(subscription, 600);
    await sending;
    expect([ids.size, states]).toEqual([600, expect.arrayContaining(["waiting", "open"])]);
  });
});
