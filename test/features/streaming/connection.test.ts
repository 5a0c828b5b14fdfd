import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createClient } from "../../../runtime/client/create-client.js";
import type { ClientOptions } from "../../../runtime/client/options.js";
import type { CallOptions } from "../../../runtime/core/call.js";
import type { Client } from "../../../runtime/core/client.js";
import type { Operation } from "../../../runtime/core/operation.js";
import { operationOf } from "../../../runtime/core/operation-of.js";
import type { EventStream } from "../../../runtime/core/reply.js";
import { type EventOptions, events } from "../../../runtime/streaming/events.js";
import { fakeClock, settle } from "../../support/clock.js";
import { networks } from "../../support/networks.js";
import { closeServers, type Handler, json, startServer } from "../../support/server.js";

afterEach(closeServers);

const sse: Operation = { id: "listen", path: "/live", in: { query: ["topic"] }, out: "sse" };
function listen(client: Client, input: { topic?: string } = {}, options?: CallOptions): EventStream<number> {
  return events(client, sse, input, options);
}

const open = (response: ServerResponse, text = ""): void => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(`retry: 1\n\n${text}`);
};
/** A server that sends two events and then holds the line; `left()` tells that its client hung up. */
async function holding(): Promise<{ readonly url: string; readonly left: () => boolean }> {
  let left = false;
  const { url } = await startServer((_, response) => {
    response.on("close", () => {
      left = true;
    });
    open(response, "data: 1\n\ndata: 2\n\n");
  });
  return { url, left: () => left };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Waits for I/O, not for time: so many turns of the event loop at most. */
async function until(condition: () => boolean, turns = 20_000): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    if (turn === turns) throw new Error("it did not happen");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe.each(networks)("over %s,", (_, sendWith) => {
  const clientOf = (url: string, options: ClientOptions = {}): Client =>
    createClient({ name: "test", version: "1", environments: { default: url } }, { retries: 0, send: sendWith(options.clock), ...options });

  describe("an item without an end", () => {
    const kinds = [
      { out: "sse", type: "text/event-stream", start: "data: " },
      { out: "sse", type: "text/event-stream", start: "data: 1\n", again: "data: 1\n" },
      { out: "jsonl", type: "application/x-ndjson", start: '1\n{"a":"' },
      { out: "json-seq", type: "application/json-seq", start: '\u001e1\n\u001e{"a":"' },
    ] as const;
    it.each(kinds)("of $out ($start) is a DecodeError, not all of the memory, and the line is hung up", async ({ out, type, start, ...more }) => {
      let left = false;
      const { url } = await startServer((_request, response) => {
        response.on("close", () => {
          left = true;
        });
        response.writeHead(200, { "content-type": type });
        response.write(start);
        const on = (): void => {
          while (!left && response.write(("again" in more ? more.again : "x").repeat(5_000))) {}
          if (!left) response.once("drain", on);
        };
        on();
      });
      const endless: Operation = { id: "endless", path: "/", out };
      await expect(all(events(clientOf(url, { maxResponseSize: 1_000_000 }), endless))).rejects.toMatchObject({
        kind: "decode",
        message: "endless: the stream holds an item of more than 1000000 characters",
        remedy: "Raise maxResponseSize, or read the reply as bytes (asResponse)",
      });
      await until(() => left);
    });

    it("may be as long as the call allows, and longer than the client does", async () => {
      const { url } = await startServer((_request, response) => {
        response.writeHead(200, { "content-type": "application/x-ndjson" });
        response.write(`"${"x".repeat(100_000)}`);
        response.end(`${"x".repeat(100_000)}"\n`);
      });
      const lines: Operation = { id: "lines", path: "/", out: "jsonl" };
      const client = clientOf(url, { maxResponseSize: 1000 });
      await expect(all(events(client, lines))).rejects.toMatchObject({ kind: "decode" });
      expect(await all(events(client, lines, {}, { maxResponseSize: 0 }))).toEqual(["x".repeat(200_000)]);
    });
  });

  describe("the connection of a stream", () => {
    it("is closed by leaving the loop: the server sees it", async () => {
      const server = await holding();
      for await (const item of listen(clientOf(server.url))) {
        expect([item, server.left()]).toEqual([1, false]);
        break;
      }
      await until(server.left);
      expect(server.left()).toBe(true);
    });

    it("is closed when the consumer throws", async () => {
      const server = await holding();
      const reading = (async () => {
        for await (const item of listen(clientOf(server.url))) throw new Error(`no more than ${item}`);
      })();
      await expect(reading).rejects.toThrow("no more than 1");
      await until(server.left);
    });

    it.each([{ given: "to the call" }, { given: "to the loop" }])("is closed by a signal given $given", async ({ given }) => {
      const server = await holding();
      const controller = new AbortController();
      const { signal } = controller;
      const stream = given === "to the call" ? listen(clientOf(server.url), {}, { signal }) : listen(clientOf(server.url)).items({ signal });
      const seen: number[] = [];
      const reading = (async () => {
        for await (const item of stream) {
          seen.push(item);
          if (item === 2) setImmediate(() => controller.abort("enough"));
        }
      })();
      await expect(reading).rejects.toMatchObject({ kind: "abort", cause: "enough" });
      expect(seen).toEqual([1, 2]);
      await until(server.left);
    });

    it("a signal that was aborted before ends it at once", async () => {
      const server = await holding();
      await expect(all(listen(clientOf(server.url)).items({ signal: AbortSignal.abort("never") }))).rejects.toMatchObject({ kind: "abort", cause: "never" });
      await until(server.left);
    });

    it("slows the server down when the consumer is slow", async () => {
      const line = `${JSON.stringify({ text: "x".repeat(65_536) })}\n`;
      let written = 0;
      const left = new AbortController();
      const server = await startServer(async (_, response) => {
        response.on("close", () => left.abort());
        response.writeHead(200, { "content-type": "application/x-ndjson" });
        while (written < 2000 && !response.destroyed) {
          written++;
          if (!response.write(line)) await once(response, "drain", { signal: left.signal }).catch(() => undefined);
        }
        response.end();
      });
      const stream = events<object>(clientOf(server.url), { id: "watch", path: "/", out: "jsonl" })[Symbol.asyncIterator]();
      await stream.next();
      let before = -1;
      while (before !== written) {
        before = written;
        await settle(200);
      }
      // What sockets and buffers hold; far from all that the server would send.
      expect(written).toBeLessThan(1000);
      for (let read = 0; read < 500; read++) await stream.next();
      expect(written).toBeGreaterThanOrEqual(500);
      await stream.return?.();
    });

    it("has no deadline once the server has answered", async () => {
      const clock = fakeClock();
      let response: ServerResponse | undefined;
      const server = await startServer((_, given) => {
        response = given;
        open(given, "data: 1\n\n");
      });
      const seen: number[] = [];
      const reading = (async () => {
        for await (const item of listen(clientOf(server.url, { clock, timeout: 1000 }))) {
          seen.push(item);
          if (item === 2) return;
        }
      })();
      await until(() => seen.length === 1);
      await clock.advance(3_600_000);
      response?.write("data: 2\n\n");
      await reading;
      expect(seen).toEqual([1, 2]);
    });

    it("counts as broken after its idle time", async () => {
      const clock = fakeClock();
      const server = await holding();
      const seen: number[] = [];
      const reading = (async () => {
        for await (const item of listen(clientOf(server.url, { clock })).items({ idleTimeout: 5000 })) seen.push(item);
      })();
      const ended = expect(reading).rejects.toMatchObject({ kind: "connection", message: "No byte came for 5000 ms" });
      await until(() => seen.length === 2);
      await clock.advance(5000);
      await ended;
      await until(server.left);
    });

    it("awaited, it is what can be iterated; it can be read once", async () => {
      const server = await startServer((_, response) => {
        open(response, "data: 1\n\n");
        response.end();
      });
      const stream = listen(clientOf(server.url));
      const { data, response } = await stream.withResponse();
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
      expect(await all(data)).toEqual([1]);
      await expect(all(await stream)).rejects.toMatchObject({ kind: "input", message: "The stream of listen can be read once" });
    });

    it("asResponse hands over the bytes", async () => {
      const server = await startServer((_, response) => {
        open(response);
        response.end("data: 1\n\n");
      });
      expect(await (await listen(clientOf(server.url)).asResponse()).text()).toBe("retry: 1\n\ndata: 1\n\n");
    });

    it("is known to tools by its constant", () => {
      expect(operationOf(listen)).toBe(sse);
    });
  });

  describe("a stream of events that breaks off", () => {
    /** Sends one event per connection, numbered on from Last-Event-ID, and drops the connection in the middle of the next. */
    const dropping =
      (last: number, withId = true): Handler =>
      (request, response) => {
        const id = Number(request.headers["last-event-id"] ?? 0) + 1;
        open(response, `${withId ? `id: ${id}\n` : ""}data: ${id}\n\n`);
        if (id >= last) return void response.end();
        response.write("data: lo", () => setImmediate(() => response.destroy()));
      };

    it("goes on after the last event's id, same input, losing and repeating nothing", async () => {
      const server = await startServer(dropping(4));
      expect(await all(listen(clientOf(server.url), { topic: "a b" }))).toEqual([1, 2, 3, 4]);
      expect(server.requests.map(({ path, headers }) => [path, headers["last-event-id"]])).toEqual([
        ["/live?topic=a%20b", undefined],
        ["/live?topic=a%20b", "1"],
        ["/live?topic=a%20b", "2"],
        ["/live?topic=a%20b", "3"],
      ]);
    });

    it("starts after the id that the caller gives: another process goes on", async () => {
      const server = await startServer(dropping(9));
      expect(await all(listen(clientOf(server.url), {}, { headers: { "Last-Event-ID": "6" } }))).toEqual([7, 8, 9]);
    });

    const refused: { name: string; operation: Operation; options: EventOptions; withId: boolean }[] = [
      { name: "without an id nobody knows where to go on", operation: sse, options: {}, withId: false },
      { name: "what is not safe is not repeated", operation: { ...sse, method: "POST" }, options: { reconnect: true }, withId: true },
      { name: "reconnect: false", operation: sse, options: { reconnect: false }, withId: true },
    ];
    it.each(refused)("is not opened again: $name", async ({ operation, options, withId }) => {
      const server = await startServer(dropping(4, withId));
      const seen: number[] = [];
      const reading = (async () => {
        for await (const item of events<number>(clientOf(server.url), operation, {}, options)) seen.push(item);
      })();
      await expect(reading).rejects.toMatchObject({ kind: "connection" });
      expect([seen, server.requests.length]).toEqual([[1], 1]);
    });

    it("a POST that is declared safe is repeated with its body", async () => {
      const server = await startServer(dropping(2));
      expect(await all(events(clientOf(server.url), { ...sse, method: "POST", in: { body: "json" }, repeat: "safe" }, { q: 1 }))).toEqual([1, 2]);
      expect(server.requests.map(({ text }) => text)).toEqual(['{"q":1}', '{"q":1}']);
    });

    it("reconnect: true goes on without ids, and when the server ends it, until a 204", async () => {
      const server = await startServer((_, response) => {
        if (server.requests.length === 4) return void response.writeHead(204).end();
        open(response, `data: ${server.requests.length}\n\n`);
        if (server.requests.length === 2) response.destroy();
        else response.end();
      });
      expect(await all(events(clientOf(server.url), sse, {}, { reconnect: true }))).toEqual(expect.arrayContaining([1, 3]));
      expect(server.requests).toHaveLength(4);
    });

    it("gives up after so many failures in a row, with the last one", async () => {
      const clock = fakeClock();
      const server = await startServer((_, response) => {
        if (server.requests.length > 1) return void response.destroy();
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write("id: 1\ndata: 1\n\n", () => setImmediate(() => response.destroy()));
      });
      let over = false;
      const reading = all(events(clientOf(server.url, { clock, timeout: 0 }), sse, {}, { reconnects: 3 })).finally(() => {
        over = true;
      });
      const ended = expect(reading).rejects.toMatchObject({ kind: "connection" });
      for (; !over; await settle()) await clock.advance(30_000);
      await ended;
      expect(server.requests).toHaveLength(4);
    });

    it("an error status at the reconnection is the API's own error", async () => {
      const server = await startServer((request, response, raw) =>
        request.headers["last-event-id"] === undefined ? dropping(4)(request, response, raw) : json(response, 410, { message: "too old" }),
      );
      await expect(all(listen(clientOf(server.url)))).rejects.toMatchObject({ kind: "api", status: 410 });
    });

    it("waits longer after each failure, around the server's own time", async () => {
      const clock = fakeClock(0);
      const server = await startServer((_, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write("retry: 4000\nid: 1\n\n", () => setImmediate(() => response.destroy()));
      });
      const waits: number[] = [];
      let over = false;
      const ended = expect(
        all(events(clientOf(server.url, { clock, timeout: 0 }), sse, {}, { reconnects: 3 })).finally(() => {
          over = true;
        }),
      ).rejects.toMatchObject({ kind: "connection" });
      while (!over) {
        await settle();
        const [due] = clock.pending();
        if (due === undefined) continue;
        waits.push(due - clock.now());
        await clock.advance(due - clock.now());
      }
      await ended;
      expect(waits).toHaveLength(3);
      for (const [index, wait] of waits.entries()) {
        expect(wait).toBeGreaterThanOrEqual(2000 * 2 ** index);
        expect(wait).toBeLessThanOrEqual(4000 * 2 ** index);
      }
    });
  });
});
