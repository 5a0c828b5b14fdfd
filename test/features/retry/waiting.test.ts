import { afterEach, describe, expect, it } from "@jest/globals";
import { type ApiDefinition, type ClientOptions, call, createClient, type Operation, retryBudget } from "../../../runtime/index.js";
import { type FakeClock, fakeClock, settle } from "../../support/clock.js";
import { networks } from "../../support/networks.js";
import { closeServers, json, startServer, startTcpServer, type TestServer } from "../../support/server.js";

afterEach(closeServers);

const api: ApiDefinition = { name: "acme", version: "1", environments: {} };
const get: Operation = { id: "get", path: "/thing" };
const post: Operation = { id: "post", method: "POST", path: "/thing", in: { body: { kind: "json", at: "body" } } };
const start = Date.parse("2026-03-01T12:00:00Z");

describe.each(networks)("over %s", (_, sendWith) => {
  function clientFor(server: TestServer, options: ClientOptions = {}, more: Partial<ApiDefinition> = {}) {
    const clock = fakeClock(start);
    return { clock, client: createClient({ ...api, ...more }, { baseUrl: server.url, clock, send: sendWith(clock), ...options }) };
  }
  /** Lets real sockets work until the clock has somebody to wake besides the call's own deadline. */
  async function untilWaiting(clock: FakeClock): Promise<void> {
    for (let turn = 0; turn < 1000 && clock.pending().length === 0; turn++) await settle();
  }

  describe.each([429, 503])("%i", (status) => {
    it.each<[string, Record<string, string>, number]>([
      ["retry-after in seconds", { "retry-after": "7" }, 7000],
      ["retry-after as a date", { "retry-after": "Sun, 01 Mar 2026 12:00:07 GMT", date: "Sun, 01 Mar 2026 12:00:00 GMT" }, 7000],
      ["retry-after-ms", { "retry-after-ms": "700" }, 700],
      ["x-retry-after", { "x-retry-after": "7" }, 7000],
    ])("waits as long as %s says, POST or not", async (__, headers, wait) => {
      const server = await startServer((___, response) =>
        server.requests.length === 1 ? json(response, status, {}, headers) : json(response, 200, { ok: true }),
      );
      const { clock, client } = clientFor(server, { timeout: 0 });
      const reply = call(client, post, { body: {} });
      await untilWaiting(clock);
      expect(clock.pending()).toEqual([start + wait]);
      await clock.advance(wait);
      expect(await reply).toEqual({ ok: true });
      expect(server.requests.length).toBe(2);
    });
  });

  it("waits for a rate limit's reset where the API declares that header", async () => {
    const server = await startServer((__, response) =>
      server.requests.length === 1
        ? json(response, 429, {}, { "x-ratelimit-reset": String(start / 1000 + 9), date: "Sun, 01 Mar 2026 12:00:00 GMT" })
        : json(response, 200, {}),
    );
    const { clock, client } = clientFor(server, { timeout: 0 }, { retry: { retryAfter: ["x-ratelimit-reset"] } });
    const reply = call(client, get);
    await untilWaiting(clock);
    expect(clock.pending()).toEqual([start + 9000]);
    await clock.advance(9000);
    expect(await reply).toEqual({});
  });

  it("fails at once, with the time on the error, when the server asks for more than the deadline allows", async () => {
    const server = await startServer((__, response) => json(response, 429, { error: "slow down" }, { "retry-after": "120" }));
    const { client } = clientFor(server, { timeout: 60_000 });
    await expect(call(client, get)).rejects.toMatchObject({ kind: "api", status: 429, retryAfter: 120_000, attempts: 1, body: { error: "slow down" } });
    expect(server.requests.length).toBe(1);
  });

  it("does not repeat a used-up quota, and tells its body", async () => {
    const server = await startServer((__, response) => json(response, 429, { error: { code: "insufficient_quota" } }));
    const { client } = clientFor(server);
    await expect(call(client, get)).rejects.toMatchObject({ status: 429, attempts: 1, body: { error: { code: "insufficient_quota" } } });
  });

  it("counts attempts on the error when all have failed", async () => {
    const server = await startServer((__, response) => json(response, 500, { n: server.requests.length }));
    const { client } = clientFor(server, { retries: { random: () => 0 }, clock: undefined });
    await expect(call(client, get)).rejects.toMatchObject({ status: 500, attempts: 3, body: { n: 3 } });
  });

  it("stops a storm: with the budget spent, failures come through at once", async () => {
    const server = await startServer((__, response) => json(response, 503, {}));
    const { client } = clientFor(server, { retries: { random: () => 0, budget: retryBudget(5) }, clock: undefined });
    const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => call(client, get)));
    expect(outcomes.every((outcome) => outcome.status === "rejected")).toBe(true);
    expect(server.requests.length).toBe(45);
  });

  it("gives each attempt its time, and repeats the one that hung", async () => {
    const server = await startServer((__, response) => (server.requests.length === 1 ? undefined : json(response, 200, { ok: true })));
    const { clock, client } = clientFor(server, { attemptTimeout: 1000, retries: { random: () => 0 } });
    const reply = call(client, get);
    while (server.requests.length === 0) await settle();
    await clock.advance(1000);
    expect(await reply).toEqual({ ok: true });
  });

  const reset = (body: string) => (served: { count: number }) =>
    startTcpServer((socket) =>
      socket.on("data", () => {
        if (served.count++ > 0) return void socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{"ok":true}');
        if (body === "") return void socket.resetAndDestroy();
        socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n${body}`);
        setTimeout(() => socket.resetAndDestroy(), 20);
      }),
    );

  it.each([
    ["before the first byte", ""],
    ["after the first byte", '{"ok":'],
  ])("repeats a GET whose connection is reset %s", async (__, body) => {
    const served = { count: 0 };
    const server = await reset(body)(served);
    const { client } = clientFor(server, { retries: { random: () => 0 }, clock: undefined });
    expect(await call(client, get)).toEqual({ ok: true });
    expect(served.count).toBe(2);
  });

  it.each([
    ["before the first byte", ""],
    ["after the first byte", '{"ok":'],
  ])("does not repeat a POST whose connection is reset %s", async (__, body) => {
    const served = { count: 0 };
    const server = await reset(body)(served);
    const { client } = clientFor(server, { retries: { random: () => 0 }, clock: undefined });
    await expect(call(client, post, { body: {} })).rejects.toMatchObject({ kind: "connection" });
    expect(served.count).toBe(1);
  });

  it("repeats a POST with an idempotency key, the same one", async () => {
    const server = await startServer((__, response, raw) => {
      if (server.requests.length < 3) raw.socket.resetAndDestroy();
      else json(response, 200, { ok: true });
    });
    const { client } = clientFor(server, { retries: { random: () => 0 }, clock: undefined }, { idempotencyHeader: "Idempotency-Key" });
    expect(await call(client, post, { body: {} })).toEqual({ ok: true });
    expect(await call(client, post, { body: {} })).toEqual({ ok: true });
    const keys = server.requests.map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toEqual([expect.stringMatching(/^[\da-f-]{36}$/), keys[0], keys[0], expect.stringMatching(/^[\da-f-]{36}$/)]);
    expect(keys[3]).not.toBe(keys[0]);
  });

  it("tells which call was aborted while it waited for its next attempt", async () => {
    const server = await startServer((__, response) => json(response, 503, {}));
    const { clock, client } = clientFor(server, { retries: { random: () => 1 }, timeout: 0 });
    const controller = new AbortController();
    const reply = call(client, get, {}, { signal: controller.signal });
    await untilWaiting(clock);
    controller.abort("enough");
    await expect(reply).rejects.toMatchObject({ kind: "abort", message: "get was aborted by its signal", cause: "enough" });
    expect(server.requests.length).toBe(1);
  });

  it("repeats a POST with the key that the caller gave, whatever the API declares", async () => {
    const server = await startServer((__, response) => json(response, server.requests.length < 2 ? 500 : 200, { ok: true }));
    const { client } = clientFor(server, { retries: { random: () => 0 }, clock: undefined });
    expect(await call(client, post, { body: {} }, { idempotencyKey: "mine" })).toEqual({ ok: true });
    expect(server.requests.map(({ headers }) => headers["idempotency-key"])).toEqual(["mine", "mine"]);
  });

  it("repeats a POST that could not be sent at all", async () => {
    const server = await startServer((__, response) => json(response, 200, { ok: true }));
    const { url } = server;
    await server.close();
    let waits = 0;
    const { client } = clientFor(server, { baseUrl: url, retries: { random: () => 0, onRetry: () => waits++ }, clock: undefined });
    await expect(call(client, post, { body: {} })).rejects.toMatchObject({ kind: "connection" });
    expect(waits).toBe(2);
  });
});
