import { describe, expect, it } from "@jest/globals";
import type { ProtocolMessage } from "../../../../../runtime/realtime/protocols/ably/message/frames.js";
import type { Fault } from "../../../../../runtime/testing/ably/fault.js";
import { settle } from "../../../../support/clock.js";
import { asking } from "./asking.js";

/** A mock with a link to it that keeps what it was sent, and how it ended. */
async function linked(...faults: Fault[]) {
  const asked = asking();
  for (const fault of faults) asked.mock.arm(fault);
  const frames: ProtocolMessage[] = [];
  const ends: unknown[] = [];
  let pings = 0;
  const open = (query: Readonly<Record<string, string>> = {}) =>
    asked.mock.open(
      { query: { key: asked.key(), ...query }, headers: {} },
      {
        send: (raw) => frames.push(JSON.parse(String(raw))),
        close: (code = 1000, reason = "") => ends.push({ code, reason }),
        cut: () => ends.push("cut"),
        ping: () => void pings++,
      },
    );
  let session = open();
  await settle();
  const said = async (...given: object[]) => {
    for (const frame of given) session.frame(JSON.stringify(frame));
    await settle();
    return frames.splice(0).map(({ action, id, channel }) => ({ action, ...(id && { id }), ...(channel && { channel }) }));
  };
  const again = async (query: Readonly<Record<string, string>> = {}) => {
    session.closed();
    session = open(query);
    await settle();
  };
  return { ...asked, frames, ends, said, again, ended: () => session.closed(), pings: () => pings };
}

const beat = (id: string) => ({ action: 0, id });

describe("where a fault strikes", () => {
  it("knows actions by name and by number, and no others", async () => {
    const { said, mock } = await linked({ on: "out", action: "ATTACHED", do: "suppress" }, { on: "out", action: 13, do: "suppress" });
    expect(await said({ action: 10, channel: "a" })).toEqual([{ action: 4 }]);
    expect(await said({ action: 12, channel: "a" })).toEqual([]);
    mock.arm({ on: "out", action: "OBJECT_SYNC", do: "suppress" });
    expect(mock.faults.list().map(({ fault }) => fault.action)).toEqual([11, 13, 20]);
    expect(() => mock.arm({ on: "out", action: "NONSENSE", do: "suppress" })).toThrow("No such action: NONSENSE");
  });

  it("strikes the n-th match alone, or after so many, or always", async () => {
    const nth = await linked({ on: "in", action: "HEARTBEAT", nth: 2, times: null, do: "suppress" });
    expect((await nth.said(beat("a"), beat("b"), beat("c"))).map(({ id }) => id)).toEqual([undefined, "a", "c"]);
    const skip = await linked({ on: "in", action: "HEARTBEAT", skip: 1, times: null, do: "suppress" });
    expect((await skip.said(beat("a"), beat("b"), beat("c"))).map(({ id }) => id)).toEqual([undefined, "a"]);
  });

  it("looks for text in a frame, and in a request's body", async () => {
    const { said, ask } = await linked(
      { on: "in", contains: '"id":"b"', do: "suppress" },
      { on: "http", method: "post", pathContains: "/messages", contains: "secret", do: "refuse", status: 503, code: 50300, message: "Later" },
    );
    expect((await said(beat("a"), beat("b"), beat("c"))).map(({ id }) => id)).toEqual([undefined, "a", "c"]);
    expect((await ask("POST", "/channels/a/messages", { body: { name: "open" } })).status).toBe(201);
    expect(await ask("POST", "/channels/a/messages", { body: { name: "secret" } })).toMatchObject({
      status: 503,
      body: { error: { code: 50300, message: "Later" } },
    });
  });

  it("takes `*` for a field of the query that is there", async () => {
    const { again, ends, mock } = await linked({ on: "connect", query: { resume: "*" }, do: "cut" });
    await again();
    expect(ends).toEqual([]);
    await again({ resume: mock.connections()[0]?.key ?? "" });
    expect(ends).toEqual(["cut"]);
  });

  it("takes the first that fits: one that passes shields from the others, and one may be put first", async () => {
    const { said, mock } = await linked({ on: "in", channel: "a", times: null, do: "pass" }, { on: "in", action: "ATTACH", times: null, do: "suppress" });
    expect(await said({ action: 10, channel: "a" }, { action: 10, channel: "b" })).toEqual([{ action: 4 }, { action: 11, channel: "a" }]);
    mock.arm({ on: "in", channel: "a", do: "suppress" }, { first: true });
    expect(await said({ action: 12, channel: "a" })).toEqual([]);
  });

  it("strikes links that are so old, those that are opened after it was armed", async () => {
    const { clock, ends, again } = await linked({ on: "age", after: 500, times: null, do: "close", code: 4000, reason: "old" });
    await clock.advance(499);
    expect(ends).toEqual([]);
    await clock.advance(1);
    expect(ends).toEqual([{ code: 4000, reason: "old" }]);
    await again();
    await clock.advance(500);
    expect(ends).toHaveLength(2);
  });
});

