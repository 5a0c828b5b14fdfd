import { describe, expect, it } from "@jest/globals";
import type { AblyError } from "../../../../runtime/realtime/protocols/ably/ably-error.js";
import { LiveMap } from "../../../../runtime/realtime/protocols/ably/objects/live-map.js";
import type { AblyObjects, ObjectChange } from "../../../../runtime/realtime/protocols/ably/objects/objects.js";
import { pathListeners } from "../../../../runtime/realtime/protocols/ably/objects/path-listeners.js";

/** So many maps in a row, each with two keys that lead to the next; `looked` counts how often one was looked for. */
function ladder(rungs: number) {
  const maps = new Map<string, LiveMap>();
  const warned: AblyError[] = [];
  let [looked, told]: [number, (change: ObjectChange) => void] = [0, () => undefined];
  const thrown = (error: unknown): never => {
    throw error;
  };
  const find = (id: string) => {
    looked++;
    return maps.get(id);
  };
  const idOf = (at: number) => (at === 0 ? "root" : `map:${at}`);
  for (let at = 0; at <= rungs; at++) maps.set(idOf(at), new LiveMap(idOf(at), { thrown, send: async () => undefined, find, format: "json" }));
  for (let at = 0; at < rungs; at++) {
    const entry = { timeserial: "1", data: { objectId: idOf(at + 1) } };
    maps.get(idOf(at))?.replace({ objectId: idOf(at), siteTimeserials: {}, map: { entries: { a: entry, b: entry } } }, 0, 0)();
  }
  const onChange = (listener: (change: ObjectChange) => void) => {
    told = listener;
    return () => undefined;
  };
  const objects = { root: maps.get("root"), find, thrown, warn: (error: AblyError) => warned.push(error), channelName: "room", onChange };
  const listeners = pathListeners(objects as unknown as AblyObjects); // what they use of them
  const change = (at: number) => {
    looked = 0;
    const object = maps.get(idOf(at));
    if (object) told({ object, keys: ["key"], message: null });
    return looked;
  };
  return { listeners, warned, change };
}

/** A listener's paths, as they are told. */
const told = () => {
  const paths: string[] = [];
  return { paths, tell: (segments: readonly string[]) => void paths.push(segments.join("")) };
};

describe("objects that many paths lead to (RTO24)", () => {
  it("tells every path while they are few", () => {
    const { listeners, warned, change } = ladder(3);
    const { paths, tell } = told();
    listeners.add({ segments: [], depth: null, tell });
    change(3);
    expect([paths, warned]).toEqual([["aaa", "aab", "aba", "abb", "baa", "bab", "bba", "bbb"], []]);
  });

  it("follows only so many for one change, and warns that there are more", () => {
    const { listeners, warned, change } = ladder(40);
    const { paths, tell } = told();
    listeners.add({ segments: [], depth: null, tell });
    expect(change(40)).toBeLessThan(100);
    expect(paths.length).toBeGreaterThan(1000);
    expect(paths.length).toBeLessThanOrEqual(10_000);
    expect(warned).toEqual([expect.objectContaining({ code: 50000, message: expect.stringContaining("map:40") })]);
  });

  it.each([
    { what: "a depth", segments: [], depth: 3, at: 40, paths: [] },
    { what: "segments", segments: [..."ab".repeat(20)], depth: null, at: 40, paths: ["ab".repeat(20)] },
    { what: "both", segments: [..."ab".repeat(18)], depth: 2, at: 37, paths: [`${"ab".repeat(18)}a`, `${"ab".repeat(18)}b`] },
  ])("follows only what a listener with $what may want", ({ segments, depth, at, paths }) => {
    const { listeners, warned, change } = ladder(40);
    const heard = told();
    listeners.add({ segments, depth, tell: heard.tell });
    change(at);
    expect([heard.paths, warned]).toEqual([paths, []]);
  });

  it("follows no listener that has ended", () => {
    const { listeners, warned, change } = ladder(40);
    const [kept, ended] = [told(), told()];
    const end = listeners.add({ segments: [], depth: null, tell: ended.tell });
    listeners.add({ segments: [], depth: 1, tell: kept.tell });
    end();
    end();
    change(0);
    change(40);
    expect([kept.paths, ended.paths, warned]).toEqual([[""], [], []]);
  });
});
