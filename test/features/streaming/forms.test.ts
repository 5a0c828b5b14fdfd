import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createClient } from "../../../runtime/client/create-client.js";
import type { ClientOptions } from "../../../runtime/client/options.js";
import type { Client, Drift } from "../../../runtime/core/client.js";
import { everything } from "../../../runtime/core/everything.js";
import type { Operation } from "../../../runtime/core/operation.js";
import { events } from "../../../runtime/streaming/events.js";
import { closeServers, type Handler, json, startServer, type TestServer } from "../../support/server.js";

// One real server per form of stream that the services behind our specs use.

afterEach(closeServers);

async function served(handler: Handler, options: ClientOptions = {}): Promise<{ server: TestServer; client: Client }> {
  const server = await startServer(handler);
  return { server, client: createClient({ name: "test", version: "1", environments: { default: server.url } }, { codecs: everything, ...options }) };
}

const streamed =
  (contentType: string | null, ...chunks: (string | Uint8Array)[]): Handler =>
  (_, response) => {
    response.writeHead(200, contentType === null ? {} : { "content-type": contentType });
    for (const chunk of chunks) response.write(chunk);
    response.end();
  };

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const sse: Operation = { id: "listen", path: "/live", out: "sse" };
const jsonl: Operation = { id: "watch", path: "/wait", out: "jsonl" };

describe("server-sent events", () => {
  it("delivers the JSON of each event's data (Prometheus notifications/live)", async () => {
    const { server, client } = await served(
      streamed("text/event-stream", 'data: {"text":"reload failed","active":true}\n\n', ': keep-alive\n\ndata: {"text":\ndata: "ok"}\n\n'),
    );
    expect(await all(events<object>(client, sse))).toEqual([{ text: "reload failed", active: true }, { text: "ok" }]);
    expect(server.requests[0]?.headers.accept).toBe("text/event-stream");
  });

  it("messages tell type and id", async () => {
    const { client } = await served(streamed("text/event-stream; charset=utf-8", 'event: add\nid: 7\ndata: {"n":1}\n\ndata: 2\n\n'));
    expect(await all(events<unknown>(client, sse).messages())).toEqual([
      { event: "add", id: "7", data: { n: 1 } },
      { event: "message", id: "7", data: 2 },
    ]);
  });

  it("ends at [DONE], or at what the operation declares, without waiting for the server", async () => {
    const endless: Handler = (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write('data: {"n":1}\n\ndata: [DONE]\n\ndata: {"n":2}\n\ndata: end\n\n');
    };
    const { client } = await served(endless);
    expect(await all(events(client, { ...sse, method: "POST" }))).toEqual([{ n: 1 }]);
    expect(await all(events(client, { ...sse, stream: { end: "end", data: "text" } }))).toEqual(['{"n":1}', "[DONE]", '{"n":2}']);
  });

  it("delivers the whole event where the document's item is one (OpenAPI 3.2)", async () => {
    const { client } = await served(streamed("text/event-stream", 'event: userconnect\ndata: {"username":"x"}\n\n'));
    expect(await all(events(client, { ...sse, stream: { item: "event" } }))).toEqual([{ event: "userconnect", id: "", data: '{"username":"x"}' }]);
    expect(await all(events(client, { ...sse, stream: { item: "event", data: "json" } }))).toEqual([{ event: "userconnect", id: "", data: { username: "x" } }]);
  });

  it("delivers data that is no JSON as text and tells; where JSON is declared, it is an error", async () => {
    const drifts: Drift[] = [];
    const { client } = await served(streamed("text/event-stream", "data: hello\n\n"), { onDrift: (drift) => drifts.push(drift) });
    expect(await all(events(client, sse))).toEqual(["hello"]);
    expect(drifts).toEqual([{ operation: "listen", status: 200, at: "", kind: "wrong-type", value: "hello" }]);
    await expect(all(events(client, { ...sse, stream: { data: "json" } }))).rejects.toMatchObject({
      kind: "decode",
      text: "hello",
      message: "listen: the stream holds an item that is not JSON: hello",
    });
  });

  it("takes whichever stream the server prefers to send (Argo CD)", async () => {
    const operation: Operation = { id: "watchApplications", path: "/stream/applications", out: "jsonl", unwrap: "/result" };
    const { client } = await served(streamed("text/event-stream", 'data: {"result":{"type":"ADDED"}}\n\n'));
    expect(await all(events(client, operation))).toEqual([{ type: "ADDED" }]);
  });

  it("a web page is no stream of events", async () => {
    const { client } = await served(streamed("text/html", "<h1>Welcome</h1>"));
    await expect(all(events(client, sse))).rejects.toMatchObject({
      kind: "decode",
      contentType: "text/html",
      message: "listen answered with text/html, not with a stream of events",
    });
  });
});

