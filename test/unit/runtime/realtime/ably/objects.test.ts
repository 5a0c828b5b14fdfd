import { describe, expect, it } from "@jest/globals";
import { LiveCounter } from "../../../../../runtime/realtime/protocols/ably/objects/live-counter.js";
import { LiveMap } from "../../../../../runtime/realtime/protocols/ably/objects/live-map.js";
import type { ObjectMessage, ObjectOperation } from "../../../../../runtime/realtime/protocols/ably/objects/object-message.js";
import { Pool } from "../../../../../runtime/realtime/protocols/ably/objects/pool.js";
import { ObjectSync } from "../../../../../runtime/realtime/protocols/ably/objects/sync.js";

/** A synced pool, what it was told, and a way to tell it more. */
function stage() {
  const send = async (): Promise<void> => undefined;
  const thrown = (): void => undefined;
  const pool: Pool = new Pool({
    map: (id) => new LiveMap(id, { thrown, send, find: (objectId) => pool.find(objectId), expect: (objectId) => void pool.at(objectId), format: "json" }),
    counter: (id) => new LiveCounter(id, { thrown, send }),
  });
  const sync = new ObjectSync(pool, () => 1000);
  sync.attached(false);
  const told: unknown[] = [];
  pool.root.subscribe((update) => told.push(update));
  const say = (serial: string, operation: Omit<ObjectOperation, "objectId"> & { readonly objectId?: string }, siteCode = "s"): void =>
    sync.operations([{ serial, siteCode, serialTimestamp: 500, operation: { objectId: "root", ...operation } } satisfies ObjectMessage]);
  return { pool, sync, told, say };
}

const set = (key: string, text: string) => ({ action: 1, mapSet: { key, value: { string: text } } });
const remove = (key: string) => ({ action: 2, mapRemove: { key } });

describe("the later one wins (RTLM7 to RTLM9, RTLO4a)", () => {
  it("an entry takes only what is later than what set it, whichever site it is of", () => {
    const { pool, told, say } = stage();
    say("05", set("k", "five"), "a");
    say("03", set("k", "three"), "b");
    expect(pool.root.get("k")).toBe("five");
    say("04", remove("k"), "c");
    expect(pool.root.get("k")).toBe("five");
    say("06", remove("k"), "b");
    say("05", set("k", "again"), "a");
    expect([pool.root.get("k"), told]).toEqual([undefined, [{ k: "updated" }, { k: "removed" }]]);
  });

  it("RTLO6: what was deleted counts from when the server says, where it doesn't from now", () => {
    const { pool, sync, say } = stage();
    say("01", { action: 3, objectId: "counter:x@1", counterCreate: { count: 5 } });
    const counter = pool.find("counter:x@1");
    const root = { objectId: "root", map: { entries: { k: { tombstone: true, timeserial: "05" } } } };
    sync.part("s:", [{ object: root }, { serialTimestamp: 700, object: { objectId: "counter:x@1", tombstone: true } }]);
    expect(counter?.deletedAt).toBe(700);
    pool.collect(999);
    say("04", set("k", "late"), "b");
    expect(pool.root.get("k")).toBeUndefined();
    pool.collect(1000);
    say("04", set("k", "late"), "c");
    expect(pool.root.get("k")).toBe("late");
  });

  it("RTLM24: clearing takes what is not later, and keeps earlier ones out", () => {
    const { pool, say } = stage();
    say("01", set("old", "x"), "a");
    say("05", set("new", "y"), "b");
    say("03", { action: 6, mapClear: {} }, "c");
    say("02", set("late", "z"), "d");
    expect([...pool.root]).toEqual([["new", "y"]]);
  });

  it("RTLO4e, RTLM5: a deleted object is nothing any more; operations on it are for nothing", () => {
    const { pool, say } = stage();
    say("01", { action: 3, objectId: "counter:x@1", counterCreate: { count: 5 } });
    say("02", { action: 1, mapSet: { key: "c", value: { objectId: "counter:x@1" } } });
    expect((pool.root.get("c") as LiveCounter).value).toBe(5);
    const counter = pool.root.get("c") as LiveCounter;
    say("03", { action: 3, objectId: "counter:x@1", counterCreate: { count: 5 } });
    expect(counter.value).toBe(5);
    say("04", { action: 5, objectId: "counter:x@1", objectDelete: {} });
    say("05", { action: 4, objectId: "counter:x@1", counterInc: { number: 1 } });
    expect([pool.root.get("c"), counter.value, counter.deletedAt]).toEqual([undefined, 0, 500]);
  });

  it("RTO10: removed keys and deleted objects are forgotten in time", () => {
    const { pool, say } = stage();
    say("01", { action: 3, objectId: "counter:x@1", counterCreate: {} });
    say("02", { action: 5, objectId: "counter:x@1" });
    pool.collect(499);
    expect(pool.at("counter:x@1")?.deletedAt).toBe(500);
    pool.collect(500);
    expect(pool.at("counter:x@1")?.deletedAt).toBeNull();
  });
});

