import { describe, expect, it } from "@jest/globals";
import { createClient } from "../../../../runtime/client/create-client.js";
import type { Operation } from "../../../../runtime/core/operation.js";
import { events } from "../../../../runtime/streaming/events.js";
import { wireReply } from "../../../support/send.js";

// What the network cuts, the verb puts together: every fixture whole, one byte at a time, and in two at every place.

const fixtures: { name: string; operation: Operation; type: string; text: string; want: unknown[] }[] = [
  {
    name: "server-sent events",
    operation: { id: "listen", path: "/", out: "sse" },
    type: "text/event-stream",
    text: '\ufeff: hi\r\nid: 1\r\ndata: {"name":"zażółć",\r\ndata: "n":1}\r\n\r\ndata: {"n":2}\n\nevent: x\rdata: "😀"\r\rdata: [DONE]\n\ndata: 3\n\n',
    want: [{ name: "zażółć", n: 1 }, { n: 2 }, "😀"],
  },
  {
    name: "JSON lines",
    operation: { id: "watch", path: "/", out: "jsonl" },
    type: "application/x-ndjson",
    text: '{"n":"é"}\r\n\n[1,2]\n"😀"\nnull\n7',
    want: [{ n: "é" }, [1, 2], "😀", null, 7],
  },
  {
    name: "JSON text sequences",
    operation: { id: "seq", path: "/", out: "json-seq" },
    type: "application/json-seq",
    text: '\u001e{"n":\n"é"}\n\u001e\n\u001e"😀"\n',
    want: [{ n: "é" }, "😀"],
  },
  {
    name: "grpc-gateway",
    operation: { id: "grpc", path: "/", out: "jsonl", unwrap: "/result" },
    type: "application/json",
    text: '{"result":{"n":1}}\n{"result":{"n":2}}\n',
    want: [{ n: 1 }, { n: 2 }],
  },
];

function cuts(bytes: Uint8Array): Uint8Array[][] {
  const halves = Array.from({ length: bytes.length + 1 }, (_, at) => [bytes.slice(0, at), bytes.slice(at)]);
  return [[bytes], Array.from(bytes, (byte) => Uint8Array.of(byte)), ...halves];
}

async function read(operation: Operation, type: string, chunks: readonly Uint8Array[]): Promise<unknown[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const send = async () => ({ ...wireReply({ headers: { "content-type": type }, body: "" }), body });
  const client = createClient({ name: "test", version: "1", environments: { default: "https://api.example" } }, { send });
  const items: unknown[] = [];
  for await (const item of events(client, operation)) items.push(item);
  return items;
}

describe("events, fed badly", () => {
  it.each(fixtures)("$name", async ({ operation, type, text, want }) => {
    for (const chunks of cuts(new TextEncoder().encode(text))) expect(await read(operation, type, chunks)).toEqual(want);
  });
});
