import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { FramingSession } from "../../../../../runtime/realtime/framing.js";
import { centrifugeFraming } from "../../../../../runtime/realtime/protocols/centrifuge/centrifuge-framing.js";
import { decodeFrame, encodeCommands } from "../../../../../runtime/realtime/protocols/centrifuge/codec.js";
import type { CentrifugeSettings } from "../../../../../runtime/realtime/protocols/centrifuge/settings.js";
import { host, messageOf, routeOf, sinkOf, type Told } from "../../../../support/framing.js";

const route = routeOf("news");
const open = (settings?: CentrifugeSettings): FramingSession => centrifugeFraming(settings).session(null, host);
const parsed = (frame: unknown): unknown => JSON.parse(String(frame));
const told = (session: FramingSession, ...lines: readonly object[]): readonly Told[] => {
  const { sink, told: all } = sinkOf();
  session.receive(lines.map((line) => JSON.stringify(line)).join("\n"), sink);
  return all;
};

describe("centrifuge: connecting (PROTOCOL.md, sections 1, 4 and 5)", () => {
  it.each([
    { settings: {}, credential: null, want: { name: "clientwright" } },
    { settings: {}, credential: "Bearer t", want: { name: "clientwright", token: "t" } },
    { settings: { token: false, data: { a: 1 }, name: "panel", version: "2" }, credential: "Bearer t", want: { name: "panel", version: "2", data: { a: 1 } } },
  ])("$settings with $credential", ({ settings, credential, want }) => {
    const session = open(settings);
    expect(session.greet(credential, "").map(parsed)).toEqual([{ id: 1, connect: want }]);
    expect(centrifugeFraming(settings).takesCredential).toBe(!("token" in settings));
    expect(session.request({ url: "ws://x" })).toEqual({ url: "ws://x" });
  });

  it.each([
    {
      name: "usable",
      given: { connect: { client: "c", ping: 25, pong: true } },
      want: [
        ["promised", 35_000],
        ["ready", "resumed"],
      ],
    },
    {
      name: "for a while",
      given: { connect: { expires: true, ttl: 100 } },
      want: [
        ["renew", 90_000],
        ["ready", "resumed"],
      ],
    },
    { name: "an expired token", given: { error: { code: 109, message: "token expired" } }, want: [["dropped", { code: "109" }, "renew"]] },
    { name: "busy", given: { error: { code: 100, message: "internal", temporary: true } }, want: [["dropped", { code: "100" }, "retry"]] },
    { name: "refused", given: { error: { code: 107 } }, want: [["dropped", { message: "The server refuses: no reason given" }, "fatal"]] },
  ])("$name", ({ given, want }) => {
    const session = open();
    session.greet(null, "");
    expect(told(session, { id: 1, ...given })).toMatchObject(want);
  });

  it("answers pings where pongs are wanted", () => {
    const session = open();
    session.greet(null, "");
    expect(told(session, {})).toEqual([]);
    expect(told(session, { id: 1, connect: { pong: true } }, {})).toEqual([
      ["ready", "resumed"],
      ["answer", "{}"],
    ]);
    expect(session.ping()).toBeNull();
  });

  it("sends a fresh token over the open link, where tokens are sent", () => {
    const session = open();
    expect(parsed(session.reauthenticate("Bearer t2"))).toEqual({ id: 1, refresh: { token: "t2" } });
    expect(told(session, { id: 1, refresh: { expires: true, ttl: 10 } })).toEqual([["renew", 9_000]]);
    expect(open({ token: false }).reauthenticate("Bearer t")).toBeNull();
  });

  it.each([
    { code: 3005, want: "renew" },
    { code: 3500, want: "renew" },
    { code: 3501, want: "fatal" },
    { code: 4501, want: "fatal" },
    { code: 3001, want: "retry" },
    { code: 1006, want: null },
  ])("close code $code: $want", ({ code, want }) => {
    expect(open().verdict?.({ code, reason: "", status: null, cause: null })).toBe(want);
    expect(told(open(), { push: { disconnect: { code, reason: "r" } } })).toMatchObject([["dropped", { code }, want ?? "retry"]]);
  });
});

