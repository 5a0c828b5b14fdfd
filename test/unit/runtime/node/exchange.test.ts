import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import type { Call } from "../../../../runtime/core/call.js";
import { AbortError, ConnectionError, TimeoutError } from "../../../../runtime/core/errors.js";
import type { DispatchController } from "../../../../runtime/node/dispatcher.js";
import { Exchange } from "../../../../runtime/node/exchange.js";
import { callOf } from "../../../support/call.js";
import { fakeClock, settle } from "../../../support/clock.js";

const bytes = (text: string) => new TextEncoder().encode(text);

function setup(call: Partial<Call> = {}) {
  const clock = fakeClock();
  const log: string[] = [];
  const controller: DispatchController = {
    abort: (reason) => log.push(`abort ${reason.name}`),
    pause: () => log.push("pause"),
    resume: () => log.push("resume"),
  };
  const exchange = new Exchange(callOf(call), clock);
  exchange.reply.catch(() => undefined);
  const start = (status = 200, headers = {}) => {
    exchange.onRequestStart(controller);
    exchange.onResponseStart(controller, status, headers);
  };
  const data = (chunk: string | Uint8Array) => exchange.onResponseData(controller, typeof chunk === "string" ? bytes(chunk) : chunk);
  return { clock, log, controller, exchange, start, data };
}

async function readAll(stream: ReadableStream<Uint8Array> | null): Promise<string> {
  return stream === null ? "" : new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).text();
}

