import { describe, expect, it } from "@jest/globals";
import { Action } from "../../../../runtime/realtime/protocols/ably/message/actions.js";
import type { ProtocolMessage } from "../../../../runtime/realtime/protocols/ably/message/frames.js";
import type { PresenceMessage } from "../../../../runtime/realtime/protocols/ably/presence/presence-map.js";
import { type ScriptedLink, scripted } from "./scripted.js";
import { settle, stage } from "./stage.js";

const short = (messages: readonly PresenceMessage[]): string[] =>
  messages.map(({ action, clientId, data }) => `${action} ${clientId}${data === null ? "" : ` ${JSON.stringify(data)}`}`);

describe.each(["json", "msgpack"] as const)("being present, in %s (RTP)", (format) => {
  it("RTP8, RTP9, RTP10, RTP6: enters, updates and leaves; others are told", async () => {
    const { connected } = stage();
    const [kim, other] = [await connected({ clientId: "kim", format }), await connected({ format })];
    const seen: PresenceMessage[] = [];
    other.channels.get("room").presence.subscribe((message) => seen.push(message));
    await settle();
    const { presence } = kim.channels.get("room");
    await presence.enter({ seat: 4 });
    await presence.update(new Uint8Array([1]));
    expect(short(await other.channels.get("room").presence.get())).toEqual(['present kim {"0":1}']);
    await presence.leave();
    await settle();
    expect(short(seen)).toEqual(['enter kim {"seat":4}', 'update kim {"0":1}', "leave kim"]);
    expect(await other.channels.get("room").presence.get()).toEqual([]);
  });
});

describe("who is there (RTP11, RTP18, RTP19)", () => {
  const presence = Array.from({ length: 250 }, (_, index) => ({ clientId: `client${index}`, data: `{"n":${index}}`, encoding: "json" }));

  it("RTP11c1: get() waits for the whole sync, over several messages", async () => {
    const { connected } = stage({ app: { channels: [{ name: "room", presence }] } });
    const room = (await connected()).channels.get("room");
    const members = await room.presence.get();
    expect([members.length, members[249]?.data, room.presence.syncComplete]).toEqual([250, { n: 249 }, true]);
    expect(await room.presence.get({ clientId: "client7" })).toMatchObject([{ clientId: "client7", action: "present" }]);
    expect(await room.presence.get({ connectionId: "nobody" })).toEqual([]);
  });

  it("RTP11b: get() rejects when the client closes and connects again before the sync has come", async () => {
    const present = (frame: ProtocolMessage, link: ScriptedLink): void => {
      if (frame.action === Action.attach) link.say({ action: Action.attached, channel: frame.channel, flags: 1 });
    };
    const { client } = scripted({ frame: present });
    client.connect();
    await settle();
    const room = client.channels.get("room");
    const members = room.presence.get().catch((error: unknown) => error);
    await settle();
    expect(room.state).toBe("attached");
    client.connection.close();
    client.connect();
    expect(room.state).toBe("initialized");
    expect(await members).toMatchObject({ code: 91001 });
  });

  it("RTP6b: a listener may want some actions only", async () => {
    const { connected } = stage({ app: { channels: [{ name: "room", presence: presence.slice(0, 1) }] } });
    const ably = await connected({ clientId: "kim" });
    const room = ably.channels.get("room");
    const [present, entered]: [PresenceMessage[], PresenceMessage[]] = [[], []];
    room.presence.subscribe("present", (message) => present.push(message));
    room.presence.subscribe(["enter", "update"], (message) => entered.push(message));
    await room.presence.enter();
    await settle();
    expect([short(present), short(entered)]).toEqual([['present client0 {"n":0}'], ["enter kim"]]);
  });

  it("RTP19, RTP19a: who left while we were away leaves, also when nobody is there any more", async () => {
    const { clock, connected, cut, mock } = stage({ presenceTtl: 0 });
    const [kim, watcher] = [await connected({ clientId: "kim" }), await connected()];
    await kim.channels.get("room").presence.enter();
    const room = watcher.channels.get("room");
    await room.presence.get();
    const seen: PresenceMessage[] = [];
    room.presence.subscribe((message) => seen.push(message));
    mock.faults.add({ on: "connect", do: "suppress" });
    cut();
    await kim.close();
    await clock.advance(30_000);
    expect(short(seen)).toEqual(["leave kim"]);
    expect(await room.presence.get()).toEqual([]);
  });

  it("RTP17g: who enters again after a resume is answered, and nobody hears of it", async () => {
    const { connected, cut, sent } = stage();
    const [kim, watcher] = [await connected({ clientId: "kim" }), await connected()];
    const room = watcher.channels.get("room");
    const seen: PresenceMessage[] = [];
    room.presence.subscribe((message) => seen.push(message));
    await kim.channels.get("room").presence.enter();
    await settle();
    cut();
    await settle();
    expect(sent("presence").map(({ presence: members }) => members?.[0]?.clientId)).toHaveLength(2);
    expect(short(seen)).toEqual(["enter kim"]);
    const said: PresenceMessage[] = [];
    for await (const message of kim.channels.get("room").presence.history()) said.push(message);
    expect(short(said)).toEqual(["enter kim"]);
  });

  it("RTP5f, RTP11d: in a suspended channel nobody knows; without waiting the last set is given", async () => {
    const { clock, connected, mock } = stage({ app: { channels: [{ name: "room", presence: presence.slice(0, 2) }] } });
    const ably = await connected();
    const room = ably.channels.get("room");
    await room.presence.get();
    mock.faults.add({ on: "connect", do: "disconnect", code: 50003, statusCode: 503, times: 1000 });
    for (const connection of mock.connections()) connection.link?.cut();
    await clock.advance(200_000);
    expect(room.state).toBe("suspended");
    await expect(room.presence.get()).rejects.toMatchObject({ code: 91005 });
    expect(await room.presence.get({ waitForSync: false })).toHaveLength(2);
  });
});

