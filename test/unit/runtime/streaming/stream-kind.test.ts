import { describe, expect, it } from "@jest/globals";
import type { Output } from "../../../../runtime/core/operation.js";
import { acceptOf, streamKind } from "../../../../runtime/streaming/stream-kind.js";
import { wireReply } from "../../../support/send.js";

const operation = (out?: Output) => ({ id: "listen", path: "/", ...(out && { out }) });
const reply = (type: string | null) => ({ ...wireReply(), headers: new Headers(type === null ? {} : { "content-type": type }) });

describe("streamKind", () => {
  it.each<{ out?: Output; type: string | null; want: string }>([
    { out: "sse", type: "text/event-stream; charset=utf-8", want: "sse" },
    { out: "sse", type: null, want: "sse" },
    { out: "sse", type: "application/x-ndjson", want: "jsonl" },
    { out: "jsonl", type: "TEXT/Event-Stream", want: "sse" },
    { out: "jsonl", type: "application/json", want: "jsonl" },
    { out: "jsonl", type: "text/plain", want: "jsonl" },
    { out: "jsonl", type: "application/geo+json-seq", want: "json-seq" },
    { out: "json-seq", type: null, want: "json-seq" },
    { out: "stream", type: "application/octet-stream", want: "bytes" },
    { out: "bytes", type: "application/json", want: "bytes" },
    { type: "application/vnd.x.jsonlines", want: "jsonl" },
    { type: "application/json", want: "jsonl" },
  ])("$out, answered as $type: $want", ({ out, type, want }) => expect(streamKind(operation(out), reply(type))).toBe(want));

  it("refuses what is no stream of events", () => {
    expect(() => streamKind(operation("sse"), reply("application/json"))).toThrow("listen answered with application/json, not with a stream of events");
  });
});

describe("acceptOf", () => {
  it.each<{ out?: Output; want: string | null }>([
    { out: "sse", want: "text/event-stream" },
    { out: "jsonl", want: "application/x-ndjson, application/jsonl, application/stream+json, application/json;q=0.5" },
    { out: "json-seq", want: "application/json-seq, application/geo+json-seq" },
    { out: "stream", want: null },
    { want: null },
  ])("$out", ({ out, want }) => expect(acceptOf(operation(out))).toBe(want));
});
