import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { WebSocket } from "ws";
import { type FreshClient, freshClient } from "../../support/generated-client.js";
import { eventually, type SocketServer, socketServer } from "../../support/socket-server.js";

const quotes = { $ref: "#/channels/quotes" };
const payload = { type: "object", required: ["n"], properties: { n: { type: "integer" } } };

/** Requests and answers on one channel, without an id in them. `correlationId`: said to be in headers. */
const document = (port: number, more: { readonly correlationId?: object; readonly framing?: object } = {}): object => ({
  asyncapi: "3.0.0",
  info: { title: "Turns", version: "1" },
  servers: { live: { host: `127.0.0.1:${port}`, protocol: "ws" } },
  ...(more.framing && { "x-clientwright-framing": more.framing }),
  channels: { quotes: { address: "quotes", messages: { Quote: { payload, ...(more.correlationId && { correlationId: more.correlationId }) } } } },
  operations: { quote: { action: "receive", channel: quotes, reply: { channel: quotes } } },
});

/** Frames that arrived, each with the socket it came over. */
const asked: { readonly n: number; readonly socket: WebSocket }[] = [];
const answer = (index: number): void => asked[index]?.socket.send(JSON.stringify({ n: asked[index]?.n }));

const envelope = { framing: "json", send: { message: { to: "{channel}", body: "{payload}" } }, receive: { message: { channel: "/to", payload: "/body" } } };