describe("operations that say little (RTLC9, RTLC16, RTLM7, RTLM24)", () => {
  it("RTLC9g, RTLC16c: an addition without a number is none; a beginning without a count is told to nobody", () => {
    const { pool, say } = stage();
    const counter = pool.at("counter:x@1") as LiveCounter;
    const told: unknown[] = [];
    counter.subscribe((update, message) => told.push([update, message?.serial]));
    say("01", { action: 3, objectId: "counter:x@1", counterCreate: {} });
    say("02", { action: 4, objectId: "counter:x@1", counterInc: {} });
    say("03", { action: 4, objectId: "counter:x@1", counterInc: { number: 5 } });
    expect([counter.value, told]).toEqual([5, [[{ amount: 5 }, "03"]]]);
  });

  it("RTLC7d3, RTLM15d4: operations of the other kind are for nothing", () => {
    const { pool, say, told } = stage();
    say("01", { action: 3, counterCreate: { count: 1 } });
    say("02", { action: 4, counterInc: { number: 1 } });
    say("03", { action: 0, mapCreate: { entries: { k: { timeserial: "01", data: { string: "v" } } } } });
    say("04", { ...set("k", "w"), objectId: "counter:x@1" });
    expect([pool.root.get("k"), told, (pool.at("counter:x@1") as LiveCounter).value]).toEqual(["v", [{ k: "updated" }], 0]);
  });

  it("RTLM7g: an object that is set somewhere is there, empty, before it is created", () => {
    const { pool, say } = stage();
    say("01", { action: 1, mapSet: { key: "c", value: { objectId: "counter:new@2" } } });
    expect((pool.root.get("c") as LiveCounter).value).toBe(0);
  });

  it("RTLM24e1: clearing keeps what is as late as itself", () => {
    const { pool, say } = stage();
    say("04", set("same", "x"), "a");
    say("04", { action: 6 }, "b");
    expect([...pool.root]).toEqual([["same", "x"]]);
  });

  it("RTLC14c, RTLO4b4c3: a deletion is told even of nothing, and is the last that is told", () => {
    const { pool, say } = stage();
    const counter = pool.at("counter:x@1") as LiveCounter;
    const told: unknown[] = [];
    counter.subscribe((update, _, tombstone) => told.push([update, tombstone]));
    say("01", { action: 5, objectId: "counter:x@1" });
    expect(told).toEqual([[{ amount: 0 }, true]]);
  });

  it("JSON that is not printed is read too", () => {
    const { pool, say } = stage();
    say("01", { action: 1, mapSet: { key: "j", value: { json: { tags: ["a"] } } } });
    expect(pool.root.get("j")).toEqual({ tags: ["a"] });
  });
});

describe("syncs (RTO5)", () => {
  const state = (objectId: string, more: object) => ({ object: { objectId, siteTimeserials: { s: "10" }, ...more } });

  it("replace what is known: what isn't among it is gone, what differs is told", () => {
    const { pool, sync, told, say } = stage();
    say("01", set("gone", "x"));
    say("02", set("same", "y"));
    say("03", { action: 3, objectId: "counter:x@1", counterCreate: { count: 5 } });
    told.length = 0;
    sync.attached(true);
    sync.part("seq:1", [state("root", { map: { entries: { same: { timeserial: "02", data: { string: "y" } } } } })]);
    sync.operations([{ serial: "11", siteCode: "s", operation: { objectId: "root", ...set("later", "z") } }]);
    expect(sync.synced).toBe(false);
    sync.part("seq:", [state("root", { map: { entries: { more: { timeserial: "04", data: { string: "w" } } } } }), state("map:y@1", { tombstone: true })]);
    expect([...pool.root]).toEqual([
      ["same", "y"],
      ["more", "w"],
      ["later", "z"],
    ]);
    expect(told).toEqual([{ gone: "removed", more: "updated" }, { later: "updated" }]);
    say("10", set("same", "early"));
    expect(pool.root.get("same")).toBe("y");
    expect(pool.find("map:y@1")).toBeUndefined();
  });

  it("RTO5a2: another sequence starts afresh; RTO5a5: without a serial all is in one", () => {
    const { pool, sync } = stage();
    sync.attached(true);
    sync.part("one:1", [state("counter:a@1", { counter: { count: 1 } })]);
    sync.part("two:", [state("counter:b@1", { counter: { count: 2 }, createOp: { action: 3, objectId: "counter:b@1", counterCreate: { count: 3 } } })]);
    expect([pool.find("counter:a@1"), (pool.find("counter:b@1") as LiveCounter).value]).toEqual([undefined, 5]);
    sync.part(null, []);
    expect(pool.find("counter:b@1")).toBeUndefined();
  });

  it("RTO5f2b, RTO5f3: a counter comes once; kinds that are unknown are left out", () => {
    const { pool, sync } = stage();
    sync.attached(true);
    sync.part("seq:1", [state("counter:a@1", { counter: { count: 10 } })]);
    sync.part("seq:", [state("counter:a@1", { counter: { count: 5 } }), state("map:b@1", {})]);
    expect([(pool.find("counter:a@1") as LiveCounter).value, pool.find("map:b@1")]).toEqual([10, undefined]);
  });

  it("who waits is told when the channel is lost", async () => {
    const { sync } = stage();
    sync.attached(true);
    const waiting = sync.done();
    sync.stop(Object.assign(new Error("lost"), {}) as never);
    await expect(waiting).rejects.toThrow("lost");
  });
});
