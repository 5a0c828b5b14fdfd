import { describe, expect, it } from "@jest/globals";
import { newCounter, newMap, objectsOf, pathOf } from "../../../../runtime/ably-objects/index.js";
import type { PathEvent } from "../../../../runtime/realtime/protocols/ably/objects/object-path.js";
import type { AblyOptions } from "../../../../runtime/realtime/protocols/ably/options.js";
import { eventually, stage } from "./stage.js";

const modes = ["OBJECT_SUBSCRIBE", "OBJECT_PUBLISH"] as const;
const tree = {
  name: "Alice",
  age: 30,
  active: true,
  score: newCounter(100),
  data: { tags: ["a", "b"] },
  avatar: new Uint8Array([1, 2, 3]),
  profile: newMap({ email: "alice@example.com", nested: newCounter(5), prefs: newMap({ theme: "dark" }) }),
};

/** Ably's standard tree, at two clients. */
async function shared(options: AblyOptions = {}) {
  const on = stage();
  const client = async () => {
    const ably = await on.connected(options);
    const channel = ably.channels.get("room", { modes });
    const objects = objectsOf(ably, channel);
    return { ably, channel, objects, root: await pathOf(objects) };
  };
  const [one, two] = [await client(), await client()];
  for (const [key, value] of Object.entries(tree)) await one.root.set(key, value);
  await eventually(() => two.root.size() === 7);
  return { ...on, one, two };
}

const heard = (events: readonly PathEvent[]) => events.map(({ object, message }) => [object.path(), message?.operation.action]);
/** Frames of operations that were sent, by how many are in each. */
const sent = ({ mock }: Awaited<ReturnType<typeof shared>>): readonly number[] =>
  mock.events.flatMap((event) => (event.kind === "in" && event.frame.action === 19 ? [event.frame.state?.length ?? 0] : []));

describe("places (RTPO)", () => {
  it("RTPO4, RTPO5, RTPO6: are named by keys with dots between, escaped within; keys and paths are text", async () => {
    const { one } = await shared();
    const { root } = one;
    expect([root.path(), root.get("profile").get("email").path(), root.get("a.b").get("c").path()]).toEqual(["", "profile.email", "a\\.b.c"]);
    expect([root.at("profile.email").value(), root.at("a\\.b.c").path()]).toEqual(["alice@example.com", "a\\.b.c"]);
    for (const wrong of [() => root.get(123 as never), () => root.at(123 as never)]) expect(wrong).toThrow(expect.objectContaining({ code: 40003 }));
  });

  it("RTPO3, RTPO7, RTPO8, RTPO12: give what stands there; nothing for nothing", async () => {
    const { root } = (await shared()).one;
    expect(["score", "name", "age", "active", "avatar", "profile", "profile.prefs.theme"].map((path) => root.at(path).value())).toEqual([
      100,
      "Alice",
      30,
      true,
      new Uint8Array([1, 2, 3]),
      undefined,
      "dark",
    ]);
    const none = root.at("nonexistent.deep");
    expect([none.value(), none.instance(), none.size(), none.compact(), root.at("score.something").value()]).toEqual(Array(5).fill(undefined));
    expect([root.size(), root.get("profile").size(), root.get("score").size()]).toEqual([7, 3, undefined]);
    expect([root.get("name").instance()?.id, root.get("name").instance()?.value(), root.instance()?.id]).toEqual([undefined, "Alice", "root"]);
  });

  it("RTPO9, RTPO10, RTPO11: entries, keys and values of a map; none of another", async () => {
    const { root } = (await shared()).one;
    expect(root.keys()).toEqual(Object.keys(tree));
    expect(root.entries().map(([key, path]) => [key, path.path()])).toEqual(Object.keys(tree).map((key) => [key, key]));
    expect(
      root
        .get("profile")
        .values()
        .map((path) => path.path()),
    ).toEqual(["profile.email", "profile.nested", "profile.prefs"]);
    const score = root.get("score");
    expect([score.keys(), score.entries(), score.values()]).toEqual([[], [], []]);
  });

  it("RTPO13, RTPO14: compact as plain data, a cycle as the same object; as JSON by its id, bytes as base64", async () => {
    const { one, two } = await shared();
    expect(one.root.compact()).toEqual({
      ...tree,
      score: 100,
      profile: { email: "alice@example.com", nested: 5, prefs: { theme: "dark" } },
    });
    expect([one.root.get("score").compact(), one.root.get("avatar").compactJson()]).toEqual([100, "AQID"]);
    const profile = one.objects.root.get("profile") as never;
    await one.root.at("profile.prefs").set("back", profile);
    const seen = two.root.get("profile").compact() as { prefs: { back: unknown } };
    expect(seen.prefs.back).toBe(seen);
    expect(two.root.get("profile").compactJson()).toMatchObject({ prefs: { back: { objectId: two.root.get("profile").instance()?.id } } });
  });
});

