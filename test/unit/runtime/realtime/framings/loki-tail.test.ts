import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { FramingSession } from "../../../../../runtime/realtime/framing.js";
import { decodeFrame } from "../../../../../runtime/realtime/protocols/loki-tail/codec.js";
import { lokiTailFraming } from "../../../../../runtime/realtime/protocols/loki-tail/loki-tail-framing.js";
import type { LokiTailSettings } from "../../../../../runtime/realtime/protocols/loki-tail/settings.js";
import { host, messageOf, routeOf, sinkOf, type Told } from "../../../../support/framing.js";

const route = routeOf("loki/api/v1/tail");
const open = (settings?: LokiTailSettings): FramingSession => lokiTailFraming(settings).session(route, host);
const told = (session: FramingSession, ...frames: readonly unknown[]): readonly Told[] => {
  const { sink, told: all } = sinkOf();
  for (const frame of frames) session.receive(JSON.stringify(frame), sink);
  return all;
};
const frame = (...values: readonly (readonly unknown[])[]): object => ({ streams: [{ stream: { job: "a" }, values }] });
const lines = (all: readonly Told[]): readonly unknown[] => all.map(([, , payload]) => (payload as { readonly line: string }).line);

describe("loki-tail (PROTOCOL.md)", () => {
  it("each entry is a message, with labels and metadata", () => {
    expect(told(open(), frame(["1700000000000000001", "one"], ["1700000000000000002", "two", { trace: "t" }]))).toEqual([
      ["message", route.address, { timestamp: "1700000000000000001", line: "one", labels: { job: "a" }, metadata: {} }, { name: null }],
      ["message", route.address, { timestamp: "1700000000000000002", line: "two", labels: { job: "a" }, metadata: { trace: "t" } }, { name: null }],
    ]);
  });

  it("frames as they are, where the settings say so", () => {
    const whole = { ...frame(["1", "one"]), dropped_entries: null };
    const session = open({ messages: "frames" });
    expect(told(session, whole, whole)).toEqual([["message", route.address, whole, { name: null }]]);
  });

  it("what the server dropped is a gap with its count, before the entries of the frame", () => {
    expect(
      told(open(), {
        ...frame(["5", "five"]),
        dropped_entries: [
          { labels: {}, timestamp: "3" },
          { labels: {}, timestamp: "4" },
        ],
      }),
    ).toMatchObject([
      ["gap", route.address, { reason: "dropped", lost: 2, cause: null }],
      ["message", route.address, { line: "five" }, {}],
    ]);
  });

  it("goes on at the last timestamp, and leaves out what it saw there", () => {
    const session = open();
    const request = { url: "ws://x/loki/api/v1/tail?query=%7Bjob%3D%22a%22%7D&start=1" };
    expect(session.request(request)).toEqual(request);
    expect(session.resumes).toBe(false);
    told(session, frame(["1700000000000000009", "a"], ["1700000000000000007", "late"], ["1700000000000000009", "b"]));
    expect(session.resumes).toBe(true);
    expect(new URL(session.request(request).url).search).toBe("?query=%7Bjob%3D%22a%22%7D&start=1700000000000000009&limit=5000");
    expect(new URL(session.request({ url: "ws://x/?limit=10" }).url).searchParams.get("limit")).toBe("10");
    expect(
      lines(told(session, frame(["1700000000000000009", "a"], ["1700000000000000009", "b"], ["1700000000000000009", "c"], ["1700000000000000010", "a"]))),
    ).toEqual(["c", "a"]);
  });

  it("timestamps with more digits than numbers have are told apart", () => {
    const session = open();
    expect(lines(told(session, frame(["1700000000000000001", "a"], ["1700000000000000002", "a"], ["1700000000000000002", "a"])))).toEqual(["a", "a"]);
  });

  it("however a tail is cut and taken up again, each entry comes once", () => {
    const entry = fc.record({ at: fc.integer({ min: 0, max: 5 }), line: fc.constantFrom("a", "b", "c") });
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: ({ at, line }) => `${at}${line}` }), fc.array(fc.nat({ max: 18 })), (entries, cuts) => {
        const log = [...entries].sort((a, b) => a.at - b.at).map(({ at, line }) => [`${at}`, line]);
        const session = open();
        const { sink, told: all } = sinkOf();
        for (const until of [...cuts.sort((a, b) => a - b), log.length]) {
          const start = Number(new URL(session.request({ url: "ws://x/?start=0" }).url).searchParams.get("start"));
          const sent = log.slice(0, until).filter(([at]) => Number(at) >= start);
          for (const one of sent) session.receive(JSON.stringify(frame(one)), sink);
        }
        expect(all.map(([, , payload]) => payload)).toMatchObject(log.map(([timestamp, line]) => ({ timestamp, line })));
      }),
    );
  });

  it("only tells", () => {
    const session = open();
    expect([session.greet(null, ""), session.ping(), session.reauthenticate("t"), session.subscribe(route), session.unsubscribe(route)]).toEqual([
      [],
      null,
      null,
      null,
      null,
    ]);
    expect(() => session.publish(route, messageOf({}), "p")).toThrow(expect.objectContaining({ kind: "input", remedy: expect.stringContaining("push") }));
    expect(() => lokiTailFraming().session(null, host)).toThrow(expect.objectContaining({ kind: "input" }));
  });

  it("takes a frame without streams", () => expect(decodeFrame('{"streams":null}')).toEqual({ streams: [], dropped_entries: null }));

  it.each([
    "{",
    "1",
    "[]",
    '{"streams":1}',
    '{"streams":[1]}',
    '{"streams":[{"stream":{},"values":[["x","l"]]}]}',
    '{"streams":[{"stream":{},"values":[["1"]]}]}',
    '{"streams":[],"dropped_entries":3}',
  ])("%s is told as unreadable", (text) => expect(() => open().receive(text, sinkOf().sink)).toThrow(expect.objectContaining({ "~clientwright": true })));
});
