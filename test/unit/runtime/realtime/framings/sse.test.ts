import { describe, expect, it } from "@jest/globals";
import { serverSentEvents } from "../../../../../runtime/realtime/protocols/sse/sse-framing.js";
import { host, routeOf, sinkOf } from "../../../../support/framing.js";

const mebibyte = "x".repeat(2 ** 20);

describe("server-sent events (PROTOCOL.md)", () => {
  it.each([
    ["a line", mebibyte],
    ["an event", `\ndata: ${mebibyte}`],
  ])("%s that never ends ends the connection for good", (_, piece) => {
    const session = serverSentEvents().session(routeOf("/orders"), host);
    const { sink, told } = sinkOf();
    session.receive("data: ", sink);
    for (let count = 0; count < 100; count++) session.receive(piece.slice(0, 2 ** 20 - 1), sink);
    expect(told).toEqual([]);
    session.receive(piece, sink);
    expect(told).toEqual([["dropped", expect.objectContaining({ kind: "decode" }), "fatal"]]);
  });
});
