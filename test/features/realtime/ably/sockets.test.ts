import { afterEach, describe, expect, it } from "@jest/globals";
import { WebSocket } from "ws";
import { type Ably, type AblyOptions, createAbly } from "../../../../runtime/ably/index.js";
import { webSocketTransport } from "../../../../runtime/realtime/transports/web-socket.js";
import { type AblyServer, serveAbly } from "../../../../runtime/testing/ably/index.js";
import { wsTransport } from "../../../../runtime/ws/index.js";

let ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

async function stage() {
  const server: AblyServer = await serveAbly();
  ends.push(() => server.close());
  const [first] = server.mock.createApp().keys;
  const client = (options: AblyOptions): Ably => {
    const ably = createAbly({ key: `${first?.name}:${first?.secret}`, endpoint: "127.0.0.1", port: server.port, tls: false, ...options });
    ends.push(() => ably.close());
    return ably;
  };
  return { server, client };
}

const transports = {
  "npm ws": () => wsTransport(),
  "a global WebSocket": () => webSocketTransport({ WebSocket: WebSocket as never }), // its events have more fields than we read
};

describe.each(Object.entries(transports))("over real sockets, by %s", (name, transport) => {
  it.each(["json", "msgpack"] as const)("connects, publishes, hears and closes in %s", async (format) => {
    const { client, server } = await stage();
    const ably = client({ transport: transport(), format, clientId: "kim" });
    const room = ably.channels.get("room");
    const got = new Promise((resolve) => room.subscribe((message) => resolve([message.data, message.clientId])));
    await room.attach();
    await room.publish("n", new Uint8Array([1, 2, 3]));
    expect(await got).toEqual([new Uint8Array([1, 2, 3]), "kim"]);
    await room.presence.enter();
    expect((await room.presence.get()).map(({ clientId }) => clientId)).toEqual(["kim"]);
    await ably.close();
    expect(server.mock.connections()).toEqual([]);
    const [connect] = server.mock.events;
    expect(connect?.kind === "connect" && "key" in connect.query).toBe(name !== "npm ws");
  });

  it("says so when nobody is there", async () => {
    const { client, server } = await stage();
    await server.close();
    const ably = client({ transport: transport() });
    const reason = await new Promise((resolve) => ably.connection.on((change) => change.current === "disconnected" && resolve(change.reason)));
    expect(reason).toMatchObject({ kind: "realtime", code: 80003, remedy: expect.any(String) });
  });
});

describe("a platform without a WebSocket", () => {
  it("is told what to do, once", async () => {
    const { client } = await stage();
    const ably = client({ transport: webSocketTransport({ WebSocket: undefined }) });
    const state = await new Promise((resolve) =>
      ably.connection.on((change) => (change.current === "failed" || change.current === "connected") && resolve(change)),
    );
    // Node 22 and later have one.
    if (typeof globalThis.WebSocket === "undefined")
      expect(state).toMatchObject({
        current: "failed",
        reason: { message: expect.stringContaining("no WebSocket"), cause: { remedy: expect.stringContaining("ws") } },
      });
    else expect(state).toMatchObject({ current: "connected" });
  });
});