describe("what a fault does", () => {
  it("closes with a code and a reason: a link that is made, and one at its first frame", async () => {
    const { again, ends, said, frames } = await linked({ on: "in", action: "ATTACH", do: "close", code: 1011, reason: "over" });
    await said({ action: 10, channel: "a" });
    expect(ends).toEqual([{ code: 1011, reason: "over" }]);
    const made = await linked({ on: "connect", nth: 2, do: "close", code: 1013 });
    await made.again();
    expect(made.ends).toEqual([{ code: 1013, reason: "" }]);
    await again();
    expect(frames.map(({ action }) => action)).toEqual([4]);
  });

  it("is deaf or dumb from then on, on this link alone", async () => {
    const { said, again } = await linked({ on: "out", action: "HEARTBEAT", do: "mute" });
    expect([...(await said(beat("a"))), ...(await said({ action: 10, channel: "a" }))]).toEqual([{ action: 4 }]);
    await again();
    expect(await said(beat("b"))).toEqual([{ action: 4 }, { action: 0, id: "b" }]);
    const deaf = await linked({ on: "out", action: "CONNECTED", direction: "in", do: "mute" });
    expect(await deaf.said(beat("a"))).toEqual([]);
  });

  it("RTN23: gives no signs of life once it is mute, so that a client that waits for them goes", async () => {
    const { clock, pings } = await linked({ on: "age", after: 20_000, do: "mute" });
    await clock.advance(15_000);
    expect(pings()).toBe(1);
    await clock.advance(60_000);
    expect(pings()).toBe(1);
  });

  it("lets what follows overtake a delayed frame, or wait behind it", async () => {
    const overtaking = await linked({ on: "out", action: "HEARTBEAT", do: "delay", milliseconds: 100 });
    expect((await overtaking.said(beat("a"), beat("b"))).map(({ id }) => id)).toEqual([undefined, "b"]);
    const waiting = await linked({ on: "out", action: "HEARTBEAT", do: "delay", milliseconds: 100, inOrder: true });
    expect((await waiting.said(beat("a"), beat("b"))).map(({ id }) => id)).toEqual([undefined]);
    await waiting.clock.advance(100);
    expect((await waiting.said()).map(({ id }) => id)).toEqual(["a", "b"]);
    expect((await waiting.said(beat("c"))).map(({ id }) => id)).toEqual(["c"]);
  });

  it("injects a frame to the client or as the client's, and may close the link then", async () => {
    const frame = { action: 10, channel: "injected" };
    const { said, ends, mock } = await linked({ on: "in", action: "HEARTBEAT", do: "inject", to: "server", frame });
    expect(await said(beat("a"))).toEqual([{ action: 4 }, { action: 11, channel: "injected" }, { action: 0, id: "a" }]);
    mock.arm({ on: "in", action: "HEARTBEAT", do: "inject", frame: { action: 6 }, close: 4001 });
    expect(await said(beat("b"))).toEqual([{ action: 6 }]);
    expect(ends).toEqual([{ code: 4001, reason: "" }]);
  });

  it("answers a request with a status, headers and a body, in its place or once the work is done", async () => {
    const { ask } = await linked(
      { on: "http", path: "/channels/a/", do: "answer", status: 401, body: { error: { code: 40142 } }, headers: { "X-Ably-Errorcode": "40142" } },
      { on: "http", path: "/channels/a/", do: "answer", done: true, status: 500, body: "lost" },
    );
    const publish = () => ask("POST", "/channels/a/messages", { body: { name: "n" } });
    const first = await publish();
    expect([first.status, first.body, first.headers.get("x-ably-errorcode")]).toEqual([401, { error: { code: 40142 } }, "40142"]);
    await expect(publish()).rejects.toThrow("JSON");
    expect((await ask("GET", "/channels/a/messages")).body).toMatchObject([{ name: "n" }]);
  });

  it("is done at once, to one link or to all", async () => {
    const { mock, frames, ends } = await linked();
    frames.length = 0;
    mock.strike({ do: "inject", frame: { action: 9, error: { code: 40400 } } });
    expect(frames).toEqual([{ action: 9, error: { code: 40400 } }]);
    mock.strike({ do: "close", code: 1001 }, mock.connections()[0]);
    expect(ends).toEqual([{ code: 1001, reason: "" }]);
  });
});

describe("the event log", () => {
  it("says which fault struck, which frames passed, and who ended a link with what", async () => {
    const { said, mock, ended } = await linked({ on: "in", channel: "a", label: "no a", do: "suppress" }, { on: "in", channel: "b", do: "close", code: 1008 });
    await said({ action: 10, channel: "a" }, { action: 10, channel: "b" });
    ended();
    expect(mock.events).toMatchObject([
      { kind: "connect", query: { key: expect.any(String) } },
      { kind: "out", frame: { action: 4 } },
      { kind: "in", frame: { channel: "a" }, fault: "no a" },
      { kind: "in", frame: { channel: "b" }, fault: "fault2" },
      { kind: "gone", by: "mock", code: 1008, fault: "fault2", at: expect.any(Number) },
    ]);
    const left = await linked();
    left.ended();
    expect(left.mock.events.at(-1)).toMatchObject({ kind: "gone", by: "client" });
  });

  it("has requests with their headers and status; 0 where nothing was answered", async () => {
    const { ask, mock } = await linked({ on: "http", path: "/time", label: "gone", do: "cut" });
    await expect(ask("GET", "/time")).rejects.toThrow("fetch failed");
    await ask("GET", "/time", { headers: { "x-mark": "1" } });
    expect(mock.events.filter(({ kind }) => kind === "http")).toMatchObject([
      { path: "/time", status: 0, fault: "gone" },
      { path: "/time", status: 200, headers: { "x-mark": "1" } },
    ]);
  });
});