describe("JSON lines", () => {
  it.each(["application/x-ndjson", "application/jsonl", "application/json-lines", "application/stream+json", "application/json", null])(
    "as %s (Airflow's wait, MinIO's listen, ClickHouse)",
    async (contentType) => {
      const { server, client } = await served(streamed(contentType, '{"state":"running"}\n{"sta', 'te":"success"}'));
      expect(await all(events(client, jsonl))).toEqual([{ state: "running" }, { state: "success" }]);
      expect(server.requests[0]?.headers.accept).toContain("application/x-ndjson");
    },
  );

  it("a server that waits for a run tells line by line until it ends (Airflow)", async () => {
    const release: (() => void)[] = [];
    const { client } = await served(async (_, response) => {
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      for (const state of ["queued", "running", "success"]) {
        response.write(`${JSON.stringify({ state })}\n`);
        await new Promise<void>((resolve) => release.push(resolve));
      }
      response.end();
    });
    const states: string[] = [];
    // Each line comes while the server holds the next one back.
    for await (const { state } of events<{ state: string }>(client, jsonl)) {
      states.push(state);
      while (release.length < states.length) await new Promise((resolve) => setImmediate(resolve));
      release[states.length - 1]?.();
    }
    expect(states).toEqual(["queued", "running", "success"]);
  });

  it("grpc-gateway's results and errors (Argo CD)", async () => {
    const operation: Operation = { id: "watchApplications", path: "/stream/applications", out: "jsonl", unwrap: "/result", errors: ["default"] };
    const { client } = await served(
      streamed("application/json", '{"result":{"type":"ADDED"}}\n{"error":{"grpc_code":7,"http_code":403,"message":"permission denied"}}\n'),
    );
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const item of events(client, operation)) seen.push(item);
    })();
    await expect(reading).rejects.toMatchObject({
      kind: "api",
      status: 403,
      operation: "watchApplications",
      message: "watchApplications answered 403: permission denied",
      body: { grpc_code: 7 },
    });
    expect(seen).toEqual([{ type: "ADDED" }]);
  });

  it("an error that names no status is a 500; where it stands can be declared", async () => {
    const operation: Operation = { ...jsonl, stream: { error: "/exception" } };
    const { client } = await served(streamed("application/x-ndjson", '{"row":1}\n{"exception":"Code: 395"}\n'));
    await expect(all(events(client, operation))).rejects.toMatchObject({ kind: "api", status: 500, body: "Code: 395" });
  });

  it("a stream that ends in the middle of a line is broken", async () => {
    const { client } = await served(streamed("application/x-ndjson", '{"a":1}\n{"a":'));
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const item of events(client, jsonl)) seen.push(item);
    })();
    await expect(reading).rejects.toMatchObject({ kind: "decode", message: 'watch: the stream ended in the middle of an item: {"a":', text: '{"a":' });
    expect(seen).toEqual([{ a: 1 }]);
  });

  it("converts items by their shape, with and without codecs at the client", async () => {
    const operation: Operation = {
      ...jsonl,
      use: everything,
      convert: {
        out: { "200": { type: "object", fields: { at: { type: "string", format: "date-time", as: "date" }, id: { type: "integer", as: "bigint" } } } },
      },
    };
    const { client } = await served(streamed("application/x-ndjson", '{"at":"2026-01-01T00:00:00Z","id":18446744073709551615}\n'), { codecs: [] });
    expect(await all(events(client, operation))).toEqual([{ at: new Date("2026-01-01T00:00:00Z"), id: 18446744073709551615n }]);
    expect(await all(events(client, jsonl))).toEqual([{ at: "2026-01-01T00:00:00Z", id: 18446744073709552000 }]);
  });
});

describe("other streams", () => {
  it("JSON text sequences (RFC 7464)", async () => {
    const { server, client } = await served(streamed("application/json-seq", '\u001e{"a":1}\n\u001e{"a', '":2}\n'));
    expect(await all(events(client, { id: "seq", path: "/", out: "json-seq" }))).toEqual([{ a: 1 }, { a: 2 }]);
    expect(server.requests[0]?.headers.accept).toBe("application/json-seq, application/geo+json-seq");
  });

  it("bytes, chunk by chunk", async () => {
    const { client } = await served(streamed("application/octet-stream", Uint8Array.of(0, 255, 10), Uint8Array.of(13)));
    const chunks = await all(events<Uint8Array>(client, { id: "download", path: "/", out: "stream" }));
    expect(Buffer.concat(chunks)).toEqual(Buffer.from([0, 255, 10, 13]));
  });

  it("an empty body is an empty stream", async () => {
    const { client } = await served((_, response) => void response.writeHead(204).end());
    expect(await all(events(client, jsonl))).toEqual([]);
  });

  it.each([
    { encoding: "gzip", encode: gzipSync },
    { encoding: "deflate", encode: deflateSync },
    { encoding: "br", encode: brotliCompressSync },
  ])("compressed as $encoding", async ({ encoding, encode }) => {
    const { client } = await served((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream", "content-encoding": encoding });
      const bytes = encode('data: {"n":1}\n\ndata: {"n":2}\n\n');
      response.write(bytes.subarray(0, 7));
      response.end(bytes.subarray(7));
    });
    expect(await all(events(client, sse))).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it("an error status is the API's own error, before anything is read", async () => {
    const { client } = await served((_, response) => json(response, 404, { message: "no such run" }));
    const stream = events<object, { 404: { message: string } }>(client, { ...jsonl, errors: [404] });
    await expect(stream).rejects.toMatchObject({ kind: "api", status: 404, body: { message: "no such run" } });
    expect(await stream.settle()).toMatchObject({ ok: false, status: 404, error: { message: "no such run" } });
  });
});
