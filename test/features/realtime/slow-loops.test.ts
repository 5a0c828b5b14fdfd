import { ask, publish, subscribe } from "@clientwright/runtime/realtime";
import { afterEach, describe, expect, it } from "@jest/globals";
import { eventually, type SocketServer, socketServer } from "../../support/socket-server.js";
import { closeAll, envelope, getQuote, type Order, onOrders, quotes, sendOrder, shop } from "./shop.js";

let server: SocketServer;
afterEach(() => closeAll(server));

const burst = 1_000;
const note = "x".repeat(8_000);
/** Megabytes wait on the server's side: they are not read. */
const waits = (): boolean => ([...server.sockets][0]?.bufferedAmount ?? 0) > 0;

/** Sends a burst to whoever subscribes, and only then answers: what is awaited stands behind what nobody has read yet. */
const serve = async (): Promise<void> => {
  server = await socketServer((socket) =>
    socket.on("message", (text) => {
      const { op, channel, id, data, headers } = JSON.parse(text.toString());
      const say = (frame: object): void => socket.send(JSON.stringify(frame));
      if (op === "hello") say({ op: "ready" });
      if (op === "subscribe") say({ op: "subscribed", channel });
      if (op === "subscribe" && channel === "orders/eu") for (let each = 0; each < burst; each++) say({ op: "message", channel, data: { id: each, note } });
      if (op === "publish") say({ op: "ack", id });
      if (op === "publish" && channel === "quotes") say({ op: "message", channel, headers, data: { price: data.article.length } });
    }),
  );
};

describe("a loop that is slower than its server, under the policy `block`", () => {
  it("publishes and awaits the receipt, though the acknowledgement comes over the socket that it makes wait", async () => {
    await serve();
    const client = shop({ url: server.url, envelope });
    let read = 0;
    for await (const { id } of subscribe<Order>(client, onOrders, { region: "eu" }, { buffer: 100 })) {
      read++;
      if (id === 2) await eventually(waits);
      if (id % 50 === 2) expect(await publish(client, sendOrder, { region: "us", id })).toMatchObject({ status: "acknowledged" });
      if (id === burst - 1) break;
    }
    expect(read).toBe(burst);
  });

  it("asks and awaits the answer, which comes the same way", async () => {
    await serve();
    const client = shop({ url: server.url, envelope });
    for await (const { id } of subscribe<Order>(client, onOrders, { region: "eu" }, { buffer: 100 })) {
      if (id === 2) await eventually(waits);
      if (id % 100 === 2) expect(await ask(client, getQuote, { payload: { article: "pen" } })).toEqual({ price: 3 });
      if (id === burst - 1) break;
    }
    expect(client.connection.state).toBe("open");
  });
});

describe("a subscription that the server ends while its loop makes the socket wait", () => {
  it("holds back no other channel of the socket", async () => {
    let refuse = (): void => undefined;
    server = await socketServer((socket) =>
      socket.on("message", (text) => {
        const { op, channel } = JSON.parse(text.toString());
        const say = (frame: object): void => socket.send(JSON.stringify(frame));
        if (op === "hello") say({ op: "ready" });
        if (op === "subscribe") say({ op: "subscribed", channel });
        if (op === "subscribe" && channel === "orders/eu") {
          // In one go with what fills the buffer, so that it is read before the socket waits.
          for (let id = 0; id < 4; id++) say({ op: "message", channel, data: { id } });
          say({ op: "error", channel, code: "gone", message: "closed for today" });
        }
        if (channel === "quotes") refuse = () => say({ op: "message", channel, data: { price: 1 } });
      }),
    );
    const client = shop({ url: server.url, envelope });
    const created = subscribe<Order>(client, onOrders, { region: "eu" }, { buffer: 2 });
    const errors: string[] = [];
    created.on("error", ({ message }) => errors.push(message));
    const prices = subscribe<{ price: number }>(client, { id: "onQuotes", channel: quotes });
    const told = prices[Symbol.asyncIterator]().next();
    await prices.ready();
    await created.ready();
    await eventually(() => errors.length > 0);
    refuse();
    expect(await told).toMatchObject({ value: { price: 1 } });
  });
});

describe("messages that wait for their first reader", () => {
  it("make the socket wait no longer than until a listener has them", async () => {
    server = await socketServer((socket) => {
      for (let id = 0; id < 1_000; id++) socket.send(JSON.stringify({ id, note }));
    });
    const client = shop({ url: server.url });
    const created = subscribe<Order>(client, onOrders, { region: "eu" }, { buffer: 8 });
    await created.ready();
    await eventually(waits);
    const got: number[] = [];
    created.subscribe(({ id }) => got.push(id));
    await eventually(() => got.length === 1_000);
    expect(got.at(-1)).toBe(999);
  });
});

describe("a socket that is lost while a loop makes it wait", () => {
  it("is opened again, though what makes it usable is a frame", async () => {
    let greeted = 0;
    server = await socketServer((socket) =>
      socket.on("message", (text) => {
        const { op, channel } = JSON.parse(text.toString());
        if (op === "hello") socket.send(JSON.stringify({ op: "ready", n: ++greeted }));
        if (op === "subscribe" && greeted === 1) for (let id = 0; id < 3; id++) socket.send(JSON.stringify({ op: "message", channel, data: { id } }));
        if (op === "subscribe") socket.send(JSON.stringify({ op: "subscribed", channel }));
      }),
    );
    const client = shop({ url: server.url, envelope });
    const created = subscribe<Order>(client, onOrders, { region: "eu" }, { buffer: 2 });
    const states: string[] = [];
    await created.ready();
    client.connection.on(({ state }) => states.push(state));
    server.cut();
    await eventually(() => states.includes("open"));
    expect(greeted).toBe(2);
  });
});
