import { bearer } from "@clientwright/runtime";
import { graphqlTransportWsFraming } from "@clientwright/runtime/graphql-transport-ws";
import { ask, type Channel, type ChannelOperation, createRealtime, publish, type RealtimeClient, subscribe } from "@clientwright/runtime/realtime";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { buildSchema, GraphQLError } from "graphql";
import type { ServerOptions } from "graphql-ws";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { eventually } from "../../support/socket-server.js";

/** The framing against npm graphql-ws's server, unmodified. */

const schema = buildSchema(`
  type Order { id: Int! region: String! }
  type Query { order(id: Int!): Order }
  type Mutation { place(id: Int!): Order fail: Order }
  type Subscription { counted(to: Int!, region: String!): Order ticking: Int broken: Int }
`);

const operation = (id: string, query: string, more: Partial<Channel> = {}): ChannelOperation => {
  const channel = { id, address: id, messages: { [id]: {} }, framing: { framing: "graphql-transport-ws", query }, ...more };
  return { id, channel };
};
const counted = operation("counted", "subscription ($to: Int!, $region: String!) { counted(to: $to, region: $region) { id region } }", {
  address: "counted/{region}/{to}",
  params: ["region", "to"],
});
const ticking = operation("ticking", "subscription { ticking }");
const broken = operation("broken", "subscription { nothing }");
const order = operation("order", "query ($id: Int!) { order(id: $id) { id region } }");
const place = operation("place", "mutation ($id: Int!) { place(id: $id) { id } }");
const fail = operation("fail", "mutation { fail { id } }");

let wss: WebSocketServer;
let url = "";
let ended = 0;
let refusals = 0;
let client: RealtimeClient;
const placed: number[] = [];

const roots = {
  order: ({ id }: { readonly id: number }) => ({ id, region: "eu" }),
  place: ({ id }: { readonly id: number }) => {
    placed.push(id);
    return { id, region: "eu" };
  },
  fail: () => {
    throw new GraphQLError("not today", { extensions: { code: "CLOSED" } });
  },
  counted: async function* ({ to, region }: { readonly to: number; readonly region: string }) {
    for (let id = 1; id <= to; id++) yield { counted: { id, region } };
  },
  ticking: async function* () {
    try {
      for (let tick = 1; ; tick++) {
        yield { ticking: tick };
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    } finally {
      ended++;
    }
  },
};

beforeEach(async () => {
  wss = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await new Promise<void>((resolve) => wss.once("listening", resolve));
  url = `ws://127.0.0.1:${(wss.address() as { readonly port: number }).port}/graphql`;
  const options: ServerOptions = {
    schema,
    roots: { query: roots, mutation: roots, subscription: roots },
    onConnect: ({ connectionParams }) => {
      const isGood = connectionParams?.["Authorization"] === "Bearer good";
      if (!isGood) refusals++;
      return isGood;
    },
  };
  useServer(options, wss);
  client = connect("good");
});
afterEach(async () => {
  await client.close();
  for (const socket of wss.clients) socket.terminate();
  await new Promise((resolve) => wss.close(resolve));
});

function connect(token: string): RealtimeClient {
  const api = {
    name: "shop",
    version: "1",
    environments: {},
    servers: { main: { url, protocol: "ws", security: ["token"] } },
    auth: { token: { type: "bearer" as const } },
  };
  return createRealtime(api, {
    framing: graphqlTransportWsFraming(),
    transport: wsTransport(),
    auth: { token: bearer(token) },
    reconnect: { delay: 5, maxDelay: 20 },
  });
}

const all = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
  const got: T[] = [];
  for await (const one of source) got.push(one);
  return got;
};

