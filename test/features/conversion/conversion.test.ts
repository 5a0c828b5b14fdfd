import { join } from "node:path";
import type { Bus, Message, OutgoingMessage, Sink } from "@clientwright/runtime/realtime";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { compileErrors } from "../../support/compile.js";
import { type FreshClient, freshClient } from "../../support/generated-client.js";
import { closeServers, type Received, startServer, type TestServer } from "../../support/server.js";

// `dates: date` and `int64: bigint` wherever values come in and go out: streams, webhooks, channels.

const folder = "test/features/conversion";
const moment = new Date("2026-03-01T10:00:00.000Z");

let server: TestServer;
let made: FreshClient;
let received: Received[] = [];
beforeAll(async () => {
  made = await freshClient({
    sources: [`${folder}/openapi.yaml`, `${folder}/asyncapi.yaml`],
    name: "days",
    config: { types: { dates: "date", int64: "bigint" } },
  });
  server = await startServer((request, response) => {
    received.push(request);
    if (request.method === "POST") {
      response.writeHead(204).end();
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(request.path === "/days" ? "data: 2026-03-01\n\ndata: soon\n\n" : `event: tick\ndata: ${moment.toISOString()}\n\n`);
  });
});
afterEach(() => {
  received = [];
});
afterAll(async () => {
  made?.remove();
  await closeServers();
});

async function all(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value));

/** What is published comes back, and what was published is kept. */
function echoBus(sent: OutgoingMessage[], answer: object | null = null): Bus {
  const sinks = new Set<Sink>();
  const message = (payload: unknown, headers = {}): Message => ({ payload, name: null, id: null, headers, address: "", correlationId: null, receivedAt: 0 });
  return {
    delivery: "at-least-once",
    connection: { state: "open", reason: null, on: () => () => undefined, until: () => Promise.resolve() },
    connect: () => Promise.resolve(),
    close: () => Promise.resolve([]),
    subscribe(_, sink) {
      sinks.add(sink);
      return { ready: Promise.resolve(), pause: () => false, resume: () => undefined, cancel: () => void sinks.delete(sink) };
    },
    async publish(_, one) {
      sent.push(one);
      for (const sink of sinks) sink.message(message(copy(one.payload), copy(one.headers ?? {})));
      return { status: "sent", id: null, value: null };
    },
    ...(answer && {
      async request(_, one) {
        sent.push(one);
        return message(answer);
      },
    }),
  };
}

describe("streams", () => {
  const client = () => made.exports.createDaysClient({ baseUrl: server.url });

  it("deliver a bare date as a Date, and what is none as it came", async () => {
    expect(await all(made.exports.listenToDays(client()))).toEqual([new Date("2026-03-01"), "soon"]);
  });

  it("deliver the data of whole events as Dates", async () => {
    expect(await all(made.exports.listenToMoments(client()))).toEqual([{ event: "tick", data: moment, id: "" }]);
  });

  it("send Dates and bigints of a generator's items", async () => {
    async function* entries(): AsyncGenerator<object> {
      yield { at: moment, size: 9007199254740993n };
    }
    await made.exports.sendLines(client(), { body: entries() });
    expect(received[0]?.text).toBe('{"at":"2026-03-01T10:00:00.000Z","size":9007199254740993}\n');
  });
});

describe("payloads of webhooks", () => {
  it("are read from their text, with Dates and bigints", async () => {
    const { parseDaysWebhook } = await import(join(made.folder, "webhooks.ts"));
    const text = '{"entry":{"at":"2026-03-01T10:00:00.000Z","size":9007199254740993}}';
    expect(parseDaysWebhook("entryMade", text)).toEqual({ entry: { at: moment, size: 9007199254740993n } });
    expect(parseDaysWebhook("ping", '{"at":"2026-03-01"}')).toEqual({ at: "2026-03-01" });
    expect(() => parseDaysWebhook("ping", "no")).toThrow(expect.objectContaining({ kind: "decode", message: "The payload is no JSON: no" }));
  });
});

describe("messages of channels", () => {
  const client = (bus: Bus) => made.exports.createDaysRealtime({ bus });

  it("are received and sent with Dates and bigints", async () => {
    const sent: OutgoingMessage[] = [];
    const own = client(echoBus(sent));
    const loop = made.exports.onEntry(own)[Symbol.asyncIterator]();
    const next = loop.next();
    await made.exports.sendEntry(own, { at: moment, size: 7n });
    expect((await next).value).toEqual({ at: moment, size: 7n });
    expect(sent.map(({ payload }) => payload)).toEqual([{ at: "2026-03-01T10:00:00.000Z", size: 7 }]);
    await loop.return();
  });

  it("have headers with Dates and bigints, both ways", async () => {
    const sent: OutgoingMessage[] = [];
    const own = client(echoBus(sent));
    const loop = made.exports.onEntry(own).messages()[Symbol.asyncIterator]();
    const next = loop.next();
    await made.exports.sendEntry(own, { at: moment, size: 7n, headers: { written: moment, place: 3n } });
    expect(sent.map(({ headers }) => headers)).toEqual([{ written: "2026-03-01T10:00:00.000Z", place: 3 }]);
    expect((await next).value).toMatchObject({ payload: { at: moment }, headers: { written: moment, place: 3n } });
    await made.exports.sendEntry(own, { at: moment, size: 8n });
    expect(sent[1]?.headers).toBeNull();
    await loop.return();
  });

  it("are sent with whole numbers of any size; headers, which are texts elsewhere, take those of a number", async () => {
    const sent: OutgoingMessage[] = [];
    const own = client(echoBus(sent));
    await made.exports.sendEntry(own, { at: moment, size: 2n ** 60n });
    expect(sent[0]?.payload).toMatchObject({ size: 2n ** 60n });
    await expect(made.exports.sendEntry(own, { at: moment, size: 1n, headers: { written: moment, place: 2n ** 60n } })).rejects.toMatchObject({
      kind: "input",
      message: "1152921504606846976 is too large for a message",
    });
  });

  it("ask and are answered with Dates", async () => {
    const sent: OutgoingMessage[] = [];
    const own = client(echoBus(sent, { at: moment.toISOString(), size: 3 }));
    expect(await made.exports.sendCount(own, { since: moment })).toEqual({ at: moment, size: 3n });
    expect(sent.map(({ payload }) => payload)).toEqual([{ since: "2026-03-01" }]);
  });

  it("are told of where an answer can't name its request, and not for their digits", () => {
    expect(made.warnings.map((each) => each.split(" ")[0])).toEqual(["reply-correlation-uncarried", "headers-uncarried"]);
  });
});

it("the client compiles", () => {
  expect(compileErrors(made.folder)).toEqual([]);
});
