import { describe, expect, it } from "@jest/globals";
import { messageFilter } from "../../../../../runtime/testing/ably/filter.js";
import { settle } from "../../../../support/clock.js";
import { stage } from "../stage.js";

const message = { name: "sale", clientId: "kim", data: "x", extras: { headers: { number: 26, flag: false, "two words": "yes" } } };

describe("filters of derived channels", () => {
  it.each([
    { given: 'name == `"sale"`', want: true },
    { given: "name == 'sale' && headers.number == `26`", want: true },
    { given: "name == 'sale' && headers.number > `30`", want: false },
    { given: "headers.number >= `26` && headers.number <= `26` && !(headers.number < `26`)", want: true },
    { given: "headers.flag || clientId != 'lee'", want: true },
    { given: "headers.missing.deeper", want: false },
    { given: "!headers.missing", want: true },
    { given: 'headers."two words" == `yes`', want: true },
    { given: "name > `1`", want: false },
    { given: "extras.headers", want: true },
  ])("$given is $want", ({ given, want }) => {
    expect(messageFilter(given)(message)).toBe(want);
  });

  it.each(["name ==", "name == `1` 2", "(name", "name.", "a[0]", "&& b"])("%s can't be read", (given) => {
    expect(() => messageFilter(given)).toThrow(expect.objectContaining({ info: expect.objectContaining({ code: 40010 }) }));
  });
});

describe("derived channels", () => {
  const filtered = (name: string, expression: string): string => `[filter=${Buffer.from(expression).toString("base64")}]${name}`;

  it("hear what passes, and rewind over it; what is said on them is said on their base", async () => {
    const { connected } = stage({ app: { keys: [{ capability: '{"[*]*":["*"]}' }] } });
    const ably = await connected();
    const [base, some, last] = [ably.channels.get("room"), ably.channels.get(filtered("room", "name == 'a'")), ably.channels.get("[?rewind=1]room")];
    const heard: Record<string, unknown[]> = { base: [], some: [], last: [] };
    for (const [name, channel] of Object.entries({ base, some })) {
      channel.subscribe(({ data }) => heard[name]?.push(data));
      await channel.attach();
    }
    await base.publish("a", "1");
    await base.publish("b", "2");
    await some.publish("a", "3");
    last.subscribe(({ data }) => heard["last"]?.push(data));
    await last.attach();
    await settle();
    expect(heard).toEqual({ base: ["1", "2", "3"], some: ["1", "3"], last: ["3"] });
  });

  it("need a capability for qualified names, and a filter that can be read", async () => {
    const { connected } = stage({ app: { keys: [{}] } });
    const ably = await connected();
    await expect(ably.channels.get(filtered("room", "name == 'a'")).attach()).rejects.toMatchObject({ code: 40160 });
    await expect(ably.channels.get(filtered("room", "name ==")).attach()).rejects.toMatchObject({ code: 40010 });
  });
});

describe("what an attachment may", () => {
  it("RTL4m: modes that it didn't ask for are refused to it; params that there aren't are left out", async () => {
    const { connected } = stage();
    const ably = await connected();
    const room = ably.channels.get("room", { params: { modes: "subscribe", nonsense: "1" } });
    await room.attach();
    expect([room.modes, room.params]).toEqual([["SUBSCRIBE"], { modes: "subscribe" }]);
    await expect(room.publish("n", "x")).rejects.toMatchObject({ code: 40160 });
    await expect(room.presence.enterClient("kim")).rejects.toMatchObject({ code: 40160 });
  });

  it("RTL4i: rewinds when it first asks to, even if an ATTACH without it is under way; never when it goes on from a serial", async () => {
    const { connected } = stage();
    const ably = await connected();
    await ably.channels.get("room").publish("n", "before");
    const room = (await connected()).channels.get("room");
    const got: unknown[] = [];
    room.subscribe(({ data }) => got.push(data));
    void room.attach();
    await room.setOptions({ params: { rewind: "1" } });
    await settle();
    expect(got).toEqual(["before"]);
    await room.setOptions({ params: { rewind: "1", delta: "vcdiff" } });
    await settle();
    expect(got).toEqual(["before"]);
  });

  it("RTC8a1: follows a new token: more may be done at once, and channels that it doesn't cover fail", async () => {
    const { connected, app } = stage();
    const [first] = app.keys;
    if (first === undefined) throw new Error("no key");
    let capability = '{"room":["subscribe"],"other":["*"]}';
    const ably = await connected({ authCallback: () => app.issue(first, { capability }, true) });
    await settle();
    const [room, other] = [ably.channels.get("room"), ably.channels.get("other")];
    await Promise.all([room.attach(), other.attach()]);
    await expect(room.publish("n", "x")).rejects.toMatchObject({ code: 40160 });
    capability = '{"room":["subscribe","publish"]}';
    await ably.auth.authorize();
    await settle();
    expect([room.state, other.state, other.errorReason?.code]).toEqual(["attached", "failed", 40160]);
    await room.publish("n", "x");
  });

  it("occupancy=metrics tells how many are there, and so does REST", async () => {
    const { connected, mock } = stage();
    const ably = await connected();
    const room = ably.channels.get("room", { params: { occupancy: "metrics" } });
    const counts: unknown[] = [];
    room.subscribe(
      ({ name, data }) =>
        name === "[meta]occupancy" &&
        counts.push(
          Object.entries((data as { metrics: object }).metrics)
            .flat()
            .slice(0, 2),
        ),
    );
    await room.attach();
    const other = await connected();
    await other.channels.get("room").attach();
    await settle();
    await other.channels.get("room").detach();
    await settle();
    expect(counts).toEqual([1, 2, 1].map((count) => ["connections", count]));
    expect(mock.apps.values().next().value?.channel("room").metrics).toMatchObject({ connections: 1, subscribers: 1, presenceMembers: 0 });
  });
});
