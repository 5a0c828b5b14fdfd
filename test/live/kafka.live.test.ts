import { type AddressInfo, createConnection, createServer } from "node:net";
import { type KafkaBusOptions, kafkaBus } from "@clientwright/runtime/kafka";
import { type ChannelOperation, publish } from "@clientwright/runtime/realtime";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { collect, flood, type Shop, shop, shopDefinition } from "./broker-session.js";
import { type MockCluster, startKafka } from "./brokers.js";
import { missing } from "./missing.js";
import { kafka } from "./servers.js";

const definition = shopDefinition("kafka", {});
const operation = (topic: string, bindings: Readonly<Record<string, unknown>> = {}): ChannelOperation => ({
  id: "orders",
  channel: { id: "orders", address: `${topic}.{region}`, params: ["region"], messages: { order: {} } },
  bindings: { kafka: bindings },
});

const absent = missing(kafka);
(absent === null ? describe : describe.skip)(`kafka${absent === null ? "" : `: ${absent}`}`, () => {
  let cluster: MockCluster;
  const open: Shop[] = [];
  const connect = (one: ChannelOperation, bus: KafkaBusOptions = {}): Shop => {
    const made = shop(definition, { receive: one, send: one }, { url: `kafka://${cluster.brokers}`, auth: "open", bus: kafkaBus(bus) });
    open.push(made);
    return made;
  };
  beforeAll(async () => {
    cluster = await startKafka();
  });
  afterAll(() => {
    cluster?.child.kill();
  });
  afterEach(() => Promise.all(open.splice(0).map(({ client }) => client.close())));

  it("carries records with headers; equal keys keep their order", async () => {
    const one = operation("carried");
    const { client, orders } = connect(one);
    const subscription = orders();
    await subscription.ready();
    const sent = [1, 2, 3, 4].map((id) => publish(client, one, { region: "eu", payload: { id, item: "tea" }, headers: { trace: "t1" }, key: { customer: 7 } }));
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(Array(4).fill("acknowledged"));
    const ids: number[] = [];
    for await (const message of subscription.messages()) {
      expect(message).toMatchObject({ headers: { trace: "t1" }, address: "carried.eu", id: expect.stringMatching(/^carried\.eu:\d:\d+$/) as unknown });
      ids.push((message.payload as { id: number }).id);
      if (ids.length === 4) break;
    }
    expect(ids).toEqual([1, 2, 3, 4]);
  });

  it("a group goes on where its last member was through", async () => {
    const one = operation("again", { groupId: "workers" });
    const first = connect(one, { sessionTimeout: 6 });
    const left = first.orders();
    await left.ready();
    for (const id of [1, 2, 3]) await publish(first.client, one, { region: "eu", payload: { id }, key: "same" });
    const seen: number[] = [];
    for await (const { id } of left) {
      seen.push(id);
      if (id === 2) break; // through with 1, not with 2
    }
    await first.client.close();
    for await (const { id } of connect(one, { sessionTimeout: 6 }).orders()) {
      seen.push(id);
      if (id === 3) break;
    }
    expect(seen).toEqual([1, 2, 2, 3]);
  });

  it("a record that a listener failed at comes again, in order", async () => {
    const one = operation("failed", { groupId: "failing" });
    const { client, orders } = connect(one);
    const seen: number[] = [];
    const { queueMicrotask: own } = globalThis;
    globalThis.queueMicrotask = (run) =>
      own(() => {
        try {
          run();
        } catch (error) {
          if ((error as Error).message !== "no tea") throw error;
        }
      });
    const subscription = orders();
    const all = new Promise<void>((resolve) => {
      subscription.subscribe(({ id }) => {
        seen.push(id);
        if (seen.length === 1) throw new Error("no tea");
        if (id === 2 && seen.length > 2) resolve();
      });
    });
    await subscription.ready();
    for (const id of [1, 2]) await publish(client, one, { region: "eu", payload: { id }, key: "same" });
    await all;
    globalThis.queueMicrotask = own;
    expect(seen.filter((id) => id === 1)).toHaveLength(2);
    expect(seen.at(-1)).toBe(2);
  });

  it("nothing acknowledged is lost when the cluster stands still and goes on", async () => {
    const one = operation("still", { groupId: "still" });
    const client = { requestTimeout: 1_500, connectionTimeout: 1_000 };
    const [sender, receiver] = [connect(one, { client }), connect(one, { client, sessionTimeout: 6 })];
    const subscription = receiver.orders();
    await subscription.ready();
    const sending = (async () => {
      for (let id = 0; id < 300; id++) {
        await sender.publish({ id, item: "tea" });
        if (id === 150) {
          cluster.child.kill("SIGSTOP");
          setTimeout(() => cluster.child.kill("SIGCONT"), 5_000);
        }
      }
    })();
    const ids = await collect(subscription, 300);
    await sending;
    expect(ids.size).toBe(300);
  });

  it("equal keys keep their order, over several partitions", async () => {
    const one = operation("keys");
    const { client, orders } = connect(one);
    const subscription = orders();
    await subscription.ready();
    const keys = ["ann", "bob", "cy", "dee", "eve", "fay"];
    const sent = Array.from({ length: 120 }, (_, id) => publish(client, one, { region: "eu", payload: { id }, key: keys[id % keys.length] }));
    await Promise.all(sent);
    const seen = keys.map((): number[] => []);
    const partitions = keys.map(() => new Set<string>());
    let count = 0;
    for await (const { id, payload } of subscription.messages()) {
      seen[payload.id % keys.length]?.push(payload.id);
      partitions[payload.id % keys.length]?.add(id?.split(":")[1] ?? "");
      if (++count === sent.length) break;
    }
    expect(seen).toEqual(keys.map((_, at) => Array.from({ length: 20 }, (__, turn) => turn * keys.length + at)));
    expect(partitions.map(({ size }) => size)).toEqual(keys.map(() => 1));
    expect(new Set(partitions.flatMap((each) => [...each])).size).toBeGreaterThan(1);
  });

  it("two members of a group share its records, and one takes over when the other leaves", async () => {
    const one = operation("shared", { groupId: "shared" });
    const sender = connect(one);
    await sender.publish({ id: 0, item: "tea" });
    const members = [connect(one, { sessionTimeout: 6 }), connect(one, { sessionTimeout: 6 })];
    const seen = members.map(() => new Set<number>());
    for (const [at, { orders }] of members.entries()) {
      const subscription = orders();
      subscription.subscribe(({ id }) => void seen[at]?.add(id));
      await subscription.ready();
    }
    let next = 1;
    const send = (count: number): Promise<unknown> => Promise.all(Array.from({ length: count }, () => sender.publish({ id: next++, item: "tea" })));
    const all = (): number => new Set(seen.flatMap((each) => [...each])).size;
    // Both have partitions when each was given something: a group that changes takes a while.
    while (seen.some(({ size }) => size === 0)) {
      await send(20);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await members[0]?.client.close();
    const before = seen[0]?.size;
    await send(100);
    while (all() < next) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen[0]?.size).toBe(before);
  });

  it("a cluster that dies is waited for, and another one in its place gets what was not acknowledged; nothing is unhandled", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    let current = await startKafka();
    // The mock chooses its port: what clients begin with leads to the one that runs.
    const way = createServer((socket) => {
      const there = createConnection(Number(current.brokers.split(":")[1]), "127.0.0.1");
      for (const [from, to] of [[socket, there] as const, [there, socket] as const]) from.on("error", () => to.destroy()).pipe(to);
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => way.once("listening", resolve));
    const one = operation("killed", { groupId: "killed" });
    const brokers = [`127.0.0.1:${(way.address() as AddressInfo).port}`];
    const [sender, receiver] = [connect(one, { brokers }), connect(one, { brokers, sessionTimeout: 6 })];
    const states: string[] = [];
    sender.client.connection.on(({ state }) => states.push(state));
    const subscription = receiver.orders();
    subscription.subscribe(() => undefined);
    await subscription.ready();
    const acknowledged = new Set<number>();
    const sending = (async () => {
      for (let id = 0; id < 200; id++) {
        await sender.publish({ id, item: "tea" });
        acknowledged.add(id);
        if (id === 100) current.child.kill("SIGKILL");
      }
    })();
    await sender.client.connection.until("waiting");
    const kept = acknowledged.size; // the mock forgets what it had
    current = await startKafka();
    await sending;
    // By another group: offsets that the first one still commits count records of the cluster that died.
    const after = await collect(connect(operation("killed", { groupId: "after" }), { brokers }).orders(), 200 - kept);
    expect([...acknowledged].slice(kept).filter((id) => !after.has(id))).toEqual([]);
    await receiver.client.connection.until("open");
    expect(states).toEqual(expect.arrayContaining(["open", "waiting", "opening"]));
    current.child.kill("SIGKILL");
    const late = expect(sender.publish({ id: 999, item: "tea" })).rejects.toMatchObject({ kind: "connection" });
    await sender.client.connection.until("waiting");
    expect(await sender.client.close()).toHaveLength(1);
    await Promise.all([late, receiver.client.close()]);
    way.close();
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });

  it("100,000 messages leave nothing behind", async () => {
    const one = operation("flood");
    await flood(connect(one, { prefetch: 1_000 }), connect(one, { prefetch: 1_000 }), 100_000, 1_000);
  });
});