describe("requests whose answers have no id", () => {
  const folder = mkdtempSync(join(tmpdir(), "turns-"));
  let server: SocketServer;
  let fresh: FreshClient;
  // biome-ignore lint/suspicious/noExplicitAny: generated while the test runs
  let client: any;

  beforeAll(async () => {
    server = await socketServer((socket) =>
      socket.on("message", (data: Buffer) => {
        asked.push({ n: JSON.parse(String(data)).n, socket });
      }),
    );
    writeFileSync(join(folder, "asyncapi.json"), JSON.stringify(document(server.port)));
    fresh = await freshClient({ sources: [join(folder, "asyncapi.json")] });
  });
  afterEach(async () => {
    await client?.close();
    asked.length = 0;
  });
  afterAll(async () => {
    fresh?.remove();
    rmSync(folder, { recursive: true });
    await server.close();
  });

  const open = (): void => {
    client = fresh.exports.createTurns({ transport: wsTransport(), reconnect: { delay: () => 20 } });
  };
  const ask = (n: number, timeout = 5_000): Promise<{ n: number }> => client.channels.quote({ n }, { timeout });
  const outcome = (promise: Promise<unknown>): Promise<unknown> => promise.catch(({ name, message }) => `${name}: ${message}`);

  it("are said when generating, and bring what takes answers in turn", () => {
    expect(fresh.warnings.map((each) => each.split(" ")[0])).toEqual(["reply-uncorrelated"]);
    expect(readFileSync(join(fresh.folder, "channels/channels.ts"), "utf8")).toContain("by: answersInTurn");
  });

  it("get their answers in the order of asking", async () => {
    open();
    const all = [ask(1), ask(2), ask(3)];
    await eventually(() => asked.length === 3);
    for (const index of [0, 1, 2]) answer(index);
    expect(await Promise.all(all)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it("don't get the answer of one that gave up: it is discarded when it comes", async () => {
    open();
    await expect(ask(1, 60)).rejects.toMatchObject({ kind: "timeout", sent: "unknown" });
    const second = ask(2);
    await eventually(() => asked.length === 2);
    answer(0);
    answer(1);
    expect(await second).toEqual({ n: 2 });
    expect(server.sockets.size).toBe(1);
  });

  it("don't wait for ever behind one that is never answered: the link is made anew", async () => {
    open();
    const before = server.connections();
    await expect(ask(1, 60)).rejects.toMatchObject({ kind: "timeout" });
    const second = ask(2, 60);
    await eventually(() => asked.length === 2);
    answer(1);
    // It may be the first one's, so nobody gets it.
    await expect(second).rejects.toMatchObject({ kind: "timeout" });
    const third = ask(3);
    await eventually(() => asked.length === 3);
    answer(2);
    expect(await third).toEqual({ n: 3 });
    expect(server.connections()).toBe(before + 2);
  });

  it("fail on a link that is given up because two were not answered", async () => {
    open();
    const [first, second, third] = [outcome(ask(1, 60)), outcome(ask(2, 80)), outcome(ask(3))];
    expect(await first).toBe("TimeoutError: No answer within 60 ms");
    expect(await second).toBe("TimeoutError: No answer within 80 ms");
    expect(await third).toBe("ConnectionError: The server left requests unanswered");
    const fourth = ask(4);
    await eventually(() => asked.length === 4);
    answer(3);
    expect(await fourth).toEqual({ n: 4 });
  });

  it("fail when their link breaks, and leave the next answer to the next request", async () => {
    open();
    const first = outcome(ask(1));
    await eventually(() => asked.length === 1);
    server.cut();
    expect(await first).toBe("ConnectionError: The connection broke before the answer came");
    const second = ask(2);
    await eventually(() => asked.length === 2);
    answer(1);
    expect(await second).toEqual({ n: 2 });
  });

  it("fail when a frame comes that can't be read, and no later answer is taken for theirs", async () => {
    open();
    const [first, second] = [outcome(ask(1)), outcome(ask(2))];
    await eventually(() => asked.length === 2);
    asked[0]?.socket.send("{");
    asked[1]?.socket.send('{"n":2}');
    expect(await first).toBe("ConnectionError: What may be the answer can't be read");
    expect(await second).toBe("ConnectionError: What may be the answer can't be read");
    const third = ask(3);
    await eventually(() => asked.length === 3);
    answer(2);
    expect(await third).toEqual({ n: 3 });
  });

  it("leave a link alone where a frame can't be read and nobody waits", async () => {
    open();
    const first = ask(1);
    await eventually(() => asked.length === 1);
    answer(0);
    await first;
    const before = server.connections();
    const heard = new Promise((resolve) => asked[0]?.socket.once("pong", resolve));
    asked[0]?.socket.send("{");
    asked[0]?.socket.ping();
    await heard;
    const second = ask(2);
    await eventually(() => asked.length === 2);
    answer(1);
    expect(await second).toEqual({ n: 2 });
    expect(server.connections()).toBe(before);
  });

  it("that are taken back before they leave are never asked, and shift nothing", async () => {
    open();
    const stop = new AbortController();
    const first = outcome(client.channels.quote({ n: 1 }, { signal: stop.signal }));
    stop.abort();
    expect(await first).toBe("AbortError: Aborted");
    const second = ask(2);
    await eventually(() => asked.length === 1);
    answer(0);
    expect(await second).toEqual({ n: 2 });
    expect(asked.map(({ n }) => n)).toEqual([2]);
  });

  it("fail once each when the client is closed", async () => {
    open();
    const all = [outcome(ask(1)), outcome(ask(2))];
    await eventually(() => asked.length === 2);
    await client.close();
    for (const one of await Promise.all(all)) expect(one).toMatch(/^ConnectionError: .*closed/);
  });
});

describe("requests whose correlation id stands in headers that frames don't carry", () => {
  it.each([
    { name: "plain frames", framing: undefined, says: (n: number) => ({ n }) },
    { name: "an envelope without headers", framing: envelope, says: (n: number) => ({ to: "quotes", body: { n } }) },
  ])("are told when generating and answered in turn, a late answer discarded: $name", async ({ framing, says }) => {
    const folder = mkdtempSync(join(tmpdir(), "uncarried-"));
    const sockets: WebSocket[] = [];
    const server = await socketServer((socket) => socket.on("message", () => sockets.push(socket)));
    writeFileSync(
      join(folder, "asyncapi.json"),
      JSON.stringify(document(server.port, { correlationId: { location: "$message.header#/id" }, ...(framing && { framing }) })),
    );
    const fresh = await freshClient({ sources: [join(folder, "asyncapi.json")] });
    const client = fresh.exports.createTurns({ transport: wsTransport() });
    try {
      expect(fresh.warnings.map((each) => each.split(" ")[0])).toEqual(["reply-correlation-uncarried"]);
      await expect(client.channels.quote({ n: 1 }, { timeout: 60 })).rejects.toMatchObject({ kind: "timeout" });
      const second = client.channels.quote({ n: 2 });
      await eventually(() => sockets.length === 2);
      for (const n of [1, 2]) sockets[0]?.send(JSON.stringify(says(n)));
      expect(await second).toEqual({ n: 2 });
    } finally {
      await client.close();
      fresh.remove();
      rmSync(folder, { recursive: true });
      await server.close();
    }
  });
});