describe("writing to places (RTPO15 to RTPO18)", () => {
  it("RTPO15 to RTPO18: sets, removes, adds and takes away, one by default", async () => {
    const { one, two } = await shared();
    const { root } = one;
    await root.get("profile").set("email", "bob@example.com");
    await root.remove("name");
    await root.get("score").increment(25);
    await root.get("score").increment();
    await root.get("score").decrement();
    await root.get("score").decrement(5);
    for (const { at } of [root, two.root].map((each) => ({ at: (path: string) => each.at(path).value() })))
      expect([at("profile.email"), at("name"), at("score")]).toEqual(["bob@example.com", undefined, 120]);
  });

  it("RTPO3c2, RTPO15e, RTPO17e: 92005 where nothing stands, 92007 where another kind does", async () => {
    const { root } = (await shared()).one;
    for (const write of [root.at("none.deep").set("k", "v"), root.at("none").increment(5), root.at("none").remove("k")])
      await expect(write).rejects.toMatchObject({ code: 92005, statusCode: 400 });
    for (const write of [root.at("score").set("k", "v"), root.at("score").remove("k"), root.increment(5), root.decrement(5)])
      await expect(write).rejects.toMatchObject({ code: 92007, statusCode: 400 });
  });

  it("RTLM20, RTLMV4: objects that are made with it go in one frame, the innermost first", async () => {
    const on = await shared();
    const { one, two } = on;
    const before = sent(on).length;
    await one.root.set("deep", newMap({ inner: newMap({ count: newCounter(3) }), bytes: new Uint8Array([9]) }));
    expect(sent(on).slice(before)).toEqual([4]);
    expect(two.root.get("deep").compact()).toEqual({ inner: { count: 3 }, bytes: new Uint8Array([9]) });
    for (const [value, code] of [
      [newCounter("5" as never), 40003],
      [newMap(null as never), 40003],
      [newMap({ f: (() => 1) as never }), 40013],
    ] as const)
      await expect(one.root.set("wrong", value)).rejects.toMatchObject({ code });
  });

  it("RTO25, RTO26: nothing is read or written without the mode, on a lost channel, or without echoes", async () => {
    const { one, connected } = await shared();
    await one.channel.detach();
    for (const read of [() => one.root.value(), () => one.root.keys(), () => one.root.subscribe(() => undefined)])
      expect(read).toThrow(expect.objectContaining({ code: 90001, statusCode: 400 }));
    await expect(one.root.set("a", 1)).rejects.toMatchObject({ code: 90001 });
    const reader = await connected();
    const root = await pathOf(objectsOf(reader, reader.channels.get("room", { modes: ["OBJECT_SUBSCRIBE"] })));
    await expect(root.batch(() => undefined)).rejects.toMatchObject({ code: 40024 });
    const silent = await connected({ echoMessages: false });
    const quiet = await pathOf(objectsOf(silent, silent.channels.get("room", { modes })));
    await expect(quiet.get("score").increment()).rejects.toMatchObject({ code: 40000 });
  });
});

