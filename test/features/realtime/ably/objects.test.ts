import { describe, expect, it } from "@jest/globals";
import { objectsOf } from "../../../../runtime/ably-objects/index.js";
import type { LiveMap } from "../../../../runtime/realtime/protocols/ably/objects/live-map.js";
import type { AblyOptions } from "../../../../runtime/realtime/protocols/ably/options.js";
import { eventually, settle, stage } from "./stage.js";

const modes = ["OBJECT_SUBSCRIBE", "OBJECT_PUBLISH"] as const;

/** Clients with the root map of one channel. */
async function shared(count: number, options: AblyOptions = {}) {
  const on = stage();
  const clients = await Promise.all(
    Array.from({ length: count }, async () => {
      const ably = await on.connected(options);
      const channel = ably.channels.get("room", { modes });
      const objects = objectsOf(ably, channel);
      return { ably, channel, objects, root: await objects.get() };
    }),
  );
  return { ...on, clients: clients as unknown as readonly [(typeof clients)[number], (typeof clients)[number]] }; // as many as asked for
}

const plain = (map: LiveMap): Record<string, unknown> => Object.fromEntries(map);

describe.each(["json", "msgpack"] as const)("shared maps (RTLM), in %s", (format) => {
  it("RTLM20, RTLM21: text, numbers, booleans, bytes and JSON are set, seen by all, and removed", async () => {
    const { clients } = await shared(2, { format });
    const [one, two] = clients;
    const told: unknown[] = [];
    two.root.subscribe((update) => told.push(update));
    const values = { text: "a", number: 1.5, yes: true, bytes: new Uint8Array([1, 2]), json: { deep: [1] } };
    for (const [key, value] of Object.entries(values)) await one.root.set(key, value);
    expect(plain(one.root)).toEqual(values);
    expect(plain(two.root)).toEqual(values);
    await two.root.remove("text");
    expect([one.root.get("text"), one.root.size, [...one.root.keys()]]).toEqual([undefined, 4, ["number", "yes", "bytes", "json"]]);
    expect(told).toEqual([...Object.keys(values).map((key) => ({ [key]: "updated" })), { text: "removed" }]);
  });

  it("RTO11, RTO14, RTLM5: maps and counters in maps; ids are a digest of what they begin as", async () => {
    const { clients } = await shared(2, { format });
    const [one, two] = clients;
    const counter = await one.objects.createCounter(5);
    const map = await one.objects.createMap({ name: "till", data: new Uint8Array([7]), counter });
    expect(map.objectId).toMatch(/^map:[\w-]{43}@\d+$/);
    expect(plain(map)).toEqual({ name: "till", data: new Uint8Array([7]), counter });
    await one.root.set("shop", map);
    const seen = two.root.get("shop") as LiveMap;
    expect([seen.get("name"), (seen.get("counter") as typeof counter).value]).toEqual(["till", 5]);
  });
});

describe("shared counters (RTLC)", () => {
  it("RTLC12: additions of all count, told by their amount", async () => {
    const { clients } = await shared(2);
    const [one, two] = clients;
    const counter = await one.objects.createCounter();
    await one.root.set("visits", counter);
    const other = two.root.get("visits") as typeof counter;
    const told: number[] = [];
    other.subscribe(({ amount }) => told.push(amount));
    await Promise.all([counter.increment(3), other.increment(4), counter.decrement(1)]);
    expect([counter.value, other.value]).toEqual([6, 6]);
    expect(told.sort()).toEqual([-1, 3, 4]);
    await expect(counter.increment(Number.NaN)).rejects.toMatchObject({ code: 40003 });
  });

  it("RTO20: an operation is done once, whether its echo or its acknowledgement comes first", async () => {
    const { clients, mock, clock } = await shared(2);
    const [one] = clients;
    const counter = await one.objects.createCounter(1);
    mock.faults.add({ on: "out", action: 19, do: "delay", milliseconds: 1000, times: 2 });
    await counter.increment(2);
    expect(counter.value).toBe(3);
    await clock.advance(1000);
    expect(counter.value).toBe(3);
    await counter.increment(1);
    expect(counter.value).toBe(4);
  });
});

describe("objects and their channel (RTO)", () => {
  it("RTO5: who comes later gets everything, in parts; RTO4: a resync replaces what was there", async () => {
    const { clients, connected, mock, clock, cut } = await shared(1);
    const [one] = clients;
    const counter = await one.objects.createCounter(2);
    for (let index = 0; index < 150; index++) await one.root.set(`key${index}`, index % 10 === 0 ? await one.objects.createMap({ index }) : index);
    await one.root.set("counter", counter);
    const late = await connected();
    const root = await objectsOf(late, late.channels.get("room", { modes })).get();
    expect(root.size).toBe(151);
    expect((root.get("key10") as LiveMap).get("index")).toBe(10);
    const before = root.get("counter");
    cut();
    await clock.advance(3000);
    await one.root.set("after", true);
    expect([root.get("after"), root.get("counter") === before, root.size]).toEqual([true, true, 152]);
    expect(mock.connections()).toHaveLength(2);
  });

  it("RTO7: operations during a sync wait for its end", async () => {
    const { clients, mock, connected, clock } = await shared(1);
    const [one] = clients;
    await one.root.set("a", 1);
    mock.faults.add({ on: "out", action: 20, do: "delay", milliseconds: 500 });
    const late = await connected();
    const objects = objectsOf(late, late.channels.get("room", { modes }));
    const root = objects.get();
    await settle();
    await one.root.set("a", 2);
    await one.root.set("b", 3);
    expect(objects.synced).toBe(false);
    await clock.advance(500);
    expect(plain(await root)).toEqual({ a: 2, b: 3 });
  });

  it("works where the channel was attached before anybody asked for objects", async () => {
    const { clients, connected } = await shared(1);
    await clients[0].root.set("a", 1);
    const late = await connected();
    const channel = late.channels.get("room", { modes });
    await channel.attach();
    const root = await objectsOf(late, channel).get();
    await eventually(() => root.size === 1);
    expect(plain(root)).toEqual({ a: 1 });
    expect(objectsOf(late, channel)).toBe(objectsOf(late, channel));
  });

  it("RTO2, RTO26: modes and echo are needed; a channel that is lost says so", async () => {
    const { connected, clients } = await shared(1);
    const ably = await connected();
    const blind = ably.channels.get("other", { modes: ["PUBLISH"] });
    await expect(objectsOf(ably, blind).get()).rejects.toMatchObject({ code: 40024 });
    const readOnly = ably.channels.get("third", { modes: ["OBJECT_SUBSCRIBE"] });
    const root = await objectsOf(ably, readOnly).get();
    await expect(root.set("a", 1)).rejects.toMatchObject({ code: 40024 });
    await expect(root.set(5 as unknown as string, 1)).rejects.toMatchObject({ code: 40003 });
    const [one] = clients;
    await expect(one.root.set("a", null as unknown as string)).rejects.toMatchObject({ code: 40013 });
    const silent = await connected({ echoMessages: false });
    const map = await objectsOf(silent, silent.channels.get("room", { modes })).get();
    await expect(map.set("a", 1)).rejects.toMatchObject({ code: 40000 });
  });
});
