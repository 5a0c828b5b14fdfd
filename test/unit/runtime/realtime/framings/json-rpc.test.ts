import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { FramingSession } from "../../../../../runtime/realtime/framing.js";
import { decodeFrame, encodeRequest } from "../../../../../runtime/realtime/protocols/json-rpc/codec.js";
import { jsonRpcFraming } from "../../../../../runtime/realtime/protocols/json-rpc/json-rpc-framing.js";
import type { JsonRpcSettings } from "../../../../../runtime/realtime/protocols/json-rpc/settings.js";
import { host, messageOf, routeOf, sinkOf, type Told } from "../../../../support/framing.js";

const open = (settings?: JsonRpcSettings): FramingSession => jsonRpcFraming(settings).session(null, host);
const parsed = (frame: unknown): unknown => JSON.parse(String(frame));
const told = (session: FramingSession, ...frames: readonly unknown[]): readonly Told[] => {
  const { sink, told: all } = sinkOf();
  for (const frame of frames) session.receive(JSON.stringify(frame), sink);
  return all;
};
const orders = routeOf("orders");
const byRequest: JsonRpcSettings = {
  subscribe: { method: "public/subscribe", params: { channels: ["{channel}"] } },
  unsubscribe: { method: "public/unsubscribe", params: { channels: ["{channel}"] } },
  channel: "/params/channel",
  payload: "/params/data",
};
const byId: JsonRpcSettings = {
  subscribe: { method: "eth_subscribe", params: ["{channel}"] },
  unsubscribe: { method: "eth_unsubscribe", params: ["{subscription}"] },
  subscription: "",
  channel: "/params/subscription",
  payload: "/params/result",
};

describe("json-rpc: what the client sends (PROTOCOL.md, section 1)", () => {
  it.each([
    { name: "an object", payload: { a: 1 }, want: { jsonrpc: "2.0", method: "orders", params: { a: 1 } } },
    { name: "an array", payload: [1], want: { jsonrpc: "2.0", method: "orders", params: [1] } },
    { name: "nothing", payload: undefined, want: { jsonrpc: "2.0", method: "orders" } },
  ])("$name as params of requests and notifications", ({ payload, want }) => {
    expect(parsed(open().publish(orders, messageOf(payload), "p"))).toEqual(want);
    expect(parsed(open().ask?.(orders, messageOf(payload), "a"))).toEqual({ ...want, id: "a" });
  });

  it("the message's name is the method where the settings say so", () => {
    const session = open({ method: "message" });
    expect(parsed(session.ask?.(orders, messageOf([], { name: "Message" }), "a"))).toMatchObject({ method: "Message" });
    expect(() => session.publish(orders, messageOf([]), "p")).toThrow(expect.objectContaining({ kind: "input" }));
  });

  it("refuses params that are neither object nor array", () => expect(() => open().publish(orders, messageOf(1), "p")).toThrow("object or an array"));

  it("round trip: any params come back as they went", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())),
        fc.option(fc.string(), { nil: undefined }),
        (method, params, id) => {
          const { items, batch } = decodeFrame(encodeRequest(method, params, id));
          expect(batch).toBe(false);
          expect(items).toEqual([JSON.parse(JSON.stringify({ jsonrpc: "2.0", method, params, id }))]);
        },
      ),
    );
  });

  it("greets with its hello, and asks for life signs, where they are described", () => {
    const session = open({ hello: { method: "auth", params: { token: "{credential}" } }, ping: { method: "ping" }, subprotocols: ["rpc.v1"] });
    expect(session.request({ url: "ws://x" })).toEqual({ url: "ws://x", protocols: ["rpc.v1"] });
    expect(session.readyOn).toBe("frame");
    expect(session.greet("Bearer t", "").map(parsed)).toEqual([{ jsonrpc: "2.0", method: "auth", params: { token: "Bearer t" }, id: "hello" }]);
    expect(parsed(session.ping())).toEqual({ jsonrpc: "2.0", method: "ping", id: "ping" });
    expect(told(session, { jsonrpc: "2.0", id: "ping", result: "pong" }, { jsonrpc: "2.0", id: "hello", result: true })).toEqual([["ready", "lost"]]);
    expect(told(session, { jsonrpc: "2.0", id: "hello", error: { code: 13, message: "no" } })).toMatchObject([
      ["dropped", { message: "no", code: "13" }, "renew"],
    ]);
    expect(jsonRpcFraming({ hello: { method: "auth", params: ["{credential}"] } }).takesCredential).toBe(true);
    expect([open().greet(null, ""), open().ping(), open().reauthenticate("t"), open().request({ url: "ws://x" })]).toEqual([[], null, null, { url: "ws://x" }]);
  });
});

