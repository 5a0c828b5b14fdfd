import { describe, expect, it } from "@jest/globals";
import type { FramingSession } from "../../../../../runtime/realtime/framing.js";
import { graphqlTransportWsFraming } from "../../../../../runtime/realtime/protocols/graphql-transport-ws/graphql-transport-ws-framing.js";
import type { GraphqlTransportWsSettings } from "../../../../../runtime/realtime/protocols/graphql-transport-ws/settings.js";
import { host, messageOf, routeOf, sinkOf } from "../../../../support/framing.js";

const query = "subscription Added($region: String!, $first: Int, $all: Boolean) { orderAdded }";
const orders = routeOf("orders/eu", { framing: { framing: "graphql-transport-ws", query } }, { region: "eu", first: "3", all: "true", unused: "x" });
const place = routeOf("place", { framing: { framing: "graphql-transport-ws", query: "mutation($id: ID!) { place(id: $id) }" } });
const open = (settings?: GraphqlTransportWsSettings): FramingSession => graphqlTransportWsFraming(settings).session(null, host);
const parsed = (frame: unknown): unknown => JSON.parse(String(frame));

/** What a session tells of these frames, after a subscription (s1), a request (a) and a message (p). */
function hear(...frames: readonly object[]): readonly unknown[] {
  const session = open();
  session.greet(null, "graphql-transport-ws");
  session.subscribe(orders);
  session.ask?.(place, messageOf({ id: 1 }), "a");
  session.publish(place, messageOf({ id: 2 }), "p");
  const { sink, told } = sinkOf();
  for (const frame of frames) session.receive(JSON.stringify(frame), sink);
  return told.map((one) => one.map((part) => (part instanceof Error ? part.message : part)));
}

describe("graphql-transport-ws: what the client sends (PROTOCOL.md, sections 1 and 2)", () => {
  it.each([
    { name: "nothing to tell", settings: {}, credential: null, want: { type: "connection_init" } },
    { name: "a credential", settings: {}, credential: "Bearer t", want: { type: "connection_init", payload: { Authorization: "Bearer t" } } },
    {
      name: "a field of its own and more",
      settings: { credential: "token", payload: { tenant: "acme" } },
      credential: "Bearer t",
      want: { type: "connection_init", payload: { tenant: "acme", token: "Bearer t" } },
    },
    { name: "a credential that isn't told there", settings: { credential: null }, credential: "Bearer t", want: { type: "connection_init" } },
  ])("greets with $name", ({ settings, credential, want }) => {
    expect(open(settings).greet(credential, "").map(parsed)).toEqual([want]);
  });

  it("offers its subprotocol", () => expect(open().request({ url: "ws://x" })).toEqual({ url: "ws://x", protocols: ["graphql-transport-ws"] }));

  it("sends the channel's operation with its parameters as variables of the declared types", () => {
    expect(parsed(open().subscribe(orders))).toEqual({
      type: "subscribe",
      id: "s1",
      payload: { query, variables: { region: "eu", first: 3, all: true } },
    });
  });

  it("takes the operation from the root's settings by the channel's id, and the payload as variables", () => {
    const session = open({ operations: { orders: { query: "{ a }", operationName: "A" } } });
    expect(parsed(session.publish(routeOf("orders"), messageOf({ id: 1 }), "7"))).toEqual({
      type: "subscribe",
      id: "7",
      payload: { query: "{ a }", operationName: "A", variables: { id: 1 } },
    });
  });

  it.each([
    { name: "a channel without an operation", run: () => open().subscribe(routeOf("none")) },
    { name: "a payload that is no object", run: () => open().publish(place, messageOf(1), "p") },
  ])("refuses $name", ({ run }) => expect(run).toThrow(expect.objectContaining({ kind: "input" })));

  it("completes what nobody wants any more, once", () => {
    const session = open();
    session.subscribe(orders);
    session.ask?.(place, messageOf({}), "a");
    expect(parsed(session.unsubscribe(orders))).toEqual({ type: "complete", id: "s1" });
    expect(session.unsubscribe(orders)).toBeNull();
    expect(parsed(session.forget?.("a"))).toEqual({ type: "complete", id: "a" });
    expect(session.forget?.("a")).toBeNull();
    expect(parsed(session.ping())).toEqual({ type: "ping" });
    expect(session.reauthenticate("t")).toBeNull();
  });
});

