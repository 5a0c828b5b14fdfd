import { describe, expect, it } from "@jest/globals";
import { randomCipherKey } from "../../../../runtime/realtime/protocols/ably/message/cipher.js";
import type { AblyMessage } from "../../../../runtime/realtime/protocols/ably/message/message.js";
import { eventually, settle, stage } from "./stage.js";

const data = (messages: readonly AblyMessage[]): unknown[] => messages.map((message) => message.data);

describe.each(["json", "msgpack"] as const)("messages in %s", (format) => {
  it("RTL6, RTL7: what one client publishes another gets, in order, with everything it carries", async () => {
    const { connected } = stage();
    const [one, two] = [await connected({ format, clientId: "kim" }), await connected({ format: format === "json" ? "msgpack" : "json" })];
    const got: AblyMessage[] = [];
    two.channels.get("room").subscribe((message) => got.push(message));
    await settle();
    const result = await one.channels
      .get("room")
      .publish([
        { name: "text", data: "t", extras: { headers: { a: "b" } } },
        { name: "bytes", data: new Uint8Array([1, 2, 3]) },
        { name: "object", data: { a: [1, null] } },
        { name: "nothing" },
      ]);
    await settle();
    expect(data(got)).toEqual(["t", new Uint8Array([1, 2, 3]), { a: [1, null] }, null]);
    expect(got.map(({ serial }) => serial)).toEqual(result.serials);
    expect(got[0]).toMatchObject({
      name: "text",
      clientId: "kim",
      connectionId: one.connection.id,
      encoding: null,
      action: "message.create",
      extras: { headers: { a: "b" } },
      timestamp: 1_700_000_000_000,
    });
    expect(got[3]?.id).toBe(`${one.connection.id}:0:3`);
  });

  it("RSL5: an encrypted channel is read by who has the key, in order; others get it encrypted", async () => {
    const { connected, warnings } = stage();
    const key = randomCipherKey();
    const [one, two, other] = [await connected({ format }), await connected({ format }), await connected({ format })];
    const [got, sealed]: [AblyMessage[], AblyMessage[]] = [[], []];
    two.channels.get("room", { cipher: { key } }).subscribe((message) => got.push(message));
    other.channels.get("room").subscribe((message) => sealed.push(message));
    await settle();
    const room = one.channels.get("room", { cipher: { key } });
    await Promise.all(["a", { b: 1 }, new Uint8Array([3]), "d"].map((payload, index) => room.publish(String(index), payload)));
    await eventually(() => got.length === 4 && sealed.length === 4);
    expect(data(got)).toEqual(["a", { b: 1 }, new Uint8Array([3]), "d"]);
    expect(sealed.map(({ encoding }) => encoding)).toEqual(["utf-8", "json/utf-8", "", "utf-8"].map((before) => `${before}${before && "/"}cipher+aes-256-cbc`));
    expect(warnings.map(({ code }) => code)).toEqual([40019, 40019, 40019, 40019]);
  });
});

describe("subscribing (RTL7, RTL8)", () => {
  it("RTL7a, RTL7b, RTL22: gives all, those of a name, of several, of a filter", async () => {
    const { connected } = stage();
    const ably = await connected({ clientId: "kim" });
    const room = ably.channels.get("room");
    const got: Record<string, (string | null)[]> = { all: [], a: [], both: [], filtered: [] };
    room.subscribe(({ name }) => got["all"]?.push(name));
    room.subscribe("a", ({ name }) => got["a"]?.push(name));
    room.subscribe(["a", "b"], ({ name }) => got["both"]?.push(name));
    const stop = room.subscribe({ isRef: true, clientId: "kim", refType: "reply" }, ({ name }) => got["filtered"]?.push(name));
    await settle();
    await room.publish([{ name: "a" }, { name: "b" }, { name: "c", extras: { ref: { timeserial: "1", type: "reply" } } }]);
    await settle();
    stop();
    await room.publish([{ name: "d", extras: { ref: { timeserial: "1", type: "reply" } } }]);
    await settle();
    expect(got).toEqual({ all: ["a", "b", "c", "d"], a: ["a"], both: ["a", "b"], filtered: ["c"] });
  });

  it("RTE6: a listener that throws is told of, and the others get the message", async () => {
    const { connected, warnings } = stage();
    const room = (await connected()).channels.get("room");
    const got: unknown[] = [];
    room.subscribe(() => {
      throw new Error("mine");
    });
    room.subscribe((message) => got.push(message.data));
    await settle();
    await room.publish("a", 1 as unknown as string).catch(() => undefined);
    await room.publish("a", "b");
    await settle();
    expect(got).toEqual(["b"]);
    expect(warnings).toMatchObject([{ code: 50000, cause: { message: "mine" } }]);
  });

  it("RTL7g: subscribing attaches, unless it was told not to", async () => {
    const { connected } = stage();
    const ably = await connected();
    const [one, two] = [ably.channels.get("one"), ably.channels.get("two", { attachOnSubscribe: false })];
    for (const channel of [one, two]) channel.subscribe(() => undefined);
    await settle();
    expect([one.state, two.state]).toEqual(["attached", "initialized"]);
  });

  it("RTN2b: without echo one's own messages don't come back", async () => {
    const { connected } = stage();
    const ably = await connected({ echoMessages: false });
    const got: unknown[] = [];
    ably.channels.get("room").subscribe((message) => got.push(message.data));
    await settle();
    await ably.channels.get("room").publish("a", "b");
    await settle();
    expect(got).toEqual([]);
  });
});

