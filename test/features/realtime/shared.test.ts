import { bearer } from "@clientwright/runtime";
import { ask, publish, subscribe, type Unsent } from "@clientwright/runtime/realtime";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { WebSocket } from "ws";
import { eventually, type SocketServer, socketServer } from "../../support/socket-server.js";
import { closeAll, envelope, getQuote, type Order, onOrders, sendOrder, shop } from "./shop.js";

let server: SocketServer;
afterEach(() => closeAll(server));

interface Op {
  readonly op: string;
  readonly channel?: string;
  readonly id?: string;
  readonly data?: unknown;
  readonly token?: string;
  readonly headers?: { readonly id?: string };
}

type Answer = (frame: Op, say: (frame: object) => void, socket: WebSocket) => void;

/** A server of the envelope; `answer` sees each frame. */
async function serve(answer: Answer): Promise<Op[]> {
  const seen: Op[] = [];
  server = await socketServer((socket) => {
    socket.on("message", (data) => {
      const frame = JSON.parse(data.toString()) as Op;
      seen.push(frame);
      answer(frame, (said) => socket.send(JSON.stringify(said)), socket);
    });
  });
  return seen;
}

const usual: Answer = (frame, say) => {
  if (frame.op === "hello") say({ op: "ready", resumed: false });
  if (frame.op === "subscribe") say({ op: "subscribed", channel: frame.channel });
  if (frame.op === "publish") say({ op: "ack", id: frame.id, seq: 7 });
};

describe("many channels over one socket", () => {
  it("subscribes each once, tells messages apart, and unsubscribes with the last reader", async () => {
    const seen = await serve((frame, say, socket) => {
      usual(frame, say, socket);
      if (frame.op === "subscribe") say({ op: "message", channel: frame.channel, id: `${frame.channel}-1`, data: { id: frame.channel } });
    });
    const client = shop({ url: server.url, envelope });
    const eu = subscribe(client, onOrders, { region: "eu" })[Symbol.asyncIterator]();
    const us = subscribe(client, onOrders, { region: "us" })[Symbol.asyncIterator]();
    expect((await eu.next()).value).toEqual({ id: "orders/eu" });
    expect((await us.next()).value).toEqual({ id: "orders/us" });
    await eu.return?.();
    await us.return?.();
    await eventually(() => server.sockets.size === 0);
    expect(server.connections()).toBe(1);
    expect(seen.map(({ op, channel }) => [op, channel])).toEqual([
      ["hello", undefined],
      ["subscribe", "orders/eu"],
      ["subscribe", "orders/us"],
      ["unsubscribe", "orders/eu"],
      ["unsubscribe", "orders/us"],
    ]);
  });

  it("resolves a publish on the server's acknowledgement, with what it holds", async () => {
    await serve(usual);
    const client = shop({ url: server.url, envelope });
    expect(client.bus.delivery).toBe("at-least-once");
    expect(await publish(client, sendOrder, { region: "eu", id: 1 }, { id: "mine" })).toEqual({ status: "acknowledged", id: "mine", value: 7 });
    await client.close();
  });

  it("rejects a publish, and ends a subscription, that the server refuses", async () => {
    await serve((frame, say, socket) => {
      if (frame.op === "subscribe") say({ op: "error", channel: frame.channel, code: 403, message: "not yours" });
      else if (frame.op === "publish") say({ op: "error", id: frame.id, code: "too-large" });
      else usual(frame, say, socket);
    });
    const client = shop({ url: server.url, envelope });
    await expect(publish(client, sendOrder, { region: "eu", id: 1 })).rejects.toMatchObject({ kind: "connection", code: "too-large" });
    await expect(subscribe(client, onOrders, { region: "eu" }).ready()).rejects.toMatchObject({ message: "The server refuses: not yours", code: "403" });
    await client.close();
  });

  it("sends what was not acknowledged again after a cut, with the same id, in order", async () => {
    let cut = true;
    const seen = await serve((frame, say, socket) => {
      if (frame.op === "publish" && frame.id === "b" && cut) {
        cut = false;
        socket.terminate();
      } else usual(frame, say, socket);
    });
    const client = shop({ url: server.url, envelope });
    await client.connect();
    const receipts = ["a", "b", "c"].map((id) => publish(client, sendOrder, { region: "eu", id: 1 }, { id }));
    expect((await Promise.all(receipts)).map(({ id }) => id)).toEqual(["a", "b", "c"]);
    const sent = seen.filter(({ op }) => op === "publish").map(({ id }) => id);
    expect(sent.slice(0, 2)).toEqual(["a", "b"]);
    expect(sent.slice(-2)).toEqual(["b", "c"]);
    await client.close();
  });

  it("answers the server's questions for a life sign", async () => {
    const seen = await serve((frame, say, socket) => {
      usual(frame, say, socket);
      if (frame.op === "hello") say({ op: "ping" });
    });
    const client = shop({ url: server.url, envelope });
    await client.connect();
    await eventually(() => seen.some(({ op }) => op === "pong"));
    await client.close();
  });
});

