import { jsonRpcFraming } from "@clientwright/runtime/json-rpc";
import { ask, type ChannelOperation, publish, subscribe } from "@clientwright/runtime/realtime";
import { afterEach, describe, expect, it } from "@jest/globals";
import { eventually, type SocketServer, socketServer } from "../../support/socket-server.js";
import { closeAll, shop } from "../realtime/shop.js";

let server: SocketServer;
afterEach(() => closeAll(server));

const operation = (address: string): ChannelOperation => ({ id: address, channel: { id: address, address, messages: { [address]: {} } } });

interface Call {
  readonly method: string;
  readonly params: Readonly<Record<string, number>>;
  readonly id?: string;
}

/** A calculator that ticks, asks its clients, and can be told to hang up. */
async function calculator(): Promise<Call[]> {
  const heard: Call[] = [];
  server = await socketServer((socket) => {
    const say = (frame: unknown): void => socket.send(JSON.stringify(frame));
    say({ jsonrpc: "2.0", method: "question", id: 1 });
    socket.on("message", (data) => {
      const call = JSON.parse(data.toString()) as Call;
      heard.push(call);
      const { a = 0, b = 0 } = call.params ?? {};
      if (call.method === "hang") socket.terminate();
      if (call.method === "add")
        say([
          { jsonrpc: "2.0", id: call.id, result: a + b },
          { jsonrpc: "2.0", method: "added", params: { sum: a + b } },
        ]);
      if (call.method === "divide") say({ jsonrpc: "2.0", id: call.id, error: { code: -32602, message: "b is 0", data: { b } } });
    });
  });
  return heard;
}

describe("JSON-RPC over a socket", () => {
  it("asks, is answered in any order, hears notifications, and answers that it has no methods", async () => {
    const heard = await calculator();
    const client = shop({ url: server.url, framing: jsonRpcFraming() });
    const sums = subscribe<{ readonly sum: number }>(client, operation("added"));
    await sums.ready();
    expect(await Promise.all([1, 2, 3].map((a) => ask(client, operation("add"), { payload: { a, b: 10 } })))).toEqual([11, 12, 13]);
    const got: number[] = [];
    for await (const { sum } of sums) if (got.push(sum) === 3) break;
    expect(got).toEqual([11, 12, 13]);
    expect(await publish(client, operation("note"), { payload: { a: 1 } })).toMatchObject({ status: "sent" });
    await eventually(() => heard.some(({ method }) => method === "note"));
    expect(heard.find(({ id }) => `${id}` === "1")).toMatchObject({ error: { code: -32601 } });
  });

  it("rejects with the server's error", async () => {
    await calculator();
    const client = shop({ url: server.url, framing: jsonRpcFraming() });
    const refused = ask(client, operation("divide"), { payload: { a: 1, b: 0 } });
    await expect(refused).rejects.toMatchObject({
      name: "ReplyError",
      code: "-32602",
      message: "b is 0",
      body: { data: { b: 0 } },
      remedy: expect.any(String),
    });
  });

  it("rejects what a break left without an answer, and does not send it again", async () => {
    const heard = await calculator();
    const client = shop({ url: server.url, framing: jsonRpcFraming() });
    await expect(ask(client, operation("hang"), {})).rejects.toMatchObject({ kind: "connection", sent: "unknown" });
    expect(await ask(client, operation("add"), { payload: { a: 1, b: 1 } })).toBe(2);
    expect(heard.filter(({ method }) => method === "hang")).toHaveLength(1);
  });

  it("waits for its answer no longer than told", async () => {
    await calculator();
    const client = shop({ url: server.url, framing: jsonRpcFraming() });
    await expect(ask(client, operation("silence"), {}, { timeout: 20 })).rejects.toMatchObject({ kind: "timeout" });
    expect(await client.close()).toEqual([]);
  });

  it("tells the server that a request is given up, as the Language Server Protocol does", async () => {
    const heard = await calculator();
    const framing = jsonRpcFraming({ cancel: { method: "$/cancelRequest", params: { id: "{id}" } } });
    const client = shop({ url: server.url, framing });
    await client.connect();
    await expect(ask(client, operation("silence"), {}, { timeout: 20 })).rejects.toMatchObject({ kind: "timeout" });
    await eventually(() => heard.some(({ method }) => method === "$/cancelRequest"));
    const [asked, cancelled] = heard.filter(({ method }) => method !== undefined);
    expect(cancelled).toEqual({ jsonrpc: "2.0", method: "$/cancelRequest", params: { id: asked?.id } });
  });

  it("an error's data comes typed with it", async () => {
    await calculator();
    const client = shop({ url: server.url, framing: jsonRpcFraming() });
    const refused = await ask(client, operation("divide"), { payload: { a: 1, b: 0 } }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "-32602", body: { code: -32602, message: "b is 0", data: { b: 0 } } });
  });
});