describe("attaching (RTL4, RTL5)", () => {
  it("RTL4k, RTL4l, RTL4m: asks for params and modes, and tells what was granted", async () => {
    const { connected, sent } = stage();
    const room = (await connected()).channels.get("room", { params: { rewind: "1" }, modes: ["SUBSCRIBE"] });
    await room.attach();
    expect(sent("attach")).toMatchObject([{ channel: "room", params: { rewind: "1" }, flags: 1 << 18 }]);
    expect([room.modes, room.params]).toEqual([["SUBSCRIBE"], { rewind: "1" }]);
  });

  it("rewind gives what was said before", async () => {
    const { connected } = stage();
    const [one, two] = [await connected(), await connected()];
    for (const text of ["a", "b", "c"]) await one.channels.get("room").publish("m", text);
    const got: unknown[] = [];
    const room = two.channels.get("room", { params: { rewind: "2" } });
    const changes: boolean[] = [];
    room.on(({ hasBacklog }) => changes.push(hasBacklog));
    room.subscribe((message) => got.push(message.data));
    await settle();
    expect(got).toEqual(["b", "c"]);
    expect(changes).toEqual([false, true]);
  });

  it("RTL4d: without the capability attaching fails with the server's error, and so does the channel", async () => {
    const { connected } = stage({ app: { keys: [{ capability: '{"open":["*"]}' }] } });
    const room = (await connected()).channels.get("secret");
    await expect(room.attach()).rejects.toMatchObject({ code: 40160, remedy: expect.stringContaining("grant") });
    expect([room.state, room.errorReason?.code]).toEqual(["failed", 40160]);
    await expect(room.detach()).rejects.toMatchObject({ code: 90001 });
    await expect(room.publish("a")).rejects.toMatchObject({ code: 90001 });
  });

  it("RTL4f, RTL13b: without an answer it is suspended, and tried again until there is one", async () => {
    const { clock, connected, mock } = stage({ maxIdleInterval: 0 });
    const room = (await connected()).channels.get("room");
    mock.faults.add({ on: "in", action: 10, do: "suppress", times: 2 });
    const told: string[] = [];
    room.on(({ event }) => told.push(event));
    const attaching = expect(room.attach()).rejects.toMatchObject({ code: 90007 });
    await clock.advance(10_000);
    await attaching;
    await clock.advance(12_000 + 10_000 + 16_000);
    expect(told).toEqual(["attaching", "suspended", "attaching", "suspended", "attaching", "attached"]);
  });

  it("RTL5: detaches; RTL5f: without an answer it stays attached, and says so", async () => {
    const { clock, connected, mock } = stage({ maxIdleInterval: 0 });
    const room = (await connected()).channels.get("room");
    await room.attach();
    mock.faults.add({ on: "in", action: 12, do: "suppress" });
    const failing = expect(room.detach()).rejects.toMatchObject({ code: 90007 });
    await clock.advance(10_000);
    await failing;
    expect(room.state).toBe("attached");
    await room.detach();
    expect([room.state, room.serial]).toEqual(["detached", null]);
  });

  it("RTL13a: a channel that the server detaches attaches again at once", async () => {
    const { connected, mock } = stage();
    const ably = await connected();
    const room = ably.channels.get("room");
    await room.attach();
    const told: string[] = [];
    room.on(({ event, reason }) => told.push(`${event} ${reason?.code ?? ""}`.trim()));
    mock.connections()[0]?.send({ action: 13, channel: "room", error: { code: 90198, statusCode: 500 } });
    await settle();
    expect(told).toEqual(["attaching 90198", "attached"]);
  });

  it("RTL12: ATTACHED without RESUMED tells that continuity is lost; with it, nothing", async () => {
    const { connected, mock } = stage();
    const room = (await connected()).channels.get("room");
    await room.attach();
    const told: unknown[] = [];
    room.on(({ event, resumed, reason }) => told.push([event, resumed, reason?.code]));
    for (const flags of [4, 0]) mock.connections()[0]?.send({ action: 11, channel: "room", flags, error: { code: 90003 } });
    await settle();
    expect(told).toEqual([["update", false, 90003]]);
  });

  it("RTL16, RTL16a: other params are agreed on by attaching again, and messages go on coming meanwhile", async () => {
    const { connected, sent } = stage();
    const room = (await connected()).channels.get("room");
    await room.attach();
    const told: string[] = [];
    room.on(({ event }) => told.push(event));
    await room.setOptions({ params: { occupancy: "metrics" } });
    expect([room.params, room.state, sent("attach").length]).toEqual([{ occupancy: "metrics" }, "attached", 2]);
    expect(told).toEqual(["attaching", "attached"]);
  });

  it("RTS3, RTS4: get gives the same channel, release forgets it once it is detached", async () => {
    const { connected } = stage();
    const ably = await connected();
    const room = ably.channels.get("room");
    await room.attach();
    expect(ably.channels.get("room")).toBe(room);
    expect(() => ably.channels.release("room")).toThrow(expect.objectContaining({ code: 90001, statusCode: 400 }));
    expect([room.state, ably.channels.has("room")]).toEqual(["attached", true]);
    await room.detach();
    ably.channels.release("room");
    ably.channels.release("nobody");
    expect([...ably.channels]).toEqual([]);
    expect(ably.channels.get("room")).not.toBe(room);
  });
});

