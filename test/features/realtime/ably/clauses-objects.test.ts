import { describe, expect, it } from "@jest/globals";
import { objectsOf, type PathEvent, pathOf } from "../../../../runtime/ably-objects/index.js";
import { settle } from "../../../support/clock.js";
import { agreeable, connectedFrame, scripted } from "./scripted.js";

const hasObjects = 1 << 7;
const entry = (data: object) => ({ data, timeserial: "t:0" });
const map = (objectId: string, entries: object, more: object = {}) => ({
  object: { objectId, siteTimeserials: { aaa: "t:0" }, map: { semantics: 0, entries, ...more } },
});
const counter = (objectId: string, count: number) => ({ object: { objectId, siteTimeserials: { aaa: "t:0" }, counter: { count } } });

/** Ably's standard tree, as a sync brings it. */
const tree = [
  map("root", {
    name: entry({ string: "Alice" }),
    score: entry({ objectId: "counter:score@1000" }),
    profile: entry({ objectId: "map:profile@1000" }),
    data: entry({ json: { tags: ["a", "b"] } }),
    avatar: entry({ bytes: "AQID" }),
  }),
  counter("counter:score@1000", 100),
  map("map:profile@1000", {
    email: entry({ string: "alice@example.com" }),
    nested: entry({ objectId: "counter:nested@1000" }),
    prefs: entry({ objectId: "map:prefs@1000" }),
  }),
  counter("counter:nested@1000", 5),
  map("map:prefs@1000", { theme: entry({ string: "dark" }) }),
];

/** A channel with that tree, whose server answers as Ably's own cases have it: no modes in ATTACHED, and acknowledgements only where `acks`. */
async function synced({ acks = true, siteCode = "test-site" as string | null } = {}) {
  const world = scripted({
    opened: (link) => link.say(connectedFrame(1, { siteCode })),
    frame: (frame, link) => {
      if (frame.action === 12) agreeable(frame, link);
      if (frame.action === 10) {
        link.say({ action: 11, channel: "test", channelSerial: "sync1:", flags: hasObjects });
        link.say({ action: 20, channel: "test", channelSerial: "sync1:", state: tree });
      }
      if (frame.action === 19 && acks)
        link.say({ action: 1, msgSerial: frame.msgSerial ?? 0, count: 1, res: [{ serials: (frame.state ?? []).map((_, index) => `t:1:${index}`) }] });
    },
  });
  world.client.connect();
  await settle();
  const channel = world.client.channels.get("test", { modes: ["OBJECT_SUBSCRIBE", "OBJECT_PUBLISH"] });
  const objects = objectsOf(world.client, channel);
  const root = await pathOf(objects);
  const say = (serial: string, operation: object, site = "remote") =>
    world.last().say({ action: 19, channel: "test", state: [{ serial, siteCode: site, operation }] });
  const inc = (serial: string, number: number, { objectId = "counter:score@1000", site = "remote" } = {}) =>
    say(serial, { action: 4, objectId, counterInc: { number } }, site);
  const set = (serial: string, objectId: string, key: string, value: object) => say(serial, { action: 1, objectId, mapSet: { key, value } });
  const resync = () => world.last().say({ action: 11, channel: "test", channelSerial: "sync2:cursor", flags: hasObjects });
  const sync = () => world.last().say({ action: 20, channel: "test", channelSerial: "sync2:", state: tree });
  return { ...world, channel, objects, root, say, inc, set, resync, sync };
}

