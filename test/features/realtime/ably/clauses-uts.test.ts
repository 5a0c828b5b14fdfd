import { describe, expect, it } from "@jest/globals";
import { createAbly, plainAbly } from "../../../../runtime/ably/index.js";
import { ablyError } from "../../../../runtime/realtime/protocols/ably/ably-error.js";
import type { ProtocolMessage } from "../../../../runtime/realtime/protocols/ably/message/frames.js";
import { settle } from "../../../support/clock.js";
import { agreeable, connectedFrame, type ScriptedLink, scripted } from "./scripted.js";
import { bareSockets } from "./stand-ins.js";

const message = (fields: object, more: object = {}): ProtocolMessage => ({ action: 15, channel: "room", messages: [fields], ...more });

async function connected(script: Parameters<typeof scripted>[0] = {}) {
  const world = scripted(script);
  world.client.connect();
  await settle();
  return world;
}

/** Attaches the first time only. */
const once = () => {
  let asked = 0;
  return (frame: ProtocolMessage, link: ScriptedLink): void => {
    if (frame.action !== 10 || ++asked === 1) agreeable(frame, link);
  };
};

describe("what Ably's own cases ask of a connection", () => {
  it("RTN12a: CLOSE goes out and the link is offered its end: a server that only hangs up has closed it", async () => {
    const { client, sent, closed, states, clock } = await connected();
    await client.close();
    expect([sent("close").length, closed, states.slice(2), clock.pending()]).toEqual([1, [1000], ["closing", "closed"], []]);
    expect(client.connection).toMatchObject({ id: null, key: null });
  });

  it("RTN15a, RTN27b: where nothing has to be asked for, the link is opened within connect()", async () => {
    const { client, links } = scripted({ opened: () => undefined });
    client.connect();
    expect([client.connection.state, links.length]).toEqual(["connecting", 1]);
    client.connection.dispatch({ type: "online" });
    expect(links).toHaveLength(2);
  });

  it("RTB1, RTN14d: retryIn of the first loss is the first pause, of the next one the second, although it comes back at once", async () => {
    const waits: unknown[] = [];
    const { client, last, clock } = await connected({
      opened: (link, n) => (n === 1 ? link.say(connectedFrame()) : link.drop()),
      options: { timeouts: { disconnectedRetry: 2000 }, random: () => 1 },
    });
    client.connection.on("disconnected", ({ retryIn }) => waits.push(retryIn));
    last().drop();
    await settle();
    await clock.advance(20_000);
    expect(waits.slice(0, 5).map((wait) => Math.round(Number(wait)))).toEqual([2000, 2667, 3333, 4000, 4000]);
  });

  it("RTN9a, RTN15b: CONNECTED without details names no key", async () => {
    const { client } = await connected({ opened: (link) => link.say({ action: 4, connectionId: "c" }) });
    expect([client.connection.id, client.connection.key, client.createRecoveryKey()]).toEqual(["c", null, null]);
  });

  it("RTC12: a WebSocket class that says nothing of its state is taken for open", async () => {
    const { made, WebSocket } = bareSockets();
    const ably = createAbly({ key: "a.b:c", WebSocket, network: null });
    await settle();
    made[0]?.says(connectedFrame());
    void ably.channels.get("room").attach();
    expect(made[0]?.sent).toEqual([{ action: 10, channel: "room" }]);
    await ably.close();
  });
});

describe("what Ably's own cases ask of a channel", () => {
  it("RTL7f: without echoMessages one's own messages are not heard, even where the server sends them", async () => {
    const { client, last } = await connected({ frame: agreeable, options: { echoMessages: false } });
    const got: unknown[] = [];
    client.channels.get("room").subscribe(({ name }) => got.push(name));
    await settle();
    last().say(message({ name: "echo" }, { connectionId: "id-1" }));
    last().say(message({ name: "remote" }, { connectionId: "id-2" }));
    expect([got, last().query["echo"]]).toEqual([["remote"], "false"]);
  });

  it("RTL16a, RTL17: with other options it attaches again, and hears meanwhile; otherwise nobody hears while attaching", async () => {
    const { client, last, sent } = await connected({ frame: once() });
    const room = client.channels.get("room");
    const got: unknown[] = [];
    room.subscribe(({ name }) => got.push(name));
    await settle();
    const told: string[] = [];
    room.on(({ event }) => told.push(event));
    const agreed = room.setOptions({ modes: ["SUBSCRIBE"] });
    last().say(message({ name: "between" }));
    expect([room.state, got]).toEqual(["attaching", ["between"]]);
    last().say({ action: 11, channel: "room" });
    await agreed;
    last().say({ action: 13, channel: "room" });
    last().say(message({ name: "lost" }));
    expect([told, got, sent("attach").length]).toEqual([["attaching", "attached", "attaching"], ["between"], 3]);
  });

  it("RTB1, RTL13b: a suspended channel tells when it is attached again", async () => {
    const { client, last, clock } = await connected({ frame: once(), options: { timeouts: { channelRetry: 3000 }, random: () => 0 } });
    const room = client.channels.get("room");
    await room.attach();
    const waits: (readonly [string, number | null])[] = [];
    room.on(({ current, retryIn }) => waits.push([current, retryIn]));
    for (const pause of [2400, 3200]) {
      last().say({ action: 13, channel: "room" });
      last().say({ action: 13, channel: "room" });
      await clock.advance(pause);
    }
    expect(waits.filter(([name]) => name === "suspended")).toEqual([
      ["suspended", 2400],
      ["suspended", 3200],
    ]);
    expect(waits[0]).toEqual(["attaching", null]);
  });
});

describe("what Ably's own cases ask of the rest", () => {
  it.each([
    ["appId.keyId:keySecret", { key: "appId.keyId:keySecret" }],
    ["xVLyHw.A-pwh:5WEB4HEAT3pOqWp9-the_rest", { key: "xVLyHw.A-pwh:5WEB4HEAT3pOqWp9-the_rest" }],
    ["abcdef1234567890", { accessToken: "abcdef1234567890" }],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N", { accessToken: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N" }],
  ])("RTC12, RSC1a, RSC1c: %s alone", async (text, credentials) => {
    const before = globalThis.WebSocket;
    const { made, WebSocket } = bareSockets();
    Object.assign(globalThis, { WebSocket });
    try {
      const ably = createAbly(text);
      await settle();
      expect(Object.fromEntries(new URL(made[0]?.url ?? "").searchParams)).toMatchObject(credentials);
      made[0]?.says(connectedFrame());
      await ably.close();
    } finally {
      Object.assign(globalThis, { WebSocket: before });
    }
  });

  it("RSC1b: nothing is no credential", () => {
    expect(() => createAbly("")).toThrow(expect.objectContaining({ code: 40106 }));
  });

  it("PC3: a delta on a client without a decoder fails the channel", async () => {
    const { made, WebSocket } = bareSockets();
    const ably = plainAbly({ key: "a.b:c", WebSocket, network: null });
    await settle();
    made[0]?.says(connectedFrame());
    const room = ably.channels.get("room");
    void room.attach();
    made[0]?.says({ action: 11, channel: "room" });
    made[0]?.says(message({ id: "1", data: "", encoding: "vcdiff", extras: { delta: { from: "0", format: "vcdiff" } } }));
    expect([room.state, room.errorReason?.code]).toEqual(["failed", 40019]);
    await ably.close();
  });

  it("TI: an error's text holds its code", () => {
    expect(String(ablyError(40142, "The token has expired"))).toBe("AblyError: The token has expired (40142, status 401)");
  });
});
