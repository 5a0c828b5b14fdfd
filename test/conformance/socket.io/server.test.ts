import { createServer } from "node:http";
import { bearer } from "@clientwright/runtime";
import { ask, type ChannelOperation, createRealtime, publish, type RealtimeClient, subscribe } from "@clientwright/runtime/realtime";
import { socketIoFraming } from "@clientwright/runtime/socket.io";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Server } from "socket.io";
import { eventually } from "../../support/socket-server.js";

/** The framing against npm socket.io's server, unmodified. */

const operation = (address: string, ...names: readonly string[]): ChannelOperation => ({
  id: `${address}-${names}`,
  channel: { id: address, address, messages: Object.fromEntries(names.map((name) => [name, {}])) },
});
const chat = operation("chat", "said");
const say = operation("chat", "say");
const add = operation("chat", "add");
const files = operation("/files", "file");

let io: Server;
let url = "";
let client: RealtimeClient;
let heard: unknown[][];

beforeEach(async () => {
  heard = [];
  const http = createServer();
  io = new Server(http, { pingInterval: 40, pingTimeout: 200 });
  const log = (name: string): void => {
    io.of(name).on("connection", (socket) => {
      socket.onAny((...args: unknown[]) => heard.push([name, ...args.map((arg) => (typeof arg === "function" ? "ack" : arg))]));
    });
  };
  for (const name of ["/", "/chat", "/files"]) log(name);
  io.of("/chat").on("connection", (socket) => {
    socket.emit("said", { text: "welcome" });
    socket.on("say", (text) => io.of("/chat").emit("said", { text }));
    socket.on("add", ({ a, b }, done) => done(a + b));
    socket.on("both", (done) => done(1, 2));
    socket.on("leave", () => socket.disconnect());
  });
  io.of("/files").on("connection", (socket) => {
    socket.on("file", (file, done) => done({ size: file.bytes.length, back: file.bytes }));
    socket.on("again", (file) => socket.emit("file", { name: "a", bytes: file, more: [Buffer.from([9])] }));
    socket.on("check", () => socket.emit("question", 1, () => heard.push(["answered"])));
  });
  io.of("/private").use((socket, next) => {
    const isGood = socket.handshake.auth["token"] === "good";
    next(isGood ? undefined : Object.assign(new Error("not you"), { data: { code: "DENIED" } }));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", () => resolve()));
  url = `ws://127.0.0.1:${(http.address() as { readonly port: number }).port}`; // listening on TCP
  client = connect("good");
});
afterEach(async () => {
  await client.close();
  await io.close();
});

function connect(token: string): RealtimeClient {
  const auth = { token: { type: "bearer" as const } };
  const api = { name: "chat", version: "1", environments: {}, auth, servers: { main: { url, protocol: "ws", security: ["token"] } } };
  return createRealtime(api, { framing: socketIoFraming(), transport: wsTransport(), auth: { token: bearer(token) }, reconnect: { delay: 5, maxDelay: 20 } });
}

describe("npm socket.io's server", () => {
  it("joins a namespace, hears its events, and leaves it with the loop", async () => {
    let count = 0;
    for await (const message of subscribe<{ readonly text: string }>(client, chat).messages()) {
      expect(message).toMatchObject({ name: "said", payload: { text: ["welcome", "hello"][count] } });
      if (++count === 2) break;
      await publish(client, say, { payload: "hello" });
    }
    expect(count).toBe(2);
  });

  it("leaves a namespace that nothing was sent to", async () => {
    const feed = subscribe(client, files).messages()[Symbol.asyncIterator]();
    void feed.next();
    await eventually(() => io.of("/files").sockets.size === 1);
    await subscribe(client, chat).ready();
    await feed.return?.();
    await eventually(() => io.of("/files").sockets.size === 0);
    expect(io.of("/chat").sockets.size).toBe(1);
  });

  it("asks without having joined before, any number at once, over one socket", async () => {
    expect(await Promise.all([1, 2, 3].map((a) => ask(client, add, { payload: { a, b: 10 } })))).toEqual([11, 12, 13]);
    expect(await ask(client, operation("chat", "both"), {})).toEqual([1, 2]);
    expect(io.engine.clientsCount).toBe(1);
    await expect(ask(client, operation("chat", "silence"), {}, { timeout: 30 })).rejects.toMatchObject({ kind: "timeout" });
  });

  it("publishes in order, also what was published before there was a connection", async () => {
    await Promise.all([1, 2, 3, 4, 5].map((n) => publish(client, operation("/", "n"), { payload: n })));
    await eventually(() => heard.length === 5);
    expect(heard).toEqual([1, 2, 3, 4, 5].map((n) => ["/", "n", n]));
  });

  it("carries bytes as attachments, both ways", async () => {
    const bytes = Uint8Array.of(0, 1, 254, 255);
    expect(await ask(client, files, { payload: { name: "a", bytes } })).toEqual({ size: 4, back: Buffer.from(bytes) });
    const got = subscribe<{ readonly bytes: Uint8Array; readonly more: readonly Uint8Array[] }>(client, files);
    await got.ready();
    await publish(client, operation("/files", "again"), { payload: bytes });
    for await (const file of got) {
      expect([[...file.bytes], [...(file.more[0] ?? [])]]).toEqual([[0, 1, 254, 255], [9]]);
      break;
    }
  });

  it("answers events that want an acknowledgement", async () => {
    await publish(client, operation("/files", "check"), {});
    await eventually(() => heard.some(([what]) => what === "answered"));
  });

  it("tells refusals: a namespace that isn't there, one that is not for us, one that was left", async () => {
    await subscribe(client, operation("private", "news")).ready();
    await expect(subscribe(client, operation("nowhere", "news")).ready()).rejects.toMatchObject({
      name: "ReplyError",
      message: expect.stringContaining("Invalid namespace"),
    });
    await client.close();
    client = connect("bad");
    await expect(subscribe(client, operation("private", "news")).ready()).rejects.toMatchObject({
      code: "DENIED",
      message: "The server refuses /private: not you",
    });
    await expect(ask(client, operation("private", "news"), {})).rejects.toMatchObject({ code: "DENIED" });
    const left = subscribe(client, chat).messages()[Symbol.asyncIterator]();
    await left.next();
    const end = left.next();
    await publish(client, operation("chat", "leave"), {});
    await expect(end).rejects.toMatchObject({ message: "The server ended /chat" });
  });

  it("joins again after a cut, and tells the gap; the link outlives many of the server's pings", async () => {
    const subscription = subscribe<{ readonly text: string }>(client, chat);
    const gaps: unknown[] = [];
    subscription.on("discontinuity", (gap) => gaps.push(gap));
    const reader = subscription[Symbol.asyncIterator]();
    await reader.next();
    let pings = 0;
    for (const socket of Object.values(
      (io.engine as unknown as { readonly clients: Readonly<Record<string, { on(what: string, run: () => void): void }>> }).clients,
    ))
      socket.on("heartbeat", () => pings++);
    await eventually(() => pings >= 3);
    expect(client.connection.state).toBe("open");
    for (const socket of io.of("/chat").sockets.values()) socket.conn.close();
    expect((await reader.next()).value).toEqual({ text: "welcome" });
    expect(gaps).toEqual([{ reason: "not-resumed", lost: null, cause: null }]);
    await reader.return?.();
  });
});