describe("one's own operations (RTO20)", () => {
  it("RTO20, RTO9a3: are done on their acknowledgement, and their echo is for nothing", async () => {
    const { root, inc } = await synced();
    const events: PathEvent[] = [];
    root.get("score").subscribe((event) => events.push(event));
    await root.get("score").increment(10);
    expect([root.get("score").value(), events.length]).toEqual([110, 1]);
    inc("t:1:0", 10, { site: "test-site" });
    expect(root.get("score").value()).toBe(110);
  });

  it("RTO20f, RTLC7c: don't count as the last of their site", async () => {
    const { root, inc } = await synced();
    await root.get("score").increment(10);
    inc("t:0:9", 10, { site: "test-site" });
    expect(root.get("score").value()).toBe(120);
  });

  it("RTO20: an echo that comes before the acknowledgement does it, once", async () => {
    const { root, inc, last } = await synced({ acks: false });
    const done = root.get("score").increment(10);
    await settle();
    inc("t:1:0", 10, { site: "test-site" });
    last().say({ action: 1, msgSerial: 0, count: 1, res: [{ serials: ["t:1:0"] }] });
    await done;
    expect(root.get("score").value()).toBe(110);
  });

  it("RTO20c, RTO20d1: without a site, or a serial, the echo does it", async () => {
    const siteless = await synced({ siteCode: null });
    await siteless.root.get("score").increment(10);
    expect(siteless.root.get("score").value()).toBe(100);
    const { root, last } = await synced({ acks: false });
    const done = root.get("score").increment(10);
    await settle();
    last().say({ action: 1, msgSerial: 0, count: 1, res: [{ serials: [null as never] }] });
    await done;
    expect(root.get("score").value()).toBe(100);
  });

  it("RTO20e: wait for a sync that runs; 92008 where the channel is lost before its end", async () => {
    const { root, resync, sync } = await synced();
    resync();
    const done = root.get("score").increment(10);
    await settle();
    expect(root.get("score").value()).toBe(100);
    sync();
    await done;
    expect(root.get("score").value()).toBe(110);
    const detached = await synced();
    detached.resync();
    const lost = detached.root.get("score").increment(10);
    await detached.channel.detach();
    await expect(lost).rejects.toMatchObject({ code: 92008 });
    const failed = await synced();
    failed.resync();
    const gone = failed.root.get("score").increment(10);
    await settle();
    failed.last().say({ action: 9, channel: "test", error: { code: 90000, statusCode: 400, message: "failed" } });
    await expect(gone).rejects.toMatchObject({ code: 92008 });
  });

  it("RTO5c9: a sync forgets what was done on acknowledgement", async () => {
    const { root, resync, sync, inc } = await synced();
    await root.get("score").increment(10);
    resync();
    sync();
    expect(root.get("score").value()).toBe(100);
    inc("t:1:0", 10, { site: "test-site" });
    expect(root.get("score").value()).toBe(110);
  });
});

describe("syncs and deletions (RTO4, RTO5, RTO17)", () => {
  it("RTO5: the tree is read as it is sent, JSON and bytes too", async () => {
    const { root } = await synced();
    expect(root.compact()).toEqual({
      name: "Alice",
      score: 100,
      profile: { email: "alice@example.com", nested: 5, prefs: { theme: "dark" } },
      data: { tags: ["a", "b"] },
      avatar: new Uint8Array([1, 2, 3]),
    });
  });

  it("RTO17, RTO4b: each ATTACHED is a sync, without objects one that is done at once", async () => {
    const { objects, resync, sync, last, root } = await synced();
    const told: string[] = [];
    for (const state of ["syncing", "synced"] as const) objects.on(state, () => told.push(state));
    resync();
    sync();
    expect(told.splice(0)).toEqual(["syncing", "synced"]);
    const events: PathEvent[] = [];
    root.subscribe((event) => events.push(event));
    last().say({ action: 11, channel: "test", flags: 0 });
    expect([told, root.size(), events.map(({ object, message }) => [object.path(), message])]).toEqual([["syncing", "synced"], 0, [["", undefined]]]);
  });

  it("RTLO4e, RTLO4b4c3, RTLO4b4e: a deletion is told where it stood, as one, and ends what listens to the object", async () => {
    const { root, say, inc } = await synced();
    const [paths, instances]: [PathEvent[], unknown[]] = [[], []];
    root.subscribe((event) => paths.push(event));
    root
      .get("score")
      .instance()
      ?.subscribe(({ message, tombstone }) => instances.push([message?.operation.action, tombstone]));
    inc("49", 1);
    say("50", { action: 5, objectId: "counter:score@1000" });
    inc("51", 3);
    expect([root.get("score").value(), instances]).toEqual([
      undefined,
      [
        ["counter.inc", undefined],
        ["object.delete", true],
      ],
    ]);
    expect(paths.map(({ object, message }) => [object.path(), message?.operation.action])).toEqual([
      ["score", "counter.inc"],
      ["score", "object.delete"],
    ]);
  });
});