describe("npm graphql-ws's server", () => {
  it("streams a subscription to its end, which ends the loop", async () => {
    expect(await all(subscribe(client, counted, { region: "eu", to: 3 }))).toEqual([1, 2, 3].map((id) => ({ counted: { id, region: "eu" } })));
  });

  it("runs several over one socket, and stops the one whose loop is left", async () => {
    for await (const { ticking: tick } of subscribe<{ readonly ticking: number }>(client, ticking)) {
      if (tick === 2) expect(await ask(client, order, { payload: { id: 7 } })).toEqual({ order: { id: 7, region: "eu" } });
      if (tick === 4) break;
    }
    await eventually(() => ended > 0);
    expect(wss.clients.size).toBe(1);
  });

  it("carries out mutations, acknowledged with their result", async () => {
    expect(await publish(client, place, { payload: { id: 4 } })).toMatchObject({ status: "acknowledged", value: { place: { id: 4 } } });
    expect(placed).toContain(4);
  });

  it("rejects with the server's error and its code", async () => {
    await expect(publish(client, fail, {})).rejects.toMatchObject({ kind: "realtime", message: "not today", code: "CLOSED" });
    await expect(ask(client, fail, {})).rejects.toMatchObject({ name: "ReplyError", code: "CLOSED" });
    await expect(all(subscribe(client, broken))).rejects.toMatchObject({ message: expect.stringContaining("nothing") });
  });

  it("gives up on a wrong credential after trying a fresh one", async () => {
    await client.close();
    client = connect("bad");
    await expect(client.connect()).rejects.toMatchObject({ kind: "connection", code: 4403 });
    expect(refusals).toBe(2);
  });

  it("starts a subscription anew after a cut, and tells the gap", async () => {
    const subscription = subscribe<{ readonly ticking: number }>(client, ticking);
    const gaps: unknown[] = [];
    subscription.on("discontinuity", (gap) => gaps.push(gap));
    let isCut = false;
    for await (const { ticking: tick } of subscription) {
      if (tick === 2 && isCut) break;
      if (tick !== 2) continue;
      isCut = true;
      for (const socket of wss.clients) socket.terminate();
    }
    expect(gaps).toEqual([{ reason: "not-resumed", lost: null, cause: null }]);
  });

  it("never sends a request twice: what a cut left open is rejected", async () => {
    await client.connect();
    const asked = ask(client, ticking, {}, { timeout: 5_000 });
    for (const socket of wss.clients) socket.terminate();
    await expect(asked).rejects.toMatchObject({ kind: "connection", sent: "unknown" });
  });

  it.each([
    { code: 4400, ends: true },
    { code: 4004, ends: true },
    { code: 4005, ends: true },
    { code: 4406, ends: true },
    { code: 4409, ends: true },
    { code: 4429, ends: true },
    { code: 4401, ends: false },
    { code: 4403, ends: false },
    { code: 4408, ends: false },
    { code: 4499, ends: false },
    { code: 4500, ends: false },
  ])("the close code $code: over for good: $ends; else it subscribes anew", async ({ code, ends }) => {
    const subscription = subscribe<{ readonly ticking: number }>(client, ticking);
    const gap = new Promise((resolve) => subscription.on("discontinuity", resolve));
    const reader = subscription[Symbol.asyncIterator]();
    await reader.next();
    for (const socket of wss.clients) socket.close(code, "told so");
    if (ends) {
      const drained = async (): Promise<void> => {
        for (let one = await reader.next(); one.done !== true; one = await reader.next());
      };
      await expect(drained()).rejects.toMatchObject({ kind: "connection", code });
      return;
    }
    await gap;
    expect(await reader.next()).toMatchObject({ value: { ticking: expect.any(Number) } });
    await reader.return?.();
  });

  it("answers the server's pings, and asks for a sign of life itself", async () => {
    await client.connect();
    const pongs: unknown[] = [];
    for (const socket of wss.clients) {
      socket.on("message", (data) => pongs.push(JSON.parse(String(data))));
      socket.send(JSON.stringify({ type: "ping", payload: { a: 1 } }));
    }
    await eventually(() => pongs.length > 0);
    expect(pongs[0]).toMatchObject({ type: "pong" });
  });

  it("connects with its first operation, not before", async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(wss.clients.size).toBe(0);
    expect(await ask(client, order, { payload: { id: 7 } })).toEqual({ order: { id: 7, region: "eu" } });
    expect(wss.clients.size).toBe(1);
  });
});
