import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type CallOptions, type Client, type ClientOptions, call, events, type Operation, systemCode } from "../../../runtime/index.js";
import { clientOf as clientOver } from "../../support/client.js";
import { fakeClock, settle } from "../../support/clock.js";
import { networks } from "../../support/networks.js";
import { closeServers, json, startServer, startTcpServer } from "../../support/server.js";

const getThing: Operation = { id: "getThing", path: "/thing" };
const getFile: Operation = { id: "getFile", path: "/file", out: "stream" };

afterEach(closeServers);

describe.each(networks)("over %s,", (_, sendWith) => {
  const clientOf = (url: string, options: ClientOptions = {}): Client => clientOver(url, { send: sendWith(options.clock), ...options });
  const failure = async (url: string, options?: CallOptions): Promise<unknown> =>
    call(clientOf(url), getThing, {}, options).then(
      () => "no failure",
      (error: unknown) => error,
    );

  describe("a connection that breaks", () => {
    it("before the first byte is a ConnectionError that names the call", async () => {
      const server = await startTcpServer((socket) => socket.once("data", () => socket.resetAndDestroy()));
      const error = await failure(server.url);
      expect(error).toMatchObject({ kind: "connection", name: "ConnectionError" });
      expect(String(error)).toContain(`GET ${server.url}/thing`);
      expect(systemCode(error)).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
    });

    it("after the first byte is a ConnectionError too", async () => {
      const server = await startTcpServer((socket) =>
        socket.once("data", () => {
          socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"a":');
          setTimeout(() => socket.resetAndDestroy(), 20);
        }),
      );
      expect(await failure(server.url)).toMatchObject({ kind: "connection" });
    });

    it.each([
      { how: "whose length was told", head: "content-length: 100", text: '{"a":' },
      { how: "sent in chunks", head: "transfer-encoding: chunked", text: '5\r\n{"a":\r\n' },
    ])("in an orderly way, in the middle of a body $how, is one as well", async ({ head, text }) => {
      const server = await startTcpServer((socket) =>
        socket.once("data", () => socket.end(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${head}\r\n\r\n${text}`)),
      );
      expect(await failure(server.url)).toMatchObject({ kind: "connection" });
    });

    it("under a download is a ConnectionError to its reader", async () => {
      const server = await startTcpServer((socket) =>
        socket.once("data", () => {
          socket.write("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 100\r\n\r\nhello");
          setTimeout(() => socket.resetAndDestroy(), 20);
        }),
      );
      const stream = await call<ReadableStream<Uint8Array>>(clientOf(server.url), getFile);
      await expect(new Response(stream).text()).rejects.toMatchObject({ kind: "connection" });
    });

    it("under a stream of lines is one, after the lines that came", async () => {
      const server = await startTcpServer((socket) =>
        socket.once("data", () => {
          socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n\r\n8\r\n{"a":1}\n\r\n');
          setTimeout(() => socket.resetAndDestroy(), 20);
        }),
      );
      const seen: unknown[] = [];
      const reading = (async () => {
        for await (const item of events(clientOf(server.url), { id: "watch", path: "/watch", out: "jsonl" })) seen.push(item);
      })();
      await expect(reading).rejects.toMatchObject({ kind: "connection" });
      expect(seen).toEqual([{ a: 1 }]);
    });

    it("while it was idle costs the next call nothing", async () => {
      const server = await startTcpServer((socket) => {
        socket.once("data", () => {
          socket.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}");
          socket.once("data", () => socket.resetAndDestroy());
        });
      });
      const client = clientOf(server.url, { retries: { random: () => 0 } });
      expect([await call(client, getThing), await call(client, getThing)]).toEqual([{}, {}]);
      expect(server.connections()).toBe(2);
    });

    it("is a ConnectionError when nobody listens", async () => {
      const server = await startServer(() => undefined);
      await server.close();
      const error = await failure(server.url);
      expect(error).toMatchObject({ kind: "connection" });
      expect(systemCode(error)).toBe("ECONNREFUSED");
    });
  });

  describe("a deadline", () => {
    it("covers slow headers", async () => {
      const clock = fakeClock();
      const server = await startServer(() => undefined);
      const reply = call(clientOf(server.url, { clock }), getThing, {}, { timeout: 1000 }).catch((error: unknown) => error);
      while (!server.requests.length) await settle();
      await clock.advance(1000);
      expect(await reply).toMatchObject({ kind: "timeout", message: `getThing (GET ${server.url}/thing) was not complete within 1000 ms` });
      expect(clock.pending()).toEqual([]);
    });

    it("covers a slow body", async () => {
      const clock = fakeClock();
      const server = await startServer((_, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.write('{"a":');
      });
      const reply = call(clientOf(server.url, { clock }), getThing, {}, { timeout: 1000 }).catch((error: unknown) => error);
      while (!server.requests.length) await settle();
      await settle(20);
      await clock.advance(1000);
      expect(await reply).toMatchObject({ kind: "timeout" });
    });

    it("of an attempt ends it before the whole call's", async () => {
      const clock = fakeClock();
      const server = await startServer(() => undefined);
      const reply = call(clientOf(server.url, { clock }), getThing, {}, { timeout: 5000, attemptTimeout: 100 }).catch((error: unknown) => error);
      while (!server.requests.length) await settle();
      await clock.advance(100);
      expect(await reply).toMatchObject({ kind: "timeout", message: expect.stringContaining("100 ms") });
    });

    it("ends when a stream is handed over", async () => {
      const clock = fakeClock();
      const server = await startServer((_, response) => {
        response.write("one");
        setTimeout(() => response.end("two"), 50);
      });
      const stream = await call<ReadableStream<Uint8Array>>(clientOf(server.url, { clock }), getFile, {}, { timeout: 1000 });
      await clock.advance(2000);
      expect(await new Response(stream).text()).toBe("onetwo");
    });

    it("leaves no timer behind", async () => {
      const clock = fakeClock();
      const server = await startServer((_, response) => json(response, 200, {}));
      await call(clientOf(server.url, { clock }), getThing);
      expect(clock.pending()).toEqual([]);
    });
  });

  describe("a signal", () => {
    it("ends a call under way, its reason being the cause", async () => {
      const server = await startServer(() => undefined);
      const controller = new AbortController();
      const reply = failure(server.url, { signal: controller.signal });
      while (!server.requests.length) await settle();
      const reason = new Error("changed my mind");
      controller.abort(reason);
      expect(await reply).toMatchObject({ kind: "abort", name: "AbortError", cause: reason });
    });

    it("that is aborted already sends nothing", async () => {
      const server = await startServer((_, response) => json(response, 200, {}));
      expect(await failure(server.url, { signal: AbortSignal.abort() })).toMatchObject({ kind: "abort" });
      expect(server.requests).toHaveLength(0);
    });

    it("ends a stream that was handed over", async () => {
      const server = await startServer((_, response) => void response.write("one"));
      const controller = new AbortController();
      const stream = await call<ReadableStream<Uint8Array>>(clientOf(server.url), getFile, {}, { signal: controller.signal });
      const text = new Response(stream).text().catch((error: unknown) => error);
      await settle(10);
      controller.abort();
      expect(await text).toMatchObject({ kind: "abort" });
    });

    it("keeps no listener after the call", async () => {
      const server = await startServer((_, response) => json(response, 200, {}));
      const { signal } = new AbortController();
      const kept = { listeners: 0 };
      const { addEventListener, removeEventListener } = signal;
      Object.assign(signal, {
        addEventListener: (...args: Parameters<AbortSignal["addEventListener"]>) => {
          kept.listeners++;
          addEventListener.apply(signal, args);
        },
        removeEventListener: (...args: Parameters<AbortSignal["removeEventListener"]>) => {
          kept.listeners--;
          removeEventListener.apply(signal, args);
        },
      });
      await call(clientOf(server.url), getThing, {}, { signal });
      expect(kept.listeners).toBeLessThanOrEqual(0);
    });
  });

  describe("a body that is not what it should be", () => {
    const answer = (type: string, body: string | Buffer, headers: Record<string, string> = {}) =>
      startServer((_, response) => {
        response.writeHead(200, { "content-type": type, ...headers });
        response.end(body);
      });

    it("is a DecodeError with its start when it is a web page", async () => {
      const server = await answer("text/html", "<html>Please log in</html>");
      expect(await failure(server.url)).toMatchObject({
        kind: "decode",
        name: "DecodeError",
        status: 200,
        contentType: "text/html",
        text: "<html>Please log in</html>",
      });
    });

    it("is a DecodeError when JSON is cut off", async () => {
      const server = await answer("application/json", '{"a": [1, 2');
      const error = await failure(server.url);
      expect(error).toMatchObject({ kind: "decode", text: '{"a": [1, 2', message: expect.stringContaining('answered 200 with broken json: {"a": [1, 2') });
      expect((error as Error).cause).toBeInstanceOf(Error);
    });

    it("is a ConnectionError when its compression is broken", async () => {
      const server = await answer("application/json", Buffer.from("not gzip at all"), { "content-encoding": "gzip" });
      expect(await failure(server.url)).toMatchObject({ kind: "connection" });
    });

    it("is no answer when its compression breaks off", async () => {
      const server = await answer("application/json", gzipSync('{"a":"a long text, so that something is missing"}').subarray(0, 30), {
        "content-encoding": "gzip",
      });
      expect(await failure(server.url)).toMatchObject({ kind: expect.stringMatching(/connection|decode/) });
    });

    it("is an ApiError's text when a gateway answers for the service", async () => {
      const server = await startServer((__, response) => void response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>"));
      expect(await failure(server.url)).toMatchObject({ kind: "api", status: 502, readable: false, body: "<h1>Bad gateway</h1>" });
    });

    it("is read when its compression is right", async () => {
      const server = await answer("application/json", gzipSync('{"a":1}'), { "content-encoding": "gzip" });
      expect(await call(clientOf(server.url), getThing)).toEqual({ a: 1 });
    });
  });
});