describe("one's own members (RTP8, RTP14 to RTP17)", () => {
  it("RTP17i, RTP17g: who entered enters again when the session is lost, with the same data", async () => {
    const { clock, connected, mock } = stage({ keepsFor: 500, presenceTtl: 100 });
    const [kim, watcher] = [await connected({ clientId: "kim" }), await connected()];
    await kim.channels.get("room").presence.enter("till 4");
    const { presence } = watcher.channels.get("room");
    await presence.get();
    mock.connections()[0]?.link?.cut();
    await clock.advance(5000);
    expect(short(await presence.get())).toEqual(['present kim "till 4"']);
    expect((await presence.get())[0]?.connectionId).toBe(kim.connection.id);
  });

  it("RTP17e: who may not enter again is told of", async () => {
    const { clock, connected, mock } = stage({ keepsFor: 500 });
    const kim = await connected({ clientId: "kim" });
    const room = kim.channels.get("room");
    await room.presence.enter();
    const told: unknown[] = [];
    room.on(({ event, reason }) => event === "update" && told.push(reason));
    mock.faults.add({ on: "in", action: 14, do: "replace", frame: { action: 14, channel: "", msgSerial: 0, presence: [] } });
    mock.faults.add({ on: "connect", do: "cut" });
    mock.connections()[0]?.link?.cut();
    await clock.advance(16_000);
    expect(told).toMatchObject([{ code: 91004, cause: { code: 40010 } }]);
  });

  it("RTP14, RTP15: enters for others where that is allowed", async () => {
    const { connected } = stage();
    const { presence } = (await connected()).channels.get("room");
    await Promise.all([presence.enterClient("a", 1 as unknown as string).catch(() => undefined), presence.enterClient("b", "x"), presence.enterClient("c")]);
    await presence.updateClient("b", "y");
    await presence.leaveClient("c");
    expect(short(await presence.get())).toEqual(['present b "y"']);
    const named = (await connected({ clientId: "kim" })).channels.get("room");
    await expect(named.presence.enterClient("lee")).rejects.toMatchObject({ code: 40012 });
  });

  it("RTP8j: without a clientId of one's own there is no entering", async () => {
    const { connected } = stage();
    await expect((await connected()).channels.get("room").presence.enter()).rejects.toMatchObject({ code: 91000, remedy: expect.stringContaining("clientId") });
  });

  it("RTP8g: nor in a channel that has failed or is detached", async () => {
    const { connected } = stage({ app: { keys: [{ capability: '{"open":["*"]}' }] } });
    const kim = await connected({ clientId: "kim" });
    await expect(kim.channels.get("closed").presence.enter()).rejects.toMatchObject({ code: 40160 });
    await expect(kim.channels.get("closed").presence.enter()).rejects.toMatchObject({ code: 91001 });
    const open = kim.channels.get("open");
    await open.attach();
    await open.detach();
    await expect(open.presence.enter()).rejects.toMatchObject({ code: 91001 });
  });

  it("RTP16b: what is entered before the connection is there goes when it is", async () => {
    const { client } = stage();
    const kim = client({ clientId: "kim", autoConnect: false });
    const entered = kim.channels.get("room").presence.enter();
    kim.connect();
    await entered;
    expect(short(await kim.channels.get("room").presence.get())).toEqual(["present kim"]);
  });
});