describe("objects and what their channel is (RTO)", () => {
  it("RTLC12e1: an amount is a finite number, taken away too", async () => {
    const { root } = (await shared()).one;
    const score = root.get("score");
    for (const amount of [Number.NaN, Number.POSITIVE_INFINITY, "10", true, [1, 2], null])
      for (const write of [score.increment(amount as never), score.decrement(amount as never)]) await expect(write).rejects.toMatchObject({ code: 40003 });
    expect(score.value()).toBe(100);
  });

  it("RTO17, RTO18, RTO19: syncs are told, each listener as often as it was added", async () => {
    const on = stage();
    const ably = await on.connected();
    const channel = ably.channels.get("room", { modes });
    const objects = objectsOf(ably, channel);
    const told: string[] = [];
    const listener = (): void => void told.push("synced");
    objects.on("syncing", () => told.push("syncing"));
    objects.on("synced", listener);
    const end = objects.on("synced", listener);
    await objects.get();
    expect(told).toEqual(["syncing", "synced", "synced"]);
    end();
    await channel.detach();
    await objects.get();
    expect([channel.state, told.slice(3)]).toEqual(["attached", ["syncing", "synced"]]);
  });

  it("RTO2, RTO23e: who asked for no mode has none; a failed channel says so", async () => {
    const { connected, mock } = await shared();
    const ably = await connected();
    const plain = ably.channels.get("plain");
    await expect(objectsOf(ably, plain).createCounter(1)).rejects.toMatchObject({ code: 40024, statusCode: 400 });
    await expect(objectsOf(ably, plain).get()).rejects.toMatchObject({ code: 40024 });
    const channel = ably.channels.get("room", { modes });
    await channel.attach();
    mock.connection(ably.connection.id ?? "")?.send({ action: 9, channel: "room", error: { code: 90000, statusCode: 400, message: "failed" } });
    await eventually(() => channel.state === "failed");
    await expect(objectsOf(ably, channel).get()).rejects.toMatchObject({ code: 90001, statusCode: 400 });
    expect(channel.state).toBe("failed");
  });
});

describe("telling of changes at and below a place (RTPO19, RTO24)", () => {
  it("RTPO19, RTO24b2a, RTO24b2b: where, and what it came of; once for each that wants it", async () => {
    const { one, two } = await shared();
    const [all, score, profile]: PathEvent[][] = [[], [], []];
    const end = two.root.subscribe((event) => all?.push(event));
    two.root.get("score").subscribe((event) => score?.push(event));
    two.root.get("profile").subscribe((event) => profile?.push(event));
    await one.root.get("score").increment(7);
    await one.root.set("score", newCounter(1));
    await one.root.get("score").increment(2);
    await one.root.at("profile.prefs").set("theme", "light");
    end();
    await one.root.set("name", "Bob");
    expect(heard(score ?? [])).toEqual([
      ["score", "counter.inc"],
      ["score", "map.set"],
      ["score", "counter.inc"],
    ]);
    expect(heard(profile ?? [])).toEqual([["profile.prefs", "map.set"]]);
    expect(heard(all ?? [])).toEqual([
      ["score", "counter.inc"],
      ["", "map.set"],
      ["score", "counter.inc"],
      ["profile.prefs", "map.set"],
    ]);
    expect(score?.[0]?.message).toMatchObject({
      channel: "room",
      serial: expect.any(String),
      siteCode: expect.any(String),
      operation: { counterInc: { number: 7 } },
    });
  });

  it("RTPO19c1, RTO24c1: only so many levels down; a depth is above 0", async () => {
    const { one, two } = await shared();
    const [self, children]: PathEvent[][] = [[], []];
    two.root.get("profile").subscribe((event) => self?.push(event), { depth: 1 });
    two.root.get("profile").subscribe((event) => children?.push(event), { depth: 2 });
    await one.root.get("profile").set("email", "b");
    await one.root.at("profile.nested").increment(3);
    await one.root.at("profile.prefs").set("theme", "light");
    expect([heard(self ?? []), heard(children ?? [])].map((each) => each.map(([path]) => path))).toEqual([
      ["profile"],
      ["profile", "profile.nested", "profile.prefs"],
    ]);
    for (const depth of [0, -1, 1.5]) expect(() => two.root.subscribe(() => undefined, { depth })).toThrow(expect.objectContaining({ code: 40003 }));
  });

  it("RTO24b1, RTO24b2c: by every path that leads to it, and whoever else throws", async () => {
    const { one, two } = await shared();
    await one.root.set("alias", one.objects.root.get("score") as never);
    const events: PathEvent[] = [];
    two.root.subscribe(() => {
      throw new Error("boom");
    });
    two.root.subscribe((event) => events.push(event));
    await one.root.get("score").increment(5);
    expect(heard(events)).toEqual([
      ["score", "counter.inc"],
      ["alias", "counter.inc"],
    ]);
  });
});

