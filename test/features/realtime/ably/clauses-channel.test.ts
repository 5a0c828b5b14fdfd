import { describe, expect, it } from "@jest/globals";
import type { ProtocolMessage } from "../../../../runtime/realtime/protocols/ably/message/frames.js";
import { settle } from "../../../support/clock.js";
import { agreeable, connectedFrame, type ScriptedLink, scripted } from "./scripted.js";

type Answer = NonNullable<Parameters<typeof scripted>[0]>["frame"];
const denied = { code: 40160, statusCode: 401, message: "Not permitted" };
const message = (fields: object, more: object = {}): ProtocolMessage => ({ action: 15, channel: "room", messages: [fields], ...more });

async function room(frame: Answer = agreeable, options: object = {}) {
  const world = scripted({ frame, options });
  world.client.connect();
  await settle();
  const channel = world.client.channels.get("room");
  const told: unknown[] = [];
  channel.on(({ event }) => told.push(event));
  return { ...world, channel, told };
}

describe("attaching and detaching (RTL4, RTL5, RTL13, RTL14)", () => {
  it("RTL4h: attach while detaching: the detach is done, and then the attach", async () => {
    const { channel, last, told, sent } = await room((frame, link) => frame.action === 10 && agreeable(frame, link));
    await channel.attach();
    const [detached, attached] = [channel.detach(), channel.attach()];
    last().say({ action: 13, channel: "room" });
    await detached;
    await attached;
    expect([told, sent("attach").length]).toEqual([["attaching", "attached", "detaching", "attaching", "attached"], 2]);
  });

  it("RTL5i: detach while attaching: the attach is done, and then the detach", async () => {
    const { channel, last, sent } = await room((frame, link) => frame.action === 12 && agreeable(frame, link));
    const [attached, detached] = [channel.attach(), channel.detach()];
    last().say({ action: 11, channel: "room" });
    await attached;
    await detached;
    expect([channel.state, sent("attach").length, sent("detach").length]).toEqual(["detached", 1, 1]);
  });

  it("RTL4c, RTL4g, RTL24: an error stays until the channel is attached again", async () => {
    let asked = 0;
    const { channel, client } = await room((frame, link) => (++asked === 1 ? link.say({ action: 9, channel: "room", error: denied }) : agreeable(frame, link)));
    await expect(channel.attach()).rejects.toMatchObject({ code: 40160 });
    expect([channel.state, channel.errorReason?.code, client.connection.state]).toEqual(["failed", 40160, "connected"]);
    await expect(channel.publish("a")).rejects.toMatchObject({ code: 90001 });
    await expect(channel.presence.get()).rejects.toMatchObject({ code: 90001 });
    await channel.attach();
    expect(channel.errorReason).toBeNull();
  });

  it("RTL4f, RTL5j, RTL13b: no answer in time suspends; detached by the server while attaching too; and it tries again", async () => {
    const { channel, clock, last, sent } = await room(() => undefined, { timeouts: { realtimeRequest: 100, channelRetry: 200 } });
    const attached = expect(channel.attach()).rejects.toThrow(/timeout/i);
    await clock.advance(150);
    await attached;
    expect(channel.state).toBe("suspended");
    await clock.advance(200);
    expect([channel.state, sent("attach").length]).toEqual(["attaching", 2]);
    last().say({ action: 13, channel: "room", error: denied });
    expect([channel.state, channel.errorReason?.code, sent("attach").length]).toEqual(["suspended", 40160, 2]);
    await channel.detach();
    expect([channel.state, sent("detach").length]).toEqual(["detached", 0]);
  });

  it("RTL3d, RTL15b, RTL15b1: back on a new connection it attaches where it stood", async () => {
    const { channel, last, sent } = await room((frame, link) => frame.action === 10 && link.say({ action: 11, channel: "room", channelSerial: "s1" }));
    await channel.attach();
    last().say(message({ name: "a" }, { channelSerial: "s2" }));
    last().say(message({ name: "a" }));
    last().say({ action: 14, channel: "room", channelSerial: "s3" });
    expect([channel.serial, channel.attachSerial]).toEqual(["s3", "s1"]);
    last().drop();
    await settle();
    expect(sent("attach").map(({ channelSerial }) => channelSerial)).toEqual([undefined, "s3"]);
    last().say({ action: 9, channel: "room", error: denied });
    expect(channel.serial).toBeNull();
  });
});