describe("request and reply", () => {
  it("tells replies by their correlation id, in whatever order they come", async () => {
    const asked: Op[] = [];
    await serve((frame, say, socket) => {
      usual(frame, say, socket);
      if (frame.op !== "publish") return;
      asked.push(frame);
      if (asked.length === 2) for (const { channel, headers, data } of asked.reverse()) say({ op: "message", channel, headers, data: { answer: data } });
    });
    const client = shop({ url: server.url, envelope });
    expect(await Promise.all([ask(client, getQuote, { payload: 1 }), ask(client, getQuote, { payload: 2 })])).toEqual([{ answer: 1 }, { answer: 2 }]);
    await client.close();
  });

  it("gives up in time, or when told to, or when the connection is closed", async () => {
    await serve(usual);
    const client = shop({ url: server.url, envelope });
    await expect(ask(client, getQuote, { payload: 1 }, { timeout: 30 })).rejects.toMatchObject({ kind: "timeout" });
    const stop = new AbortController();
    const aborted = ask(client, getQuote, { payload: 1 }, { signal: stop.signal });
    stop.abort();
    await expect(aborted).rejects.toMatchObject({ kind: "abort" });
    const closed = ask(client, getQuote, { payload: 1 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await client.close();
    await expect(closed).rejects.toMatchObject({ kind: "connection" });
  });
});

describe("credentials of a socket", () => {
  it("go into the first frame, and are renewed on the open link when the server asks", async () => {
    let tokens = 0;
    const seen = await serve((frame, say, socket) => {
      usual(frame, say, socket);
      if (frame.op === "hello") say({ op: "expiring" });
    });
    const client = shop({ url: server.url, envelope, auth: bearer(() => `t${++tokens}`) });
    await client.connect();
    await eventually(() => seen.some(({ op }) => op === "auth"));
    expect(seen[0]).toEqual({ op: "hello", token: "Bearer t1" });
    expect(seen.find(({ op }) => op === "auth")?.token).not.toBe("Bearer t1");
    expect(server.connections()).toBe(1);
    await client.close();
  });

  it("are renewed once when refused in the middle, and the subscription goes on", async () => {
    let token = "old";
    const seen = await serve((frame, say, socket) => {
      if (frame.op === "hello" && frame.token === "Bearer old") {
        token = "new";
        say({ op: "error", code: "expired" });
      } else usual(frame, say, socket);
      if (frame.op === "subscribe") say({ op: "message", channel: frame.channel, data: { id: 1 } });
    });
    const client = shop({ url: server.url, envelope, auth: bearer(() => token) });
    expect((await subscribe<Order>(client, onOrders, { region: "eu" })[Symbol.asyncIterator]().next()).value).toEqual({ id: 1 });
    expect(seen.filter(({ op }) => op === "hello").map((frame) => frame.token)).toEqual(["Bearer old", "Bearer new"]);
    await client.close();
  });

  it("that stay refused end in a clear error, and everything waiting is told", async () => {
    await serve((_, say) => say({ op: "error", code: "expired", message: "token expired" }));
    const handedBack: Unsent[] = [];
    const client = shop({ url: server.url, envelope, auth: bearer(() => "bad"), onUnsent: (unsent) => handedBack.push(...unsent) });
    const publishing = publish(client, sendOrder, { region: "eu", id: 1 });
    await expect(publishing).rejects.toMatchObject({ kind: "connection", sent: "no", message: "Not sent: The server refuses: token expired" });
    expect(client.connection.state).toBe("failed");
    expect(client.connection.reason?.message).toBe("The server refuses: token expired");
    expect(handedBack).toMatchObject([{ address: "orders/eu", sent: "no" }]);
  });

  it("travel as a header where the platform can, and are renewed after a 401", async () => {
    const headers: (string | undefined)[] = [];
    let token = "old";
    server = await socketServer((socket) => socket.send('{"id":1}'), {
      verifyClient: ({ req }, done) => {
        headers.push(req.headers.authorization);
        const isGood = req.headers.authorization === "Bearer new";
        token = "new";
        done(isGood, 401);
      },
    });
    const client = shop({ url: server.url, auth: bearer(() => token) });
    expect((await subscribe<Order>(client, onOrders, { region: "eu" })[Symbol.asyncIterator]().next()).value).toEqual({ id: 1 });
    expect(headers).toEqual(["Bearer old", "Bearer new"]);
    await client.close();
  });
});
