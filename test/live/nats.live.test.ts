import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { basic } from "@clientwright/runtime";
import { type NatsBusOptions, natsBus } from "@clientwright/runtime/nats";
import { publish, type RealtimeOptions, subscribe } from "@clientwright/runtime/realtime";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { connect as connectNats } from "@nats-io/transport-node";
import { type BrokerProcess, isOpen, startBroker } from "./broker-process.js";
import { collect, flood, quote, type Shop, shop, shopDefinition, sleepThrough } from "./broker-session.js";
import { startNats } from "./brokers.js";
import { missing } from "./missing.js";
import { nats } from "./servers.js";

const channel = { id: "orders", address: "clientwright.{run}.{region}.orders", params: ["run", "region"], messages: { order: {} } };
const operation = { id: "orders", channel };
const definition = shopDefinition("nats", { auth: { user: { type: "basic" } } });
const run = crypto.randomUUID();
const kept: NatsBusOptions = { jetstream: { create: true, stream: `clientwright-${run}` } };

const absent = missing(nats);
(absent === null ? describe : describe.skip)(`nats${absent === null ? "" : `: ${absent}`}`, () => {
  let own: BrokerProcess;
  let url: string;
  const open: Shop[] = [];
  const connect = (bus: NatsBusOptions = {}, options: RealtimeOptions = {}): Shop => {
    const made = shop(definition, { receive: operation, send: operation }, { url, auth: "open", variables: { run }, bus: natsBus(bus), ...options });
    open.push(made);
    return made;
  };
  const ann = (password = "secret"): RealtimeOptions => ({ url: `nats://127.0.0.1:${own.port}`, auth: { user: basic({ username: "ann", password }) } });
  beforeAll(async () => {
    own = await startBroker("nats", ({ folder, port }) => {
      const user = '{ user: ann, password: secret, permissions: { subscribe: { deny: ["clientwright.secret.>"] } } }';
      writeFileSync(join(folder, "nats.conf"), `listen: 127.0.0.1:${port}\njetstream { store_dir: "${folder}/js" }\nauthorization { users: [${user}] }\n`);
      return { command: "/usr/sbin/nats-server", args: ["-c", `${folder}/nats.conf`] };
    });
    url = (await isOpen(4222)) ? "nats://127.0.0.1:4222" : `nats://ann:secret@127.0.0.1:${own.port}`;
  });
  afterAll(async () => {
    const connection = await connectNats({ servers: url.replace(/^nats:\/\/(.*@)?/, ""), user: "ann", pass: "secret" });
    await connection.request(`$JS.API.STREAM.DELETE.clientwright-${run}`).catch(() => undefined);
    await connection.close();
    await own?.stop();
  });
  afterEach(() => Promise.all(open.splice(0).map(({ client }) => client.close())));

  it("carries orders at most once, with headers, to a wildcard", async () => {
    const { client, orders } = connect();
    const everywhere = orders({ region: "*" });
    await everywhere.ready();
    const receipt = await publish(client, operation, { region: "us", payload: { id: 2, item: "mate" }, headers: { trace: "t1" } });
    expect([client.bus.delivery, receipt.status]).toEqual(["at-most-once", "sent"]);
    for await (const message of everywhere.messages()) {
      expect(message).toMatchObject({ payload: { id: 2, item: "mate" }, headers: { trace: "t1" }, address: `clientwright.${run}.us.orders` });
      break;
    }
  });

  it("a queue group shares messages among its clients", async () => {
    const seen: number[] = [];
    const workers = [connect({ queue: "workers" }), connect({ queue: "workers" })];
    for (const { orders } of workers) {
      const subscription = orders();
      subscription.subscribe(({ id }) => seen.push(id));
      await subscription.ready();
    }
    const sender = connect();
    for (let id = 0; id < 50; id++) await sender.publish({ id, item: "tea" });
    while (seen.length < 50) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, id) => id));
  });

  it("asks any responder of NATS, which answers to a subject and sends nothing else back", async () => {
    const responder = await connectNats({ servers: url.replace(/^nats:\/\/(.*@)?/, ""), user: "ann", pass: "secret" });
    responder.subscribe(`clientwright.${run}.quotes`, {
      callback: (_, message) => void message.respond(JSON.stringify({ price: message.json<{ id: number }>().id * 10 })),
    });
    await responder.flush();
    const quotes = { ...channel, id: "quotes", address: "clientwright.{run}.quotes", params: ["run"] };
    const answers = { id: "answers", address: null, messages: { price: {} } };
    expect(await quote(connect().client, { id: "quote", channel: quotes, reply: { channel: answers } }, { id: 7, item: "tea" })).toEqual({ price: 70 });
    await responder.close();
  });

  it("a stream's messages come again until a loop is through with them", async () => {
    const bus: NatsBusOptions = { jetstream: { ...kept.jetstream, durable: "again" } };
    const first = connect(bus);
    const left = first.orders();
    await left.ready();
    const receipt = await first.publish({ id: 1, item: "tea" });
    expect(receipt).toMatchObject({ status: "acknowledged", value: { duplicate: false } });
    for await (const { id } of left) {
      expect(id).toBe(1);
      break; // left before it was through
    }
    const seen: number[] = [];
    for await (const { id } of first.orders()) {
      seen.push(id);
      if (seen.length === 1) await first.publish({ id: 2, item: "tea" });
      if (seen.length === 2) break;
    }
    expect(seen).toEqual([1, 2]);
  });

  it.each(["leaves its loop", "closes"])("what a client that %s has not read comes to the next one at once", async (way) => {
    const region = way.slice(0, 6);
    const bus: NatsBusOptions = { jetstream: { create: true, durable: "next" } };
    const [first, second] = [connect(bus, ann()), connect(bus, ann())];
    const left = first.orders({ region });
    await left.ready();
    for (const id of [1, 2, 3, 4, 5]) await first.publish({ id, item: "tea" }, { region });
    const reader = left.messages()[Symbol.asyncIterator]();
    expect((await reader.next()).value).toMatchObject({ payload: { id: 1 }, deliveryCount: 1 });
    await new Promise((resolve) => setTimeout(resolve, 100)); // the others are in the buffer
    if (way === "closes") await first.client.close();
    else await reader.return?.();
    const since = Date.now();
    const seen: unknown[] = [];
    for await (const { payload, deliveryCount } of second.orders({ region }).messages()) {
      seen.push([payload.id, deliveryCount]);
      if (seen.length === 5) break;
    }
    expect(seen).toEqual([1, 2, 3, 4, 5].map((id) => [id, 2]));
    expect(Date.now() - since).toBeLessThan(5_000); // the server waits 30 seconds for what is not given back
  });

  it("the same id is kept once", async () => {
    const { client } = connect(kept);
    const twice = [0, 1].map(() => publish(client, operation, { region: "eu", payload: { id: 3, item: "tea" } }, { id: `order-3-${run}` }));
    expect((await Promise.all(twice)).map(({ value }) => (value as { duplicate: boolean }).duplicate)).toEqual([false, true]);
  });

  it("a wrong password is an AuthError at once, for whoever publishes and whoever listens", async () => {
    const { client, orders, publish: send } = connect({}, ann("wrong"));
    const sent = send({ id: 1, item: "tea" });
    await expect(orders().ready()).rejects.toMatchObject({ kind: "auth", message: expect.stringContaining("refused the login") as unknown });
    await expect(sent).rejects.toMatchObject({ kind: "auth", sent: "no" });
    expect(client.connection.state).toBe("failed");
  });

  it("a subject that may not be listened to is an AuthError of that subscription alone", async () => {
    const { client } = connect({}, ann());
    const secret = subscribe<unknown>(client, { id: "secret", channel: { id: "secret", address: "clientwright.secret.orders", messages: {} } });
    const told = new Promise((resolve) => secret.on("error", resolve));
    secret.subscribe(() => undefined);
    expect(await told).toMatchObject({ kind: "auth" });
  });

  it("nothing acknowledged is lost when the server is killed and comes back", async () => {
    const sender = connect(kept, ann());
    const receiver = connect({ jetstream: { ...kept.jetstream, durable: "receiver" } }, ann());
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

  it("tells a gap when the server cuts off who reads too slowly, and goes on", async () => {
    const small = await startNats(() => ["max_pending: 1MB", 'write_deadline: "1s"']);
    const [many, body] = [2_000, JSON.stringify({ id: 1, item: "x".repeat(20_000) })];
    const line = `PUB clientwright.${run}.eu.orders ${body.length}\r\n${body}\r\n`;
    const bytes = `CONNECT {"verbose":false}\r\n${line.repeat(many)}PING\r\n`;
    try {
      const { gaps, came } = await sleepThrough(connect({}, { url: `nats://127.0.0.1:${small.port}` }), { port: small.port, bytes, last: "PONG\r\n" });
      expect(gaps).toEqual([{ reason: "not-resumed", lost: null, cause: null }]);
      expect(came).toBeLessThan(many);
    } finally {
      await small.stop();
    }
  });

  it("100,000 messages leave nothing behind", async () => {
    await flood(connect(), connect(), 100_000, 1_000);
  });
});