describe("centrifuge: channels (sections 2 and 3)", () => {
  it("keeps its place, and asks from there on the next link", () => {
    const session = open();
    expect(parsed(session.subscribe(route))).toEqual({ id: 1, subscribe: { channel: "news" } });
    expect(
      told(
        session,
        { id: 1, subscribe: { recoverable: true, epoch: "x", offset: 4 } },
        { push: { channel: "news", pub: { data: 1, offset: 5, info: { user: "a" }, tags: { t: "1" } } } },
      ),
    ).toEqual([
      ["subscribed", "news"],
      ["message", "news", 1, { name: null, headers: { offset: 5, info: { user: "a" }, tags: { t: "1" } } }],
    ]);
    session.greet(null, "");
    expect(parsed(session.subscribe(route))).toEqual({ id: 3, subscribe: { channel: "news", recover: true, epoch: "x", offset: 5 } });
    expect(told(session, { id: 3, subscribe: { recoverable: true, epoch: "x", offset: 6, recovered: true, publications: [{ data: 2, offset: 6 }] } })).toEqual([
      ["subscribed", "news"],
      ["message", "news", 2, { name: null, headers: { offset: 6 } }],
    ]);
  });

  it.each([
    { name: "not recovered", again: { recoverable: true, epoch: "y", offset: 9, recovered: false } },
    { name: "no positions any more", again: {} },
  ])("tells a gap: $name", ({ again }) => {
    const session = open();
    session.subscribe(route);
    told(session, { id: 1, subscribe: { recoverable: true, epoch: "x", offset: 4 } });
    session.subscribe(route);
    expect(told(session, { id: 2, subscribe: again })).toEqual([
      ["gap", "news", { reason: "not-resumed", lost: null, cause: null }],
      ["subscribed", "news"],
    ]);
  });

  it("forgets its place when it unsubscribes", () => {
    const session = open();
    session.subscribe(route);
    told(session, { id: 1, subscribe: { recoverable: true, epoch: "x", offset: 4 } });
    expect(parsed(session.unsubscribe(route))).toEqual({ id: 2, unsubscribe: { channel: "news" } });
    expect(told(session, { id: 2, unsubscribe: {} })).toEqual([]);
    expect(parsed(session.subscribe(route))).toEqual({ id: 3, subscribe: { channel: "news" } });
  });

  it.each([
    { name: "refused", given: { id: 1, error: { code: 103, message: "no" } }, want: [["unsubscribed", "news", { code: "103" }]] },
    { name: "there already", given: { id: 1, error: { code: 105 } }, want: [["subscribed", "news"]] },
    { name: "later", given: { id: 1, error: { code: 100, temporary: true } }, want: [["dropped", { code: "100" }, "retry"]] },
    { name: "an unknown answer", given: { id: 9, subscribe: {} }, want: [] },
    { name: "ended", given: { push: { channel: "news", unsubscribe: { code: 2000, reason: "r" } } }, want: [["unsubscribed", "news", { code: "2000" }]] },
    { name: "ended without words", given: { push: { channel: "news", unsubscribe: {} } }, want: [["unsubscribed", "news", { code: "0" }]] },
    {
      name: "to be taken up again",
      given: { push: { channel: "news", unsubscribe: { code: 2500 } } },
      want: [["answer", '{"id":2,"subscribe":{"channel":"news"}}']],
    },
    { name: "who joins, unasked", given: { push: { channel: "news", join: { info: {} } } }, want: [] },
  ])("a subscription: $name", ({ given, want }) => {
    const session = open();
    session.subscribe(route);
    expect(told(session, given)).toMatchObject(want);
  });

  it("a position that the server can't go on from is given up once; without one the subscription ends", () => {
    const session = open();
    session.subscribe(route);
    told(session, { id: 1, subscribe: { recoverable: true, epoch: "x", offset: 4 } });
    session.subscribe(route);
    expect(told(session, { id: 2, error: { code: 112 } })).toEqual([["answer", '{"id":3,"subscribe":{"channel":"news"}}']]);
    expect(told(session, { id: 3, error: { code: 112 } })).toMatchObject([["unsubscribed", "news", { code: "112" }]]);
  });

  it("a channel that nobody listens to is not taken up again", () => {
    expect(told(open(), { push: { channel: "news", unsubscribe: { code: 2500 } } })).toMatchObject([["unsubscribed", "news", { code: "2500" }]]);
  });

  it("channels that the server subscribes to: at connect, later, until it ends them", () => {
    const session = open();
    session.greet(null, "");
    expect(told(session, { id: 1, connect: { subs: { news: { recoverable: true, epoch: "x", offset: 4 } } } })).toEqual([
      ["ready", "resumed"],
      ["subscribed", "news"],
    ]);
    expect([session.subscribe(route), session.unsubscribe(route)]).toEqual([null, null]);
    told(session, { push: { channel: "more", subscribe: {} } }, { push: { channel: "news", pub: { data: 1, offset: 5 } } });
    expect(session.subscribe(routeOf("more"))).toBeNull();
    expect(session.greet(null, "").map(parsed)).toMatchObject([{ connect: { subs: { news: { recover: true, epoch: "x", offset: 5 } } } }]);
    const again = { recoverable: true, epoch: "x", offset: 6, recovered: true, publications: [{ data: 2, offset: 6 }] };
    expect(told(session, { id: 2, connect: { subs: { news: again } } }).slice(1)).toEqual([
      ["subscribed", "news"],
      ["message", "news", 2, { name: null, headers: { offset: 6 } }],
    ]);
    told(session, { push: { channel: "news", unsubscribe: { code: 2000 } } });
    expect(parsed(session.subscribe(route))).toMatchObject({ subscribe: { channel: "news" } });
  });

  it("who joins and leaves, where the channel has such messages", () => {
    const session = open();
    expect(parsed(session.subscribe(routeOf("room", { messages: { join: {}, leave: {} } })))).toMatchObject({ subscribe: { join_leave: true } });
    expect(told(session, { push: { channel: "room", join: { info: { client: "c" } } } }, { push: { channel: "room", leave: {} } })).toEqual([
      ["message", "room", { client: "c" }, { name: "join" }],
      ["message", "room", null, { name: "leave" }],
    ]);
  });

  it("publishes and asks, and tells the answers", () => {
    const session = open();
    expect(parsed(session.publish(route, messageOf({ a: 1 }), "p"))).toEqual({ id: 1, publish: { channel: "news", data: { a: 1 } } });
    expect(parsed(session.ask?.(route, messageOf([2]), "a"))).toEqual({ id: 2, rpc: { method: "news", data: [2] } });
    expect(parsed(session.ask?.(route, messageOf({ limit: 3 }, { name: "history" }), "h"))).toEqual({ id: 3, history: { channel: "news", limit: 3 } });
    session.publish(route, messageOf(null), "q");
    expect(
      told(
        session,
        { id: 1, publish: {} },
        { id: 2, rpc: { data: 5 } },
        { id: 3, history: { publications: [] } },
        { id: 4, error: { code: 111, message: "m" } },
      ),
    ).toMatchObject([
      ["acknowledged", "p", null],
      ["replied", "a", 5],
      ["replied", "h", { publications: [] }],
      ["refused", "q", { code: "111" }],
    ]);
  });
});

describe("centrifuge: frames", () => {
  it("round trip: any commands, several in a frame", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ id: fc.nat(), rpc: fc.record({ data: fc.jsonValue() }) })), (all) => {
        const given = JSON.parse(JSON.stringify(all)) as object[];
        expect(decodeFrame(encodeCommands(given))).toEqual(given);
        expect(decodeFrame(new TextEncoder().encode(encodeCommands(given)))).toEqual(given);
      }),
    );
  });

  it.each(["{", "1", '{"id":"1"}', '{"error":{}}', '{"push":1}'])("%s is told as unreadable, after what can be read", (line) => {
    const { sink, told: all } = sinkOf();
    const session = open();
    expect(() => session.receive(`${line}\n{"push":{"channel":"news","pub":{"data":1}}}\n`, sink)).toThrow(expect.objectContaining({ "~clientwright": true }));
    expect(all).toEqual([["message", "news", 1, { name: null }]]);
  });
});
