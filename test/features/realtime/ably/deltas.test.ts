import { describe, expect, it } from "@jest/globals";
import type { ProtocolMessage } from "../../../../runtime/realtime/protocols/ably/message/frames.js";
import { deltaOf, windowOf } from "../../../unit/runtime/realtime/ably/message/vcdiff-encoder.js";
import { settle, stage } from "./stage.js";

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** A delta that keeps the base's first bytes and adds a text. */
const delta = (kept: number, added: string): string =>
  base64(deltaOf([windowOf({ source: [kept, 0], target: kept + added.length, instructions: [{ copy: 0, length: kept }, { add: [...Buffer.from(added)] }] })]));

const message = (id: string, fields: object): ProtocolMessage => ({
  action: 15,
  channel: "room",
  channelSerial: `serial-${id}`,
  id: `pm-${id}`,
  messages: [{ id, name: "n", ...fields }],
});

async function room() {
  const world = stage();
  const channel = (await world.connected()).channels.get("room", { params: { delta: "vcdiff" } });
  const got: unknown[] = [];
  channel.subscribe(({ data }) => got.push(data));
  await settle();
  const [connection] = world.mock.connections();
  const say = async (...frames: readonly ProtocolMessage[]): Promise<void> => {
    for (const frame of frames) connection?.send(frame);
    await settle();
  };
  return { ...world, channel, got, say };
}

describe("a channel with deltas (RTL18 to RTL21, PC3)", () => {
  it("RTL19: makes each message of the one before, text and objects, base64 peeled", async () => {
    const { got, say } = await room();
    await say(
      message("1", { data: "hello" }),
      message("2", { data: delta(5, " world"), encoding: "utf-8/vcdiff/base64", extras: { delta: { from: "1", format: "vcdiff" } } }),
      message("3", { data: base64(Buffer.from('{"a":')), encoding: "base64" }),
      message("4", { data: delta(5, "1}"), encoding: "json/utf-8/vcdiff/base64", extras: { delta: { from: "3", format: "vcdiff" } } }),
    );
    expect(got).toEqual(["hello", "hello world", new Uint8Array(Buffer.from('{"a":')), { a: 1 }]);
  });

  it("RTL19b, RTL19c: what is JSON is a base as its text, what a delta makes is one before it is read", async () => {
    const { got, say } = await room();
    const from = (id: string) => ({ extras: { delta: { from: id, format: "vcdiff" } } });
    await say(
      message("1", { data: '{"a":1}', encoding: "json" }),
      message("2", { data: delta(6, ',"b":2}'), encoding: "json/utf-8/vcdiff/base64", ...from("1") }),
      message("3", { data: delta(11, "3}"), encoding: "json/utf-8/vcdiff/base64", ...from("2") }),
      message("4", { data: delta(12, "}"), encoding: "utf-8/vcdiff/base64", ...from("3") }),
    );
    expect(got).toEqual([{ a: 1 }, { a: 1, b: 2 }, { a: 1, b: 3 }, '{"a":1,"b":3}']);
  });

  it("RTL21: takes the messages of one frame in their order", async () => {
    const { got, say } = await room();
    const [first] = message("1", { data: "ab" }).messages ?? [];
    const [second] = message("2", { data: delta(2, "c"), encoding: "utf-8/vcdiff/base64", extras: { delta: { from: "1" } } }).messages ?? [];
    await say({ action: 15, channel: "room", messages: [first ?? {}, second ?? {}] });
    expect(got).toEqual(["ab", "abc"]);
  });

  it.each([
    { what: "RTL20: from another message", broken: { data: delta(5, "!"), encoding: "utf-8/vcdiff/base64", extras: { delta: { from: "0" } } } },
    { what: "RTL18: that doesn't fit", broken: { data: delta(50, "!"), encoding: "utf-8/vcdiff/base64", extras: { delta: { from: "1" } } } },
  ])("$what is dropped, and the channel attaches again from the last good message", async ({ broken }) => {
    const { channel, got, say, sent } = await room();
    const told: unknown[] = [];
    channel.on(({ event, reason }) => told.push([event, reason?.code ?? null]));
    await say(message("1", { data: "hello" }), message("2", broken), message("3", { data: "not yet" }));
    expect(told).toEqual([
      ["attaching", 40018],
      ["attached", null],
    ]);
    expect(sent("attach").at(-1)).toMatchObject({ channelSerial: "serial-1", params: { delta: "vcdiff" } });
    await say(message("4", { data: "whole" }));
    expect(got).toEqual(["hello", "whole"]);
  });
});