describe("graphql-transport-ws: what the server's frames mean (section 3)", () => {
  const problem = { message: "no", extensions: { code: "FORBIDDEN" } };
  it.each([
    { given: { type: "connection_ack" }, want: [["ready", "lost"]] },
    { given: { type: "ping", payload: 1 }, want: [["answer", '{"type":"pong","payload":1}']] },
    { given: { type: "ping" }, want: [["answer", '{"type":"pong"}']] },
    { given: { type: "pong" }, want: [] },
    { given: { type: "next", id: "s1", payload: { data: 1 } }, want: [["message", "orders/eu", 1, { name: null }]] },
    {
      given: { type: "next", id: "s1", payload: { data: 1, errors: [problem], extensions: { cost: 2 } } },
      want: [["message", "orders/eu", 1, { name: null, headers: { errors: [problem], extensions: { cost: 2 } } }]],
    },
    { given: { type: "complete", id: "s1" }, want: [["unsubscribed", "orders/eu", null]] },
    { given: { type: "error", id: "s1", payload: [problem] }, want: [["unsubscribed", "orders/eu", "no"]] },
    { given: { type: "next", id: "a", payload: { data: 2 } }, want: [["replied", "a", 2]] },
    { given: { type: "next", id: "a", payload: { data: null, errors: [problem] } }, want: [["refused", "a", "no"]] },
    { given: { type: "error", id: "a", payload: [] }, want: [["refused", "a", "The server refuses the operation"]] },
    { given: { type: "complete", id: "a" }, want: [["refused", "a", "The operation is complete and gave no result"]] },
    { given: { type: "complete", id: "p" }, want: [["acknowledged", "p", null]] },
    { given: { type: "next", id: "unknown", payload: { data: 2 } }, want: [] },
    { given: { type: "complete", id: "unknown" }, want: [] },
  ])("$given", ({ given, want }) => expect(hear(given)).toEqual(want));

  it("a message is acknowledged with its result when the operation is complete", () => {
    expect(hear({ type: "next", id: "p", payload: { data: { place: 1 } } }, { type: "complete", id: "p" })).toEqual([["acknowledged", "p", { place: 1 }]]);
  });

  it("a message whose operation fails is refused once", () => {
    expect(hear({ type: "next", id: "p", payload: { errors: [problem] } }, { type: "complete", id: "p" })).toEqual([["refused", "p", "no"]]);
  });

  it("a result without data is a gap, with the server's errors", () => {
    expect(hear({ type: "next", id: "s1", payload: { data: null, errors: [problem] } })).toMatchObject([
      ["gap", "orders/eu", { reason: "undecodable", lost: 1, cause: { kind: "realtime", code: "FORBIDDEN", remedy: expect.stringContaining("rights") } }],
    ]);
  });

  it("forgets a link's operations with the link", () => {
    const session = open();
    session.subscribe(orders);
    session.greet(null, "");
    const { sink, told } = sinkOf();
    session.receive('{"type":"complete","id":"s1"}', sink);
    expect(told).toEqual([]);
  });

  it.each([
    "{",
    "1",
    "[]",
    '{"type":"data"}',
    '{"type":"next","id":1,"payload":{}}',
    '{"type":"next","id":"s1","payload":{"errors":1}}',
    '{"type":"error","id":"s1"}',
  ])("%s is told as unreadable", (frame) => expect(() => open().receive(frame, sinkOf().sink)).toThrow(expect.objectContaining({ "~clientwright": true })));

  it.each([
    { code: 4401, want: "renew" },
    { code: 4403, want: "renew" },
    { code: 4400, want: "fatal" },
    { code: 4409, want: "fatal" },
    { code: 1006, want: null },
  ])("close code $code: $want", ({ code, want }) => expect(open().verdict?.({ code, reason: "", status: null, cause: null })).toBe(want));
});
