import { publish, subscribe } from "@clientwright/runtime/realtime";
import { afterEach, describe, expect, it } from "@jest/globals";
import { eventually, type OnSocket, type SocketServer, socketServer } from "../../support/socket-server.js";
import { closeAll, type Order, onOrders, sendOrder, shop } from "./shop.js";

let server: SocketServer;
afterEach(() => closeAll(server));
const serve = async (onSocket: OnSocket): Promise<void> => {
  server = await socketServer(onSocket);
};

describe("a channel with a socket of its own", () => {
  it("gives each frame as a payload, and closes the socket when the loop is left", async () => {
    let path = "";
    await serve((socket, request) => {
      path = request.url ?? "";
      for (let id = 1; id <= 5; id++) socket.send(JSON.stringify({ id }));
    });
    const client = shop({ url: `${server.url}/v1`, query: { v: "2" } });
    const got: Order[] = [];
    for await (const order of subscribe<Order>(client, onOrders, { region: "e u/1" })) {
      got.push(order);
      if (got.length === 3) break;
    }
    expect(got).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(path).toBe("/v1/orders/e%20u%2F1?v=2");
    await eventually(() => server.sockets.size === 0);
    await client.connection.until("closed");
    expect(await client.close()).toEqual([]);
  });

  it("opens one socket for any number of loops and listeners, and closes it with the last", async () => {
    await serve((socket) => socket.on("message", (data) => socket.send(data.toString())));
    const client = shop({ url: server.url });
    const created = subscribe<Order>(client, onOrders, { region: "eu" });
    const heard: number[] = [];
    const off = created.subscribe((order, message) => {
      heard.push(order.id);
      expect(message).toMatchObject({ name: "Order", address: "orders/eu", payload: order });
    });
    const whole = subscribe<Order>(client, onOrders, { region: "eu" }).messages()[Symbol.asyncIterator]();
    const first = whole.next();
    expect(await publish(client, sendOrder, { region: "eu", id: 7 })).toEqual({ status: "sent", id: null, value: null });
    expect((await first).value.payload).toEqual({ id: 7 });
    expect(heard).toEqual([7]);
    expect(server.connections()).toBe(1);
    off();
    await whole.return?.();
    // Publishing holds the socket until the client is closed.
    expect(server.sockets.size).toBe(1);
    await client.close();
    await eventually(() => server.sockets.size === 0);
  });

  it("keeps what comes between ready and the first loop", async () => {
    await serve((socket) => socket.send('{"id":1}'));
    const client = shop({ url: server.url });
    const created = subscribe<Order>(client, onOrders, { region: "eu" });
    await created.ready();
    await eventually(() => server.sockets.size === 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const loop = created[Symbol.asyncIterator]();
    expect(await loop.next()).toEqual({ done: false, value: { id: 1 } });
    await client.close();
    expect(await loop.next()).toEqual({ done: true, value: undefined });
  });

  it("tells of a gap after a cut, and goes on", async () => {
    await serve((socket) => socket.send(`{"id":${server.connections()}}`));
    const client = shop({ url: server.url });
    const created = subscribe<Order>(client, onOrders, { region: "eu" });
    const gaps: unknown[] = [];
    created.on("discontinuity", (gap) => gaps.push(gap));
    const states: string[] = [];
    client.connection.on(({ state }) => states.push(state));
    const loop = created[Symbol.asyncIterator]();
    expect((await loop.next()).value).toEqual({ id: 1 });
    server.cut();
    expect((await loop.next()).value).toEqual({ id: 2 });
    expect(gaps).toEqual([{ reason: "not-resumed", lost: null, cause: null }]);
    expect(states).toEqual(["opening", "open", "waiting", "opening", "open"]);
    await client.close();
  });

  it("skips a frame that is no JSON, and says so", async () => {
    await serve((socket) => {
      socket.send("{");
      socket.send('{"id":2}');
    });
    const client = shop({ url: server.url });
    const created = subscribe<Order>(client, onOrders, { region: "eu" });
    const gaps: { reason: string; message: string | undefined }[] = [];
    created.on("discontinuity", ({ reason, cause }) => gaps.push({ reason, message: cause?.message }));
    expect((await created[Symbol.asyncIterator]().next()).value).toEqual({ id: 2 });
    expect(gaps).toEqual([{ reason: "undecodable", message: "A frame is no JSON: {" }]);
    await client.close();
  });

  it("hands over bytes and text as they are where the content type says so", async () => {
    await serve((socket) => {
      socket.send(new Uint8Array([1, 2]));
      socket.on("message", (data, isBinary) => socket.send(isBinary ? `bytes ${data}` : "text", { binary: false }));
    });
    const client = shop({ url: server.url });
    const channel = { id: "raw", address: "raw", messages: { Raw: { contentType: "application/octet-stream" } } };
    const loop = subscribe(client, { id: "onRaw", channel })[Symbol.asyncIterator]();
    expect((await loop.next()).value).toEqual(new Uint8Array([1, 2]));
    await publish(client, { id: "sendRaw", channel }, { payload: new Uint8Array([65, 66]) });
    expect((await loop.next()).value).toBe("bytes AB");
    await client.close();
  });

  it("refuses what would be sent wrong", async () => {
    await serve(() => undefined);
    const client = shop({ url: server.url });
    await expect(publish(client, sendOrder, { id: 1 })).rejects.toMatchObject({ kind: "input", message: "The channel orders needs the parameter region" });
    await expect(subscribe(client, onOrders, {})[Symbol.asyncIterator]().next()).rejects.toMatchObject({ kind: "input" });
    await expect(subscribe(client, onOrders, { region: ".." })[Symbol.asyncIterator]().next()).rejects.toMatchObject({ kind: "input" });
    await client.close();
    expect(server.connections()).toBe(0);
  });
});
