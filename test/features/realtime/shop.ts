import {
  type Channel,
  type ChannelOperation,
  createRealtime,
  type FramingDefinition,
  type RealtimeClient,
  type RealtimeOptions,
} from "@clientwright/runtime/realtime";
import { wsTransport } from "@clientwright/runtime/ws";
import type { SocketServer } from "../../support/socket-server.js";

/** Data as the generator makes it of a small AsyncAPI document. */
export interface Order {
  readonly id: number;
}

export const orders: Channel = { id: "orders", address: "orders/{region}", params: ["region"], messages: { Order: {} } };
export const onOrders: ChannelOperation = { id: "onOrders", channel: orders };
export const sendOrder: ChannelOperation = { id: "sendOrder", channel: orders, input: "flat" };
export const quotes: Channel = {
  id: "quotes",
  address: "quotes",
  messages: { Ask: { correlationId: "/headers/id" }, Quote: { correlationId: "/headers/id" } },
};
export const getQuote: ChannelOperation = { id: "getQuote", channel: quotes, messages: ["Ask"], reply: { messages: ["Quote"] } };

/** One socket, channels named in frames, acknowledgements, life signs, resumption: what a chat-like server speaks. */
export const envelope: FramingDefinition = {
  framing: "json",
  send: {
    hello: { op: "hello", token: "{credential}", since: "{resume}" },
    subscribe: { op: "subscribe", channel: "{channel}" },
    unsubscribe: { op: "unsubscribe", channel: "{channel}" },
    message: { op: "publish", channel: "{channel}", id: "{id}", data: "{payload}", headers: "{headers}" },
    ping: { op: "ping" },
    reauthenticate: { op: "auth", token: "{credential}" },
  },
  receive: {
    ready: { when: { "/op": "ready" }, resumed: "/resumed" },
    ack: { when: { "/op": "ack" }, id: "/id", value: "/seq" },
    subscribed: { when: { "/op": "subscribed" }, channel: "/channel" },
    ping: { when: { "/op": "ping" }, answer: { op: "pong" } },
    pong: { when: { "/op": "pong" } },
    expiring: { when: { "/op": "expiring" } },
    error: { when: { "/op": "error" }, id: "/id", channel: "/channel", code: "/code", message: "/message", renew: ["expired"], fatal: ["banned"] },
    message: { when: { "/op": "message" }, channel: "/channel", id: "/id", payload: "/data", headers: "/headers", resume: "/seq" },
  },
};

export interface ShopOptions extends RealtimeOptions {
  readonly url: string;
  readonly envelope?: FramingDefinition;
}

/** A client over `ws` that reconnects at once. */
export function shop({ envelope: framing, ...options }: ShopOptions): RealtimeClient {
  const api = { name: "shop", version: "1", environments: {}, servers: {}, ...(framing && { framing }) };
  const client = createRealtime(api, { transport: wsTransport(), reconnect: { delay: 5, maxDelay: 20 }, ...options });
  clients.push(client);
  return client;
}

const clients: RealtimeClient[] = [];

/** After each test, so that one that fails leaves nothing behind. */
export async function closeAll(server: SocketServer): Promise<void> {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await server.close();
}