describe("publishing (RTL6)", () => {
  it("RTL6c2: what is published before there is a connection goes out in its order", async () => {
    const { client, sent } = stage();
    const ably = client({ autoConnect: false });
    const room = ably.channels.get("room");
    const published = Promise.all([room.publish("a"), room.publish("b")]);
    ably.connect();
    await published;
    expect(sent("message").map(({ msgSerial, messages }) => [msgSerial, messages?.[0]?.name])).toEqual([
      [0, "a"],
      [1, "b"],
    ]);
  });

  it("RTL6c4: with queueMessages off it fails at once, and so does what a full queue can't take", async () => {
    const { client } = stage();
    await expect(client({ autoConnect: false, queueMessages: false }).channels.get("room").publish("a")).rejects.toMatchObject({ code: 80003 });
    const short = client({ autoConnect: false, queueLimit: 1 }).channels.get("room");
    void short.publish("a");
    await expect(short.publish("b")).rejects.toMatchObject({ code: 42910 });
  });

  it("RTL6e1: a refused message fails with the server's error", async () => {
    const { connected } = stage({ app: { keys: [{ capability: '{"room":["subscribe"]}' }] } });
    await expect((await connected()).channels.get("room").publish("a")).rejects.toMatchObject({ code: 40160, statusCode: 401 });
  });

  it("RTL6g3, RSL1i: another's clientId, and too much at once, are refused without asking", async () => {
    const { connected, sent } = stage({ maxMessageSize: 10 });
    const room = (await connected({ clientId: "kim" })).channels.get("room");
    await expect(room.publish({ name: "a", clientId: "lee" })).rejects.toMatchObject({ code: 40012 });
    await expect(room.publish("a", "0123456789")).rejects.toMatchObject({ code: 40009 });
    await expect(room.publish("a", 5)).rejects.toMatchObject({ code: 40013 });
    expect(sent("message")).toEqual([]);
  });
});