describe("Exchange", () => {
  it("resolves with the headers, names in any case, lists joined", async () => {
    const { exchange, start } = setup();
    start(201, { "content-type": "text/plain", "set-cookie": ["a=1", "b=2"] });
    const reply = await exchange.reply;
    expect([reply.status, reply.url, reply.headers.get("Content-Type"), reply.headers.get("set-cookie"), reply.headers.get("none")]).toEqual([
      201,
      "https://api.test/things",
      "text/plain",
      "a=1, b=2",
      null,
    ]);
    const seen: string[] = [];
    reply.headers.forEach((value, name) => {
      seen.push(`${name}: ${value}`);
    });
    expect(seen).toEqual(["content-type: text/plain", "set-cookie: a=1", "set-cookie: b=2"]);
  });

  it("passes over interim replies", async () => {
    const { exchange, start, controller } = setup();
    exchange.onRequestStart(controller);
    exchange.onResponseStart(controller, 103, { link: "</a>" });
    start(200);
    expect((await exchange.reply).status).toBe(200);
  });

  it.each<[string, string[], boolean]>([
    ["one chunk that is there", ["hello"], true],
    ["several chunks that are there", ["hel", "lo"], true],
    ["one chunk that is on its way", ["hello"], false],
    ["several chunks that are on their way", ["h", "ell", "o"], false],
  ])("reads %s as text", async (_, chunks, isBefore) => {
    const { exchange, start, data } = setup();
    start();
    const early = isBefore ? null : exchange.text();
    for (const chunk of chunks) data(chunk);
    exchange.onResponseEnd();
    expect(await (early ?? exchange.text())).toBe("hello");
  });

  it("reads an empty body", async () => {
    const { exchange, start } = setup();
    start();
    exchange.onResponseEnd();
    expect(await exchange.text()).toBe("");
  });

  it("drops a byte-order mark from text, not from bytes", async () => {
    for (const read of ["text", "bytes"] as const) {
      const { exchange, start, data } = setup();
      start();
      data("\uFEFFa");
      exchange.onResponseEnd();
      expect((await exchange[read]()).length).toBe(read === "text" ? 1 : 4);
    }
  });

  it("gives a Blob of the reply's type", async () => {
    const { exchange, start, data } = setup();
    start(200, { "content-type": "image/png" });
    data("x");
    exchange.onResponseEnd();
    const blob = await exchange.blob();
    expect([blob.type, await blob.text()]).toEqual(["image/png", "x"]);
  });

  it("can be read once only", async () => {
    for (const chunks of [["a"], ["a", "b"]]) {
      const { exchange, start, data } = setup();
      start();
      chunks.forEach(data);
      exchange.onResponseEnd();
      await exchange.text();
      await expect(exchange.text()).rejects.toThrow("read already");
    }
  });

  it("holds the sender back while nobody reads, and lets it go on for a reader", async () => {
    const { exchange, start, data, log } = setup();
    start();
    data(new Uint8Array(60_000));
    expect(log).toEqual([]);
    data(new Uint8Array(60_000));
    expect(log).toEqual(["pause"]);
    const read = exchange.bytes();
    expect(log).toEqual(["pause", "resume"]);
    exchange.onResponseEnd();
    expect((await read).length).toBe(120_000);
  });

  it("streams at the reader's pace", async () => {
    const { exchange, start, data, log } = setup();
    start();
    const reader = exchange.body?.getReader();
    data(new Uint8Array(70_000));
    expect(log.at(-1)).toBe("pause");
    expect((await reader?.read())?.value?.length).toBe(70_000);
    await settle();
    expect(log.at(-1)).toBe("resume");
    exchange.onResponseEnd();
    expect((await reader?.read())?.done).toBe(true);
  });

  it("closes the connection when the reader of a stream turns away", async () => {
    const { exchange, start, data, log } = setup();
    start();
    data("a");
    await exchange.body?.cancel();
    expect(log).toContain("abort AbortError");
  });

  it("closes the connection of a body that is not wanted, unless it is through", async () => {
    const one = setup();
    one.start();
    await one.exchange.cancel();
    expect(one.log).toEqual(["abort AbortError"]);
    const two = setup();
    two.start();
    two.exchange.onResponseEnd();
    await two.exchange.cancel();
    expect(two.log).toEqual([]);
  });

  it.each([
    ["HEAD", 200],
    ["GET", 204],
    ["GET", 304],
  ])("%s with %i has no body", (method, status) => {
    const { exchange, start } = setup({ method });
    start(status);
    expect(exchange.body).toBeNull();
    expect(exchange.toResponse().body).toBeNull();
  });

  it("gives a standard Response, readable while nobody has read", async () => {
    const { exchange, start, data } = setup();
    start(202, { "content-type": "text/plain", "set-cookie": ["a=1", "b=2"] });
    data("hello");
    exchange.onResponseEnd();
    const response = exchange.toResponse();
    expect([response.status, response.url, response.headers.getSetCookie(), await response.text()]).toEqual([
      202,
      "https://api.test/things",
      ["a=1", "b=2"],
      "hello",
    ]);
    expect(exchange.toResponse().body).toBeNull();
  });

  it("undoes content codings, whole and streamed", async () => {
    const { length } = gzipSync("hello");
    for (const read of [(exchange: Exchange) => exchange.text(), (exchange: Exchange) => readAll(exchange.body)]) {
      const { exchange, start, data } = setup();
      start(200, { "content-encoding": "gzip" });
      const body = gzipSync("hello");
      data(body.subarray(0, length / 2));
      data(body.subarray(length / 2));
      exchange.onResponseEnd();
      expect(await read(exchange)).toBe("hello");
    }
  });

  it("reports a broken coding as a broken connection", async () => {
    for (const read of [(exchange: Exchange) => exchange.text(), (exchange: Exchange) => readAll(exchange.body)]) {
      const { exchange, start, data } = setup();
      start(200, { "content-encoding": "gzip" });
      data("no gzip at all");
      exchange.onResponseEnd();
      await expect(read(exchange)).rejects.toBeInstanceOf(ConnectionError);
    }
  });

  it("ends at the deadline: before the headers", async () => {
    const { clock, exchange, controller, log } = setup({ deadline: 1_700_000_001_000 });
    exchange.onRequestStart(controller);
    await clock.advance(1000);
    await expect(exchange.reply).rejects.toThrow("test (GET https://api.test/things) was not complete within 1000 ms");
    await expect(exchange.reply).rejects.toBeInstanceOf(TimeoutError);
    expect(log).toEqual(["abort TimeoutError"]);
  });

  it("ends at the deadline: while it waits for a connection", async () => {
    const { clock, exchange, controller, log } = setup({ deadline: 1_700_000_001_000 });
    await clock.advance(1000);
    await expect(exchange.reply).rejects.toBeInstanceOf(TimeoutError);
    exchange.onRequestStart(controller);
    expect(log).toEqual(["abort TimeoutError"]);
  });

  it("ends at the deadline: in the middle of the body, read before or after", async () => {
    const { clock, exchange, start, data } = setup({ deadline: 1_700_000_001_000 });
    start();
    data("half");
    const read = exchange.text().catch((error: unknown) => error);
    await clock.advance(1000);
    expect(await read).toBeInstanceOf(TimeoutError);
    const late = setup({ deadline: 1_700_000_001_000 });
    late.start();
    await late.clock.advance(1000);
    await expect(late.exchange.text()).rejects.toBeInstanceOf(TimeoutError);
  });

  it("has no deadline once it is read as a stream", async () => {
    const { clock, exchange, start, data } = setup({ deadline: 1_700_000_001_000 });
    start();
    const read = readAll(exchange.body);
    await clock.advance(5000);
    data("late");
    exchange.onResponseEnd();
    expect(await read).toBe("late");
  });

  it("ends when the caller aborts, and forgets the signal when it is through", async () => {
    const controller = new AbortController();
    const running = setup({ signal: controller.signal });
    running.start();
    const through = setup({ signal: controller.signal });
    through.start();
    through.exchange.onResponseEnd();
    controller.abort("enough");
    await expect(running.exchange.text()).rejects.toMatchObject({ kind: "abort", cause: "enough" });
    expect([running.log, through.log]).toEqual([["abort AbortError"], []]);
    await expect(setup({ signal: controller.signal }).exchange.reply).rejects.toBeInstanceOf(AbortError);
  });

  it("reports what the network reports, once", async () => {
    const { exchange, controller, log } = setup();
    exchange.onResponseError(controller, Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" }));
    exchange.onResponseError(controller, new Error("again"));
    await expect(exchange.reply).rejects.toThrow("other side closed");
    await expect(exchange.reply).rejects.toBeInstanceOf(ConnectionError);
    expect(log).toEqual([]);
  });

  it("breaks a stream whose connection breaks", async () => {
    const { exchange, start, data, controller } = setup();
    start();
    const read = readAll(exchange.body);
    data("half");
    exchange.onResponseError(controller, new Error("reset"));
    await expect(read).rejects.toBeInstanceOf(ConnectionError);
  });

  it("tells how much came", () => {
    const seen: unknown[] = [];
    const { start, data } = setup({ options: { onDownload: (received, total) => seen.push([received, total]) } });
    start(200, { "content-length": "5" });
    data("hel");
    data("lo");
    expect(seen).toEqual([
      [3, 5],
      [5, 5],
    ]);
  });
});