describe("the channels of a client (RTS)", () => {
  it("RTS3c, RTS3c1: get gives a channel other options, unless the server would have to be asked", async () => {
    const { client, channel } = await room();
    expect(client.channels.get("room", { attachOnSubscribe: false })).toBe(channel);
    expect(channel.options).toMatchObject({ attachOnSubscribe: false });
    await channel.attach();
    expect(() => client.channels.get("room", { params: { rewind: "1" } })).toThrow(expect.objectContaining({ code: 40000 }));
    expect(() => client.channels.get("room", { modes: ["SUBSCRIBE"] })).toThrow(expect.objectContaining({ code: 40000 }));
    expect(channel.options.params).toBeUndefined();
    await channel.setOptions({ params: { rewind: "1" } });
    expect(channel.options).toMatchObject({ params: { rewind: "1" } });
  });

  it("RTS5: a derived channel carries its filter and its params in its name", async () => {
    const { client } = await room();
    const options = { params: { rewind: "1", delta: "vcdiff" }, attachOnSubscribe: false };
    const derived = client.channels.derived("room", "name == 'é'", options);
    expect(derived.name).toBe(`[filter=${Buffer.from("name == 'é'").toString("base64")}?rewind=1&delta=vcdiff]room`);
    expect(derived.options).toMatchObject(options);
    expect(client.channels.derived("room", "x").name).toBe("[filter=eA==]room");
  });
});

describe("messages (RTL6, RTL7, RTL17 to RTL22)", () => {
  it("RTL7g, RTL17: a failed or suspended channel is not attached by listening; the listener is there all the same", async () => {
    let asked = 0;
    const { channel, last } = await room((frame, link) => (++asked === 1 ? link.say({ action: 9, channel: "room", error: denied }) : agreeable(frame, link)));
    const got: unknown[] = [];
    channel.subscribe(({ data }) => got.push(data));
    await settle();
    channel.subscribe("other", ({ data }) => got.push(data));
    expect([channel.state, asked]).toEqual(["failed", 1]);
    last().say(message({ data: "early" }));
    await channel.attach();
    last().say(message({ data: "late" }));
    expect(got).toEqual(["late"]);
  });

  it("RTAN4e, RTAN4e1: one who listens where the mode was not granted is warned, at once where it is attached", async () => {
    const { channel, client, warnings } = await room();
    channel.annotations.subscribe(() => undefined);
    await settle();
    expect(warnings).toMatchObject([{ code: 93001, message: expect.stringContaining("ANNOTATION_SUBSCRIBE") }]);
    const quiet = client.channels.get("quiet", { attachOnSubscribe: false });
    quiet.annotations.subscribe(() => undefined);
    expect([quiet.state, warnings.length]).toEqual(["initialized", 1]);
    await quiet.attach().catch(() => undefined);
    quiet.annotations.subscribe(() => undefined);
    expect(warnings).toHaveLength(2);
  });

  it("RTL6i3: what is null does not travel", async () => {
    const { channel, sent } = await room();
    void channel.publish("click", null);
    void channel.publish({ data: "payload" });
    void channel.publish({});
    await settle();
    expect(sent("message").map(({ messages }) => messages?.[0])).toEqual([{ name: "click" }, { data: "payload" }, {}]);
  });

  it("RTL6c1, RTL6c5, RTL6j, RTN7b: sent at once in every other state, one serial each, answered with theirs", async () => {
    const { channel, sent } = await room(
      ({ action, msgSerial }, link) => action === 15 && link.say({ action: 1, msgSerial, count: 1, res: [{ serials: [`s${msgSerial}`, null] }] }),
    );
    const results = await Promise.all([channel.publish("a"), channel.publish([{ name: "b" }, { name: "c" }])]);
    expect(results).toEqual([{ serials: ["s0", null] }, { serials: ["s1", null] }]);
    expect([sent("message").map(({ msgSerial }) => msgSerial), channel.state, sent("attach")]).toEqual([[0, 1], "initialized", []]);
  });

  it("RTL20: deltas are read without having been asked for; one from another message makes it attach again", async () => {
    const { channel, last, told } = await room();
    const got: unknown[] = [];
    channel.subscribe(({ data }) => got.push(data));
    await settle();
    last().say(message({ id: "1", data: Buffer.from("ab").toString("base64"), encoding: "base64" }));
    last().say(message({ id: "2", data: "", encoding: "vcdiff/base64", extras: { delta: { from: "0", format: "vcdiff" } } }));
    await settle();
    expect(got).toEqual([new Uint8Array([97, 98])]);
    expect(told).toEqual(["attaching", "attached", "attaching", "attached"]);
  });
});