describe("json-rpc: what the server's frames mean (sections 2 and 5)", () => {
  it.each([
    { name: "a result", given: { id: "a", result: 1 }, want: [["replied", "a", 1]] },
    {
      name: "an error",
      given: { id: "a", error: { code: -32602, message: "bad" } },
      want: [["refused", "a", { code: "-32602", remedy: expect.any(String), body: { code: -32602, message: "bad" } }]],
    },
    {
      name: "an error without words",
      given: { id: "a", error: { code: 7 } },
      want: [["refused", "a", { message: "The server answers with the error 7", remedy: null }]],
    },
    { name: "an unknown id", given: { id: "z", result: 1 }, want: [] },
    { name: "a notification", given: { method: "orders", params: { n: 1 } }, want: [["message", "orders", { n: 1 }, { name: null }]] },
    { name: "a request", given: { method: "m", id: 4 }, want: [["answer", '{"jsonrpc":"2.0","id":4,"error":{"code":-32601,"message":"Method not found"}}']] },
  ])("$name", ({ given, want }) => {
    const session = open();
    session.ask?.(orders, messageOf([]), "a");
    expect(told(session, { jsonrpc: "2.0", ...given })).toMatchObject(want);
  });

  it("a batch is what its items are, its requests answered in a batch", () => {
    const session = open();
    session.ask?.(orders, messageOf([]), "a");
    expect(told(session, [{ id: "a", result: null }, { method: "x", id: 1 }, { method: "orders" }, { method: "y", id: "2" }])).toEqual([
      ["replied", "a", null],
      ["message", "orders", undefined, { name: null }],
      ["answer", expect.stringMatching(/^\[.*-32601.*-32601.*\]$/)],
    ]);
  });

  it("each answer counts once, and none that nobody waits for", () => {
    const session = open();
    session.ask?.(orders, messageOf([]), "a");
    session.ask?.(orders, messageOf([]), "b");
    expect(session.forget?.("b")).toBeNull();
    expect(told(session, { id: "a", result: 1 }, { id: "a", result: 2 }, { id: "b", result: 3 })).toEqual([["replied", "a", 1]]);
  });

  it("tells the server what nobody waits for any more, where it says how", () => {
    const session = open({ cancel: { method: "$/cancelRequest", params: { id: "{id}" } } });
    session.ask?.(orders, messageOf([]), "a");
    expect(parsed(session.forget?.("a"))).toEqual({ jsonrpc: "2.0", method: "$/cancelRequest", params: { id: "a" } });
    expect(session.forget?.("a")).toBeNull();
  });

  it("methods as messages: told to the channels that listen and know them", () => {
    const session = open({ method: "message" });
    session.subscribe(orders);
    session.subscribe(routeOf("others", { messages: { Else: {} } }));
    expect(told(session, { method: "Message", params: [1] })).toEqual([["message", "orders", [1], { name: "Message" }]]);
    session.unsubscribe(orders);
    expect(told(session, { method: "Message", params: [1] })).toEqual([]);
  });

  it.each([
    "{",
    "1",
    "[1]",
    "{}",
    '{"id":true,"result":1}',
    '{"method":1}',
    '{"id":1}',
    '{"id":1,"error":{}}',
    '{"id":null,"error":{"code":-32700,"message":"m"}}',
  ])("%s is told as unreadable", (frame) => expect(() => open().receive(frame, sinkOf().sink)).toThrow(expect.objectContaining({ "~clientwright": true })));
});

describe("json-rpc: subscribing by request (section 3)", () => {
  it("asks, is confirmed, hears what names the channel, and stops", () => {
    const session = open(byRequest);
    expect(session.confirmsSubscriptions).toBe(true);
    expect(parsed(session.subscribe(orders))).toEqual({ jsonrpc: "2.0", method: "public/subscribe", params: { channels: ["orders"] }, id: "s1" });
    expect(told(session, { id: "s1", result: ["orders"] }, { method: "subscription", params: { channel: "orders", data: 5 } })).toEqual([
      ["subscribed", "orders"],
      ["message", "orders", 5, { name: null }],
    ]);
    expect(parsed(session.unsubscribe(orders))).toMatchObject({ method: "public/unsubscribe", params: { channels: ["orders"] } });
  });

  it("knows its subscription by the server's name", () => {
    const session = open(byId);
    session.subscribe(orders);
    expect(told(session, { id: "s1", result: "0xcd" }, { method: "eth_subscription", params: { subscription: "0xcd", result: { n: 1 } } })).toEqual([
      ["subscribed", "orders"],
      ["message", "orders", { n: 1 }, { name: null }],
    ]);
    expect(parsed(session.unsubscribe(orders))).toMatchObject({ method: "eth_unsubscribe", params: ["0xcd"] });
    session.greet(null, "");
    expect(told(session, { method: "eth_subscription", params: { subscription: "0xcd", result: 1 } })).toEqual([["message", "0xcd", 1, { name: null }]]);
  });

  it("a refusal ends the subscription", () => {
    const session = open(byRequest);
    session.subscribe(orders);
    expect(told(session, { id: "s1", error: { code: 11, message: "no such channel" } })).toMatchObject([
      ["unsubscribed", "orders", { code: "11", message: "no such channel" }],
    ]);
  });
});