describe("how much at once (RTO15d)", () => {
  it("more than the server takes is not sent: 40009", async () => {
    const { root, last, sent } = await synced();
    last().say(connectedFrame(1, { siteCode: "test-site", maxMessageSize: 64 }));
    await expect(root.set("key", "a".repeat(62))).rejects.toMatchObject({ code: 40009 });
    await expect(root.batch((batch) => [1, 2, 3, 4, 5, 6].map((n) => batch.set(`key${n}`, n)))).rejects.toMatchObject({ code: 40009 });
    expect(sent("object")).toEqual([]);
    await root.set("key", "a".repeat(61));
    expect(sent("object")).toHaveLength(1);
  });
});

describe("telling of what others do (RTPO19, RTO24)", () => {
  it("RTPO19e2, PAOM3: the message says who did what", async () => {
    const { root, inc } = await synced();
    const events: PathEvent[] = [];
    root.get("score").subscribe((event) => events.push(event));
    inc("serial-1", 42);
    expect(events.map(({ message }) => message)).toEqual([
      {
        channel: "test",
        serial: "serial-1",
        siteCode: "remote",
        operation: { action: "counter.inc", objectId: "counter:score@1000", counterInc: { number: 42 } },
      },
    ]);
  });

  it("OM2a, OM2c, OM2e: what its frame says holds for each message of it", async () => {
    const { root, last } = await synced();
    const events: PathEvent[] = [];
    root.subscribe((event) => events.push(event));
    const set = (serial: string) => ({
      serial,
      siteCode: "remote",
      operation: { action: 1, objectId: "root", mapSet: { key: "name", value: { string: serial } } },
    });
    last().say({ action: 19, channel: "test", id: "frame", connectionId: "other", timestamp: 5, state: [set("t:1"), { ...set("t:2"), id: "own" }] });
    expect(events.map(({ message }) => [message?.id, message?.connectionId, message?.timestamp])).toEqual([
      ["frame:0", "other", 5],
      ["own", "other", 5],
    ]);
  });

  it("RTO24c1: depth 2 is itself and what is in it; another path is not told", async () => {
    const { root, set, inc } = await synced();
    const [two, other]: PathEvent[][] = [[], []];
    root.subscribe((event) => two?.push(event), { depth: 2 });
    root.get("score").subscribe((event) => other?.push(event));
    set("t:1", "root", "name", { string: "Bob" });
    inc("t:2", 7, { objectId: "counter:nested@1000" });
    set("t:3", "map:prefs@1000", "theme", { string: "light" });
    set("t:4", "map:profile@1000", "email", { string: "b" });
    expect([two?.map(({ object }) => object.path()), other]).toEqual([["", "profile"], []]);
  });

  it("RTPO19f, RTPO13c5: a path is followed to the new object; a map within itself is told by every way that passes nothing twice", async () => {
    const { root, set, inc } = await synced();
    set("t:1", "map:prefs@1000", "back", { objectId: "map:profile@1000" });
    set("t:2", "root", "score", { objectId: "counter:new@2000" });
    const events: PathEvent[] = [];
    root.subscribe((event) => events.push(event));
    inc("t:3", 10, { objectId: "counter:new@2000" });
    set("t:4", "map:profile@1000", "email", { string: "b" });
    expect(events.map(({ object }) => object.path())).toEqual(["score", "profile"]);
    expect(root.get("score").value()).toBe(10);
  });
});