describe("presence (RTP)", () => {
  const member = (action: number, clientId: string, id: string): object => ({
    action,
    clientId,
    connectionId: `c-${clientId}`,
    id: `c-${clientId}:${id}`,
    timestamp: 100,
  });
  const attachedWith = (flags: number) => (frame: ProtocolMessage, link: ScriptedLink) =>
    frame.action === 10 ? link.say({ action: 11, channel: "room", flags }) : agreeable(frame, link);
  const say = (link: ScriptedLink, action: number, serial: string | undefined, ...presence: readonly object[]): void =>
    link.say({ action, channel: "room", channelSerial: serial, presence });

  it("RTP2h2, RTP11a, RTP13: who leaves while a sync runs is told at its end; get waits for it", async () => {
    const { channel, last } = await room(attachedWith(1));
    const got: string[] = [];
    channel.presence.subscribe(({ action, clientId }) => got.push(`${action} ${clientId}`));
    await settle();
    let done = false;
    const members = channel.presence.get().finally(() => {
      done = true;
    });
    say(last(), 16, "s:1", member(1, "a", "0:0"), member(1, "b", "0:0"));
    say(last(), 14, undefined, member(3, "a", "1:0"));
    await settle();
    expect([channel.presence.syncComplete, done, got]).toEqual([false, false, ["present a", "present b"]]);
    expect((await channel.presence.get({ waitForSync: false })).map(({ clientId }) => clientId)).toEqual(["b"]);
    say(last(), 16, "s:", member(1, "c", "0:0"));
    expect((await members).map(({ clientId, action }) => [clientId, action])).toEqual([
      ["b", "present"],
      ["c", "present"],
    ]);
    expect([channel.presence.syncComplete, got.slice(2)]).toEqual([true, ["present c", "leave a"]]);
  });

  it("RTP5a, RTP11b: detached, nobody is known, and asking does not attach", async () => {
    const { channel, last, sent } = await room(attachedWith(1));
    await channel.attach();
    say(last(), 16, "s:", member(1, "a", "0:0"));
    await channel.detach();
    expect(await channel.presence.get({ waitForSync: false })).toEqual([]);
    await expect(channel.presence.get()).rejects.toMatchObject({ code: 90001 });
    await expect(channel.presence.enter()).rejects.toMatchObject({ code: 91000 });
    await expect(channel.presence.enterClient("a")).rejects.toMatchObject({ code: 91001 });
    expect(sent("attach")).toHaveLength(1);
  });

  it("RTP16b, RTL11: without queueMessages nothing waits for the channel; what waits fails with it", async () => {
    const hasty = await room(() => undefined, { clientId: "kim", queueMessages: false });
    void hasty.channel.attach();
    await expect(hasty.channel.presence.enter()).rejects.toMatchObject({ code: 91001 });
    const { channel, last } = await room(() => undefined, { clientId: "kim" });
    const entered = expect(channel.presence.enter()).rejects.toMatchObject({ code: 40160 });
    last().say({ action: 9, channel: "room", error: denied });
    await entered;
  });

  it("RTP17g, RTP17g1: after another connection members enter again, without their ids", async () => {
    const { channel, last, sent } = await room(attachedWith(0), { clientId: "kim" });
    await channel.attach();
    last().say({ action: 14, channel: "room", connectionId: "id-1", presence: [{ action: 2, clientId: "lee", data: "hi", id: "id-1:0:0", timestamp: 1 }] });
    last().drop();
    await settle();
    expect(sent("presence").map(({ presence }) => presence)).toEqual([[{ action: 2, clientId: "lee", data: "hi" }]]);
    expect(connectedFrame(2).connectionId).toBe("id-2");
  });
});
