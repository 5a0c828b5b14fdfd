import { writeFileSync } from "node:fs";
import { basic } from "@clientwright/runtime";
import { publish, type RealtimeOptions, subscribe } from "@clientwright/runtime/realtime";
import { type RedisBusOptions, redisBus } from "@clientwright/runtime/redis";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { createClient } from "redis";
import { type BrokerProcess, isOpen, startBroker } from "./broker-process.js";
import { collect, flood, quote, type Shop, shop, shopDefinition, sleepThrough } from "./broker-session.js";
import { startRedis } from "./brokers.js";
import { missing } from "./missing.js";
import { redis } from "./servers.js";

const channel = { id: "orders", address: "clientwright:{run}:{region}:orders", params: ["run", "region"], messages: { order: {} } };
const operation = { id: "orders", channel };
const definition = shopDefinition("redis", { auth: { user: { type: "basic" } } });
const run = crypto.randomUUID().slice(0, 8);

const absent = missing(redis);
(absent === null ? describe : describe.skip)(`redis${absent === null ? "" : `: ${absent}`}`, () => {
  let own: BrokerProcess;
  let url: string;
  const open: Shop[] = [];
  const connect = (bus: RedisBusOptions = {}, options: RealtimeOptions = {}): Shop => {
    const made = shop(definition, { receive: operation, send: operation }, { url, auth: "open", variables: { run }, bus: redisBus(bus), ...options });
    open.push(made);
    return made;
  };
  const createGroup = async (key: string, group: string): Promise<void> => {
    const client = createClient({ url });
    await client.connect();
    await client.xGroupCreate(key, group, "0", { MKSTREAM: true });
    await client.close();
  };
  const ann = (password = "secret"): RealtimeOptions => ({ url: `redis://127.0.0.1:${own.port}`, auth: { user: basic({ username: "ann", password }) } });
  beforeAll(async () => {
    own = await startBroker("redis", ({ folder, port }) => {
      const users = ["user default off", "user ann on >secret ~clientwright:* &clientwright:* +@all"];
      const config = [`port ${port}`, "bind 127.0.0.1", `dir ${folder}`, 'save ""', "appendonly yes", "appendfsync always", ...users];
      writeFileSync(`${folder}/redis.conf`, `${config.join("\n")}\n`);
      return { command: "/usr/bin/redis-server", args: [`${folder}/redis.conf`] };
    });
    url = (await isOpen(6379)) ? "redis://127.0.0.1:6379" : `redis://ann:secret@127.0.0.1:${own.port}`;
  });
  afterAll(async () => {
    const client = createClient({ url });
    await client.connect();
    const keys = await client.keys(`clientwright:${run}:*`);
    if (keys.length > 0) await client.del(keys);
    await client.close();
    await own?.stop();
  });
  afterEach(() => Promise.all(open.splice(0).map(({ client }) => client.close())));

  it("carries published orders at most once, to a pattern", async () => {
    const { client, orders } = connect();
    const everywhere = orders({ region: "*" });
    await everywhere.ready();
    const receipt = await publish(client, operation, { region: "u[s]", payload: { id: 2, item: "mate" } });
    expect([client.bus.delivery, receipt.value]).toEqual(["at-most-once", { receivers: 1 }]);
    for await (const message of everywhere.messages()) {
      expect(message).toMatchObject({ payload: { id: 2, item: "mate" }, address: `clientwright:${run}:u[s]:orders` });
      break;
    }
  });

  it("one who leaves a stream before it is read takes nothing from the next", async () => {
    const { client, orders } = connect({ streams: {} });
    await client.connect();
    const first = orders({ region: "early" });
    first.subscribe(() => undefined);
    first.close();
    const next = orders({ region: "early" });
    const heard = next[Symbol.asyncIterator]().next();
    await next.ready();
    await publish(client, operation, { region: "early", payload: { id: 1, item: "tea" } });
    expect(await heard).toEqual({ done: false, value: { id: 1, item: "tea" } });
  });

  it("published messages have no headers, and say so", async () => {
    const { client } = connect();
    await expect(publish(client, operation, { region: "eu", payload: {}, headers: { trace: "t1" } })).rejects.toMatchObject({ kind: "input" });
  });

  it("a stream's entries have headers, and come again until a loop is through with them", async () => {
    const { client, orders } = connect({ streams: { group: "again", claimAfter: 200 } });
    const left = orders();
    await left.ready();
    const receipt = await publish(client, operation, { region: "eu", payload: { id: 1, item: "tea" }, headers: { trace: "t1", retries: 2 } });
    expect(receipt).toMatchObject({ status: "acknowledged", id: expect.stringMatching(/^\d+-\d+$/) as unknown });
    for await (const message of left.messages()) {
      expect(message).toMatchObject({ payload: { id: 1, item: "tea" }, headers: { trace: "t1", retries: 2 }, id: receipt.id });
      break; // left before it was through
    }
    const seen: number[] = [];
    for await (const order of orders()) {
      seen.push((order as { id: number }).id);
      if (seen.length === 1) await publish(client, operation, { region: "eu", payload: { id: 2, item: "tea" } });
      else break;
    }
    expect(seen).toEqual([1, 2]);
  });

  it("an entry that a consumer left is taken over by another one of the group", async () => {
    const streams = { group: "over", claimAfter: 300 };
    const [dead, alive] = [connect({ streams }), connect({ streams })];
    const held = dead.orders({ region: "over" });
    await held.ready();
    await publish(dead.client, operation, { region: "over", payload: { id: 9, item: "tea" } });
    const reader = held[Symbol.asyncIterator]();
    expect((await reader.next()).value).toMatchObject({ id: 9 });
    const taken = collect(alive.orders({ region: "over" }), 1);
    await dead.client.close();
    expect([...(await taken)]).toEqual([9]);
  });

  it("an entry of a consumer that crashed is taken over; one that comes back under its name goes on with its own", async () => {
    const key = `clientwright:${run}:crash:orders`;
    const streams = { group: "crash", claimAfter: 500 };
    const { orders, publish: send } = connect({ streams });
    await createGroup(key, "crash");
    for (const id of [1, 2]) await send({ id, item: "tea" }, { region: "crash" });
    const crashed = createClient({ url });
    crashed.on("error", () => undefined);
    await crashed.connect();
    for (const consumer of ["stranger", "mine"]) await crashed.sendCommand(["XREADGROUP", "GROUP", "crash", consumer, "COUNT", "1", "STREAMS", key, ">"]);
    crashed.destroy();
    const since = Date.now();
    const mine = await collect(connect({ streams: { ...streams, consumer: "mine", claimAfter: 60_000 } }).orders({ region: "crash" }), 1);
    expect([[...mine], Date.now() - since < 500]).toEqual([[2], true]);
    expect(await collect(orders({ region: "crash" }), 1)).toContain(1);
  });

  it("asks and gets its answer, told by the document's correlation id", async () => {
    const message = { correlationId: "/payload/ref" };
    const quotes = { id: "quotes", address: `clientwright:${run}:quotes`, messages: { request: message } };
    const answers = { id: "answers", address: `clientwright:${run}:answers`, messages: { price: message } };
    const { client } = connect();
    const requests = subscribe<{ id: number; ref: string }>(client, { id: "serve", channel: quotes });
    requests.subscribe(({ id, ref }) => void publish(client, { id: "answer", channel: answers }, { payload: { price: id * 10, ref } }));
    await requests.ready();
    expect(await quote(client, { id: "quote", channel: quotes, reply: { channel: answers } }, { id: 7, item: "tea" })).toMatchObject({ price: 70 });
  });

  it("a wrong password is an AuthError at once, for whoever publishes and whoever listens", async () => {
    const { client, orders, publish: send } = connect({}, ann("wrong"));
    const sent = send({ id: 1, item: "tea" });
    await expect(orders().ready()).rejects.toMatchObject({ kind: "auth", message: expect.stringContaining("refused the login") as unknown });
    await expect(sent).rejects.toMatchObject({ kind: "auth", sent: "no" });
    expect(client.connection.state).toBe("failed");
  });

  it("a login that is missing is an AuthError at once", async () => {
    const { client } = connect({}, { url: `redis://127.0.0.1:${own.port}` });
    await expect(client.bus.connect()).rejects.toMatchObject({ kind: "auth", message: expect.stringContaining("NOAUTH") as unknown });
    expect(client.connection.state).toBe("failed");
  });

  it.each<[string, RedisBusOptions]>([
    ["channel", {}],
    ["stream", { streams: {} }],
  ])("a %s that may not be listened to is an AuthError of that subscription alone", async (_, bus) => {
    const { client, publish: send } = connect(bus, ann());
    const other = subscribe<unknown>(client, { id: "x", channel: { id: "x", address: "other", messages: {} } });
    await expect(other.ready()).rejects.toMatchObject({ kind: "auth", message: expect.stringContaining("not allowed") as unknown });
    expect((await send({ id: 1, item: "tea" })).status).toBe("acknowledged");
  });

  it("tells a gap when the server cuts off who reads too slowly, and goes on", async () => {
    const small = await startRedis(() => ["client-output-buffer-limit pubsub 1mb 1mb 1"]);
    const [many, to, body] = [2_000, `clientwright:${run}:eu:orders`, JSON.stringify({ id: 1, item: "x".repeat(20_000) })];
    const line = `*3\r\n$7\r\nPUBLISH\r\n$${to.length}\r\n${to}\r\n$${body.length}\r\n${body}\r\n`;
    const bytes = `${line.repeat(many)}PING\r\n`;
    try {
      const { gaps, came } = await sleepThrough(connect({}, { url: `redis://127.0.0.1:${small.port}` }), { port: small.port, bytes, last: "+PONG\r\n" });
      expect(gaps).toEqual([{ reason: "not-resumed", lost: null, cause: null }]);
      expect(came).toBeLessThan(many);
    } finally {
      await small.stop();
    }
  });

  it("a channel without rights is an AuthError of that message alone", async () => {
    const { client, publish: send } = connect({}, ann());
    await expect(publish(client, { id: "x", channel: { id: "x", address: "other", messages: {} } }, { payload: 1 })).rejects.toMatchObject({ kind: "auth" });
    expect((await send({ id: 1, item: "tea" })).status).toBe("acknowledged");
  });

  it("nothing acknowledged is lost when the server is killed and comes back", async () => {
    const [sender, receiver] = [connect({ streams: {} }, ann()), connect({ streams: { group: "receiver" } }, ann())];
    const subscription = receiver.orders({ region: "kill" });
    await subscription.ready();
    const states: string[] = [];
    receiver.client.connection.on(({ state }) => states.push(state));
    const restart = async (): Promise<void> => {
      await own.kill();
      await own.start();
    };
    const sending = (async () => {
      for (let id = 0; id < 600; id++) {
        await sender.publish({ id, item: "tea" }, { region: "kill" });
        if (id === 300) void restart();
      }
    })();
    const ids = await collect(subscription, 600);
    await sending;
    expect([ids.size, states]).toEqual([600, expect.arrayContaining(["waiting", "open"])]);
  });

  it("100,000 messages leave nothing behind", async () => {
    const streams = { maxLength: 10_000, prefetch: 1_000 };
    await flood(connect({ streams }), connect({ streams }), 100_000, 1_000);
  });
});
