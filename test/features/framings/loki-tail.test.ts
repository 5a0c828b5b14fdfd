import { type LogEntry, lokiTailFraming } from "@clientwright/runtime/loki-tail";
import { type ChannelOperation, type Discontinuity, subscribe } from "@clientwright/runtime/realtime";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type SocketServer, socketServer } from "../../support/socket-server.js";
import { closeAll, shop } from "../realtime/shop.js";

let server: SocketServer;
afterEach(() => closeAll(server));

const tail: ChannelOperation = {
  id: "onTail",
  channel: { id: "tail", address: "loki/api/v1/tail", messages: { Entry: {} }, bindings: { ws: { query: ["query", "start", "limit"] } } },
};

/** A log that hangs up after each three entries, and drops one of another stream now and then. */
async function loki(): Promise<string[]> {
  const asked: string[] = [];
  const log = Array.from({ length: 10 }, (_, index) => [`${1_700_000_000_000_000_000n + BigInt(Math.floor(index / 2))}`, `line ${index}`]);
  server = await socketServer((socket, request) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "ws://x");
    asked.push(`${pathname} ${searchParams.get("query")} ${searchParams.get("start")}`);
    const since = BigInt(searchParams.get("start") ?? 0);
    const due = log.filter(([at = "0"]) => BigInt(at) >= since).slice(0, 4);
    for (const entry of due)
      socket.send(JSON.stringify({ streams: [{ stream: { job: String(searchParams.get("query")) }, values: [entry] }], dropped_entries: null }));
    if (asked.length === 2) socket.send(JSON.stringify({ streams: [], dropped_entries: [{ labels: {}, timestamp: "1" }] }));
    socket.close(1000);
  });
  return asked;
}

describe("Loki's tail over a socket", () => {
  it("goes on after each end where it was, tells each entry once, and what the server dropped", async () => {
    const asked = await loki();
    const client = shop({ url: server.url, framing: lokiTailFraming() });
    const entries = subscribe<LogEntry>(client, tail, { query: '{job="a"}' });
    const gaps: Discontinuity[] = [];
    entries.on("discontinuity", (gap) => gaps.push(gap));
    const got: string[] = [];
    for await (const { line } of entries) if (got.push(line) === 10) break;
    expect(got).toEqual(Array.from({ length: 10 }, (_, index) => `line ${index}`));
    expect(gaps).toEqual([{ reason: "dropped", lost: 1, cause: null }]);
    expect(asked.slice(0, 2)).toEqual(['/loki/api/v1/tail {job="a"} null', '/loki/api/v1/tail {job="a"} 1700000000000000001']);
  });

  it("two queries are two sockets", async () => {
    await loki();
    const client = shop({ url: server.url, framing: lokiTailFraming() });
    const labels: unknown[] = [];
    for (const query of ["a", "b"])
      for await (const entry of subscribe<LogEntry>(client, tail, { query })) {
        labels.push(entry.labels);
        break;
      }
    expect(labels).toEqual([{ job: "a" }, { job: "b" }]);
  });
});
