import { createServer, type Server, type Socket } from "node:net";
import { publish, subscribe, type Unsent } from "@clientwright/runtime/realtime";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterEach, describe, expect, it } from "@jest/globals";
import { fakeClock } from "../../support/clock.js";
import { eventually, type SocketServer, socketServer } from "../../support/socket-server.js";
import { closeAll, envelope, type Order, onOrders, sendOrder, shop } from "./shop.js";

let server: SocketServer;
afterEach(() => closeAll(server));

describe("a server that falls silent", () => {
  it("is asked for a life sign, then left for a new connection, and the subscription goes on", async () => {
    let pings = 0;
    server = await socketServer(
      (socket) => {
        socket.on("ping", () => pings++);
        // Only the first link is deaf: it answers no ping.
        if (server.connections() > 1) setImmediate(() => socket.send('{"id":2}'));
        else socket.send('{"id":1}');
      },
      { autoPong: false },
    );
    const clock = fakeClock();
    const client = shop({ url: server.url, clock, heartbeat: 10_000, patience: 15_000, reconnect: { random: () => 0 } });
    const loop = subscribe<Order>(client, onOrders, { region: "eu" })[Symbol.asyncIterator]();
    expect((await loop.next()).value).toEqual({ id: 1 });
    const reasons: (string | undefined)[] = [];
    client.connection.on(({ state, reason }) => state === "waiting" && reasons.push(reason?.kind));
    await clock.advance(10_000);
    await eventually(() => pings === 1);
    await clock.advance(5_000);
    await clock.advance(0);
    expect((await loop.next()).value).toEqual({ id: 2 });
    expect(reasons).toEqual(["timeout"]);
    await client.close();
    expect(clock.pending()).toEqual([]);
  });

  it("is kept as long as it answers", async () => {
    let pings = 0;
    server = await socketServer((socket) => socket.on("ping", () => pings++));
    const clock = fakeClock();
    const client = shop({ url: server.url, clock, heartbeat: 10_000, patience: 15_000 });
    await subscribe(client, onOrders, { region: "eu" }).ready();
    await client.connection.until("open");
    for (let round = 1; round <= 5; round++) {
      await clock.advance(10_000);
      await eventually(() => pings >= round);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(server.connections()).toBe(1);
    await client.close();
    expect(clock.pending()).toEqual([]);
  });
});

describe("a server that never answers", () => {
  let mute: Server;
  const held: Socket[] = [];
  afterEach(() => {
    for (const socket of held.splice(0)) socket.destroy();
    mute.close();
  });

  it("is tried again after openTimeout, and given up after so many attempts; what waited is handed back", async () => {
    server = await socketServer(() => undefined);
    mute = createServer((socket) => held.push(socket));
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    const { port } = mute.address() as { port: number }; // TCP
    const clock = fakeClock();
    const handedBack: Unsent[] = [];
    const client = shop({
      url: `ws://127.0.0.1:${port}`,
      clock,
      openTimeout: 3_000,
      reconnect: { attempts: 1, random: () => 0.5, delay: 1_000 },
      onUnsent: (unsent) => handedBack.push(...unsent),
    });
    const receipt = publish(client, sendOrder, { region: "eu", id: 1 });
    const states: unknown[] = [];
    client.connection.on(({ state, retryIn }) => states.push(retryIn === null ? state : [state, retryIn]));
    for (let wait = 0; wait < 4; wait++) await clock.advance(3_000);
    await expect(receipt).rejects.toMatchObject({ sent: "no", message: "Not sent: The connection was not usable within 3000 ms" });
    expect(states).toEqual([["waiting", 500], "opening", "failed"]);
    expect(handedBack).toMatchObject([{ address: "orders/eu", sent: "no", message: { payload: { id: 1 } } }]);
    expect(await client.close()).toEqual([]);
    expect(clock.pending()).toEqual([]);
  });
});

describe("a queue that is full", () => {
  it("takes no more, and hands back what it did not take and what it could not send", async () => {
    server = await socketServer(() => undefined);
    const client = shop({ url: "ws://127.0.0.1:1", reconnect: { delay: 60_000, random: () => 1 }, queue: { count: 2 } });
    const receipts = [1, 2, 3].map((id) => publish(client, sendOrder, { region: "eu", id }));
    await expect(receipts[2]).rejects.toMatchObject({ kind: "connection", unsent: [{ address: "orders/eu", sent: "no", message: { payload: { id: 3 } } }] });
    const unsent = await client.close();
    expect(unsent.map(({ message, sent }) => [message.payload, sent])).toEqual([
      [{ id: 1 }, "no"],
      [{ id: 2 }, "no"],
    ]);
    for (const receipt of receipts.slice(0, 2)) await expect(receipt).rejects.toMatchObject({ kind: "connection", sent: "no" });
  });

  it("counts bytes, and what is not acknowledged", async () => {
    server = await socketServer((socket) => socket.once("message", () => socket.send('{"op":"ready"}')));
    const client = shop({ url: server.url, envelope, queue: { bytes: 300 } });
    await client.connect();
    const first = publish(client, sendOrder, { region: "eu", note: "x".repeat(150) });
    await expect(publish(client, sendOrder, { region: "eu", note: "x".repeat(150) })).rejects.toMatchObject({ kind: "connection" });
    expect((await client.close()).map(({ sent }) => sent)).toEqual(["unknown"]);
    await expect(first).rejects.toMatchObject({ sent: "unknown", message: "Sent, but not acknowledged: the connection was closed" });
  });
});

describe("a loop that is slower than the server", () => {
  const burst = 3_000;
  const sendBurst = async (note = ""): Promise<void> => {
    server = await socketServer((socket) => {
      for (let id = 0; id < burst; id++) socket.send(JSON.stringify({ id, note }));
    });
  };
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

  it("makes the server wait, and misses nothing", async () => {
    await sendBurst("x".repeat(3_000));
    const client = shop({ url: server.url });
    const got: number[] = [];
    for await (const { id } of subscribe<Order>(client, onOrders, { region: "eu" }, { buffer: 16 })) {
      got.push(id);
      if (id % 500 === 0) {
        await pause();
        // Megabytes wait on the server's side: they were not read.
        if (id === 500) expect([...server.sockets][0]?.bufferedAmount).toBeGreaterThan(0);
      }
      if (id === burst - 1) break;
    }
    expect(got).toEqual(Array.from({ length: burst }, (_, id) => id));
  });

  it.each([
    { overflow: "dropOldest", first: burst - 10 },
    { overflow: "dropNewest", first: 0 },
  ] as const)("$overflow: keeps so many, and tells how many it dropped", async ({ overflow, first }) => {
    await sendBurst();
    const client = shop({ url: server.url });
    const created = subscribe<Order>(client, onOrders, { region: "eu" }, { buffer: 10, overflow });
    let lost = 0;
    created.on("discontinuity", (gap) => {
      lost += gap.lost ?? 0;
    });
    await created.ready();
    await eventually(() => lost === burst - 10);
    const got: number[] = [];
    for await (const { id } of created) if (got.push(id) === 10) break;
    expect(got).toEqual(Array.from({ length: 10 }, (_, index) => first + index));
  });

  it("error: gives what it has, then throws", async () => {
    await sendBurst();
    const client = shop({ url: server.url });
    const created = subscribe<Order>(client, onOrders, { region: "eu" }, { buffer: 10, overflow: "error" });
    const errors: string[] = [];
    created.on("error", (error) => errors.push(error.message));
    const got: number[] = [];
    const reading = (async () => {
      for await (const { id } of created) {
        got.push(id);
        if (got.length === 1) await eventually(() => errors.length > 0);
      }
    })();
    await expect(reading).rejects.toMatchObject({ kind: "connection", message: "The subscription's buffer of 10 messages is full" });
    expect(got).toEqual(Array.from({ length: got.length }, (_, index) => index));
    expect(got.length).toBeGreaterThanOrEqual(10);
    expect(errors).toHaveLength(1);
    await eventually(() => server.sockets.size === 0);
  });
});

describe("what a socket can carry", () => {
  it("goes through permessage-deflate both ways", async () => {
    server = await socketServer((socket) => socket.on("message", (data) => socket.send(data.toString())), { perMessageDeflate: { threshold: 0 } });
    const client = shop({ url: server.url, transport: wsTransport({ options: { perMessageDeflate: { threshold: 0 } } }) });
    const loop = subscribe<Order>(client, onOrders, { region: "eu" })[Symbol.asyncIterator]();
    await publish(client, sendOrder, { region: "eu", id: 1, note: "x".repeat(10_000) });
    expect((await loop.next()).value).toEqual({ id: 1, note: "x".repeat(10_000) });
    expect([...server.sockets][0]?.extensions).toContain("permessage-deflate");
  });

  it("100,000 messages through a loop leave nothing behind", async () => {
    server = await socketServer((socket) => {
      let id = 0;
      const more = (): void => {
        for (let count = 0; count < 1_000 && id < 100_000; count++) socket.send(`{"id":${id++}}`);
        if (id < 100_000) setImmediate(more);
      };
      more();
    });
    const client = shop({ url: server.url });
    let sum = 0;
    let early = 0;
    let last = 0;
    for await (const { id } of subscribe<Order>(client, onOrders, { region: "eu" })) {
      sum += id;
      if (id === 20_000) early = process.memoryUsage().heapUsed;
      if (id === 99_999) {
        last = process.memoryUsage().heapUsed;
        break;
      }
    }
    expect(sum).toBe((100_000 * 99_999) / 2);
    // Garbage comes and goes; 80,000 kept messages would be well above this.
    expect(last - early).toBeLessThan(32 * 2 ** 20);
  });
});