describe("one object, wherever it is (RTINS)", () => {
  it("RTINS3 to RTINS15: reads and writes as its kind can", async () => {
    const { one } = await shared();
    const root = one.root.instance();
    expect([root?.get("name")?.value(), root?.get("none"), root?.value(), root?.size(), root?.keys().length, root?.values().length]).toEqual([
      "Alice",
      undefined,
      undefined,
      7,
      7,
      7,
    ]);
    expect(root?.entries()[0]?.[1].value()).toBe("Alice");
    const score = root?.get("score");
    await root?.set("name", "Bob");
    await root?.remove("age");
    await score?.increment(25);
    await score?.decrement();
    expect([one.root.get("name").value(), one.root.get("age").value(), score?.value(), score?.size(), score?.get("x")]).toEqual([
      "Bob",
      undefined,
      124,
      undefined,
      undefined,
    ]);
    for (const write of [score?.set("k", "v"), root?.increment(5), root?.get("name")?.batch(() => undefined)])
      await expect(write).rejects.toMatchObject({ code: 92007 });
    expect(() => root?.get("name")?.subscribe(() => undefined)).toThrow(expect.objectContaining({ code: 92007 }));
  });

  it("RTINS16: is followed by what it is, not by where", async () => {
    const { one, two } = await shared();
    const score = two.root.get("score").instance();
    const mine = one.root.get("score").instance();
    const told: unknown[] = [];
    const end = score?.subscribe(({ object, message }) => told.push([object.id === score.id, message?.operation.action]));
    await one.root.set("score", newCounter(0));
    await mine?.increment(10);
    await one.root.get("score").increment(1);
    end?.();
    await mine?.increment(1);
    expect(told).toEqual([[true, "counter.inc"]]);
  });
});

describe("batches (RTBC)", () => {
  it("RTPO22, RTINS19, RTBC12 to RTBC16: go in one frame, in order", async () => {
    const on = await shared();
    const { one, two } = on;
    const before = sent(on).length;
    await one.root.batch((batch) => {
      batch.set("name", "Bob");
      batch.remove("age");
      const score = batch.get("score");
      score?.increment(50);
      batch.get("score")?.decrement(10);
      batch.get("profile")?.set("made", newMap({ a: 1 }));
      expect([batch.id, batch.get("score")?.value(), batch.size(), batch.get("none"), batch.get("score") === score]).toEqual(["root", 100, 7, undefined, true]);
    });
    expect(sent(on).slice(before)).toEqual([6]);
    expect([two.root.get("name").value(), two.root.get("age").value(), two.root.get("score").value(), two.root.at("profile.made").compact()]).toEqual([
      "Bob",
      undefined,
      140,
      { a: 1 },
    ]);
  });

  it("RTBC16: nothing is sent of an empty one, or of one that throws; a closed one throws 40000", async () => {
    const on = await shared();
    const { root } = on.one;
    const before = sent(on).length;
    let kept: Parameters<Parameters<typeof root.batch>[0]>[0] | undefined;
    await root.batch((batch) => {
      kept = batch;
    });
    for (const call of [() => kept?.id, () => kept?.value(), () => kept?.size(), () => kept?.set("a", 1), () => kept?.entries()])
      expect(call).toThrow(expect.objectContaining({ code: 40000 }));
    for (const [write, code] of [
      [root.get("score").batch((batch) => batch.set("k", "v")), 92007],
      [root.batch((batch) => batch.increment(5)), 92007],
      [root.batch((batch) => batch.set("k", null as never)), 40013],
      [root.at("none.deep").batch(() => undefined), 92007],
    ] as const)
      await expect(write).rejects.toMatchObject({ code });
    expect(sent(on)).toHaveLength(before);
  });
});
