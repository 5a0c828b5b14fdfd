import { apiKey, bearer } from "@clientwright/runtime";
import { publish, subscribe, webSocketTransport } from "@clientwright/runtime/realtime";
import { afterEach, describe, expect, it } from "@jest/globals";
import { WebSocket } from "undici";
import { fakeClock } from "../../support/clock.js";
import { eventually, type SocketServer, socketServer } from "../../support/socket-server.js";
import { closeAll, type Order, onOrders, sendOrder, shop } from "./shop.js";

let server: SocketServer;
afterEach(() => closeAll(server));

// What browsers, Node 22, Bun and Deno call WebSocket; undici's is Node's own.
const transport = webSocketTransport({ WebSocket: WebSocket as never }); // its events are typed apart from the DOM's

describe("the platform's WebSocket", () => {
  it("carries text and bytes both ways, and closes with the loop", async () => {
    server = await socketServer((socket) => socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary })));
    const client = shop({ url: server.url, transport });
    const loop = subscribe<Order>(client, onOrders, { region: "eu" })[Symbol.asyncIterator]();
    await publish(client, sendOrder, { region: "eu", id: 1 });
    expect((await loop.next()).value).toEqual({ id: 1 });
    const channel = { id: "raw", address: "raw", messages: { Raw: { contentType: "application/octet-stream" } } };
    const raw = subscribe(client, { id: "onRaw", channel })[Symbol.asyncIterator]();
    await publish(client, { id: "sendRaw", channel }, { payload: new Uint8Array([1, 2, 3]) });
    expect((await raw.next()).value).toEqual(new Uint8Array([1, 2, 3]));
    await client.close();
    await eventually(() => server.sockets.size === 0);
  });

  it("reconnects after a cut", async () => {
    server = await socketServer((socket) => socket.send(`{"id":${server.connections()}}`));
    const client = shop({ url: server.url, transport });
    const loop = subscribe<Order>(client, onOrders, { region: "eu" })[Symbol.asyncIterator]();
    expect((await loop.next()).value).toEqual({ id: 1 });
    server.cut();
    expect((await loop.next()).value).toEqual({ id: 2 });
  });

  it("is not left for being silent, since it can't be asked, unless patience is set", async () => {
    server = await socketServer((socket) => socket.send(`{"id":${server.connections()}}`));
    const clock = fakeClock();
    const client = shop({ url: server.url, transport, clock });
    const loop = subscribe<Order>(client, onOrders, { region: "eu" })[Symbol.asyncIterator]();
    expect((await loop.next()).value).toEqual({ id: 1 });
    await clock.advance(10 * 60_000);
    expect(client.connection.state).toBe("open");
    const strict = shop({ url: server.url, transport, clock, patience: 30_000, reconnect: { random: () => 0 } });
    const other = subscribe<Order>(strict, onOrders, { region: "us" })[Symbol.asyncIterator]();
    expect((await other.next()).value).toEqual({ id: 2 });
    await clock.advance(30_000);
    await clock.advance(0);
    expect((await other.next()).value).toEqual({ id: 3 });
  });

  it("refuses a credential that it can't send, and says what can be done; one in the query goes along", async () => {
    const paths: (string | undefined)[] = [];
    server = await socketServer((socket, request) => {
      paths.push(request.url);
      socket.send('{"id":1}');
    });
    const refused = shop({ url: server.url, transport, auth: bearer("t") });
    await expect(subscribe(refused, onOrders, { region: "eu" })[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      kind: "auth",
      remedy: expect.stringContaining("@clientwright/runtime/ws"),
    });
    const client = shop({ url: server.url, transport, auth: apiKey("k 1", { in: "query", name: "key" }) });
    await subscribe<Order>(client, onOrders, { region: "eu" })[Symbol.asyncIterator]().next();
    expect(paths).toEqual(["/orders/eu?key=k%201"]);
  });

  it("says what to do where there is none", async () => {
    server = await socketServer(() => undefined);
    const client = shop({ url: server.url, transport: webSocketTransport() });
    const first = subscribe(client, onOrders, { region: "eu" })[Symbol.asyncIterator]().next();
    if ("WebSocket" in globalThis) return client.close().then(() => undefined);
    await expect(first).rejects.toMatchObject({ kind: "input", message: "This platform has no WebSocket" });
  });

  it("can be closed while it is connecting", async () => {
    server = await socketServer(() => undefined);
    const client = shop({ url: server.url, transport });
    const loop = subscribe(client, onOrders, { region: "eu" })[Symbol.asyncIterator]();
    const next = loop.next();
    expect(await client.close()).toEqual([]);
    expect(await next).toEqual({ done: true, value: undefined });
    await eventually(() => server.sockets.size === 0);
  });
});
