import {
  ask,
  type Channel,
  createRealtime,
  type PayloadCodec,
  publish,
  type RealtimeClient,
  type RealtimeOptions,
  subscribe,
} from "@clientwright/runtime/realtime";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type SocketServer, socketServer } from "../../support/socket-server.js";

let server: SocketServer;
const clients: RealtimeClient[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await server.close();
});

const orders: Channel = { id: "orders", address: "orders", messages: { Order: { contentType: "application/x-protobuf; v=1" } } };

/** Each value one byte. */
const about: unknown[] = [];
const codec: PayloadCodec = {
  decode: ([byte], context) => {
    about.push(context);
    if (byte === 0) throw new Error("no message");
    return { id: byte };
  },
  encode: (payload) => Uint8Array.of((payload as { id: number }).id), // what the test publishes
};

async function client(options: RealtimeOptions = {}): Promise<RealtimeClient> {
  server = await socketServer((socket) => socket.on("message", (data: Buffer) => socket.send(data)));
  const made = createRealtime({ name: "shop", version: "1", environments: {}, servers: {} }, { url: server.url, transport: wsTransport(), ...options });
  clients.push(made);
  return made;
}

describe("payloads that are neither JSON nor text", () => {
  it("go through the codec of their content type, both ways", async () => {
    const made = await client({ payloads: { "application/x-protobuf": codec } });
    const subscription = subscribe<{ id: number }>(made, { id: "on", channel: orders });
    await subscription.ready();
    const gaps: unknown[] = [];
    subscription.on("discontinuity", ({ reason }) => gaps.push(reason));
    await publish(made, { id: "send", channel: orders }, { payload: { id: 0 } });
    await publish(made, { id: "send", channel: orders }, { payload: { id: 7 } });
    for await (const order of subscription) {
      expect(order).toEqual({ id: 7 });
      break;
    }
    expect(gaps).toEqual(["undecodable"]);
    expect(about.at(-1)).toEqual({ channel: "orders", message: "Order" });
  });

  it("are asked with and answered, too", async () => {
    const made = await client({ payloads: { "application/x-protobuf": codec } });
    expect(await ask(made, { id: "ask", channel: orders, reply: {} }, { payload: { id: 9 } })).toEqual({ id: 9 });
  });

  it("are bytes without a codec; an object is refused", async () => {
    const made = await client();
    const subscription = subscribe<Uint8Array>(made, { id: "on", channel: orders });
    await subscription.ready();
    await publish(made, { id: "send", channel: orders }, { payload: Uint8Array.of(1, 2) });
    for await (const bytes of subscription) {
      expect([...bytes]).toEqual([1, 2]);
      break;
    }
    await expect(publish(made, { id: "send", channel: orders }, { payload: { id: 1 } })).rejects.toMatchObject({
      kind: "input",
      remedy: 'Pass payloads: { "application/x-protobuf; v=1": ... } when you make the client, or bytes as the payload.',
    });
  });
});
