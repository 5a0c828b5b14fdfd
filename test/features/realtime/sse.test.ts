import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { apiKey } from "@clientwright/runtime";
import { publish, type RealtimeClient, serverSentEvents, sseTransport, subscribe } from "@clientwright/runtime/realtime";
import { afterEach, describe, expect, it } from "@jest/globals";
import { eventually } from "../../support/socket-server.js";
import { type Order, onOrders, sendOrder, shop } from "./shop.js";

let server: Server;
let client: RealtimeClient;
const requests: IncomingMessage[] = [];
afterEach(async () => {
  await client.close();
  server.closeAllConnections();
  server.close();
  requests.length = 0;
});

async function serve(answer: (response: ServerResponse, round: number) => void): Promise<string> {
  server = createServer((request, response) => {
    requests.push(request);
    answer(response, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`; // TCP
}

const events = (response: ServerResponse): ServerResponse => response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
const overEvents = (url: string, more: object = {}): RealtimeClient => shop({ url, transport: sseTransport(), framing: serverSentEvents(), ...more });

describe("a channel of server-sent events", () => {
  it("resumes after the last id, tells no gap, and drops what comes twice", async () => {
    const url = await serve((response, round) => {
      if (round === 1) events(response).end('id: 1\ndata: {"id":1}\n\nid: 2\ndata: {"id":2}\n\n');
      else events(response).write(': hello\n\nid: 2\ndata: {"id":2}\n\nevent: Order\nid: 3\ndata: {"id":3}\n\n');
    });
    client = overEvents(url);
    const created = subscribe<Order>(client, onOrders, { region: "eu" });
    const gaps: unknown[] = [];
    created.on("discontinuity", (gap) => gaps.push(gap));
    const got: unknown[] = [];
    for await (const { payload, id, name } of created.messages()) if (got.push([payload.id, id, name]) === 3) break;
    expect(got).toEqual([
      [1, "1", "Order"],
      [2, "2", "Order"],
      [3, "3", "Order"],
    ]);
    expect(gaps).toEqual([]);
    expect(requests.map(({ url: path, headers }) => [path, headers["last-event-id"], headers.accept])).toEqual([
      ["/orders/eu", undefined, "text/event-stream"],
      ["/orders/eu", "2", "text/event-stream"],
    ]);
    await eventually(() => requests.every(({ socket }) => socket.destroyed || socket.readableEnded));
  });

  it("carries credentials as headers, and fails with the status when they are refused", async () => {
    const url = await serve((response) => response.writeHead(403).end());
    client = overEvents(url, { auth: apiKey("k1", { in: "header", name: "x-key" }) });
    await expect(subscribe(client, onOrders, { region: "eu" })[Symbol.asyncIterator]().next()).rejects.toMatchObject({ kind: "connection", status: 403 });
    expect(requests[0]?.headers["x-key"]).toBe("k1");
  });

  it("fails where the answer is no stream of events, and can't be published to", async () => {
    const url = await serve((response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>"));
    client = overEvents(url);
    await expect(subscribe(client, onOrders, { region: "eu" })[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      message: expect.stringContaining("text/html, not text/event-stream"),
    });
    await expect(publish(client, sendOrder, { region: "eu", id: 1 })).rejects.toMatchObject({ kind: "input" });
  });
});
