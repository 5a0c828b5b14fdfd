import { describe, expect, it } from "@jest/globals";
import { type AblyOptions, createAblyRest, restOf } from "../../../../runtime/ably/index.js";
import { randomCipherKey } from "../../../../runtime/realtime/protocols/ably/message/cipher.js";
import type { Paged } from "../../../../runtime/realtime/protocols/ably/rest/paged.js";
import { memoryFetch } from "../../../../runtime/testing/ably/memory-transport.js";
import type { AppSpec } from "../../../../runtime/testing/ably/mock-app.js";
import { fakeClock } from "../../../support/clock.js";
import { eventually, stage } from "./stage.js";

const all = async <T>(pages: Paged<T>): Promise<T[]> => {
  const got: T[] = [];
  for await (const each of pages) got.push(each);
  return got;
};

/** A REST client of an app on a mock. */
function served(spec: AppSpec = {}, more: AblyOptions = {}) {
  const on = stage({ app: spec });
  const rest = createAblyRest({ key: on.key, endpoint: "localhost", clock: on.clock, fetch: memoryFetch(on.mock), ...more });
  return { ...on, rest };
}

/** A REST client whose requests get these answers; what was asked. */
function answered(replies: readonly (Response | Error)[], more: AblyOptions = {}) {
  const asked: { readonly url: URL; readonly method: string; readonly headers: Headers; readonly body: string }[] = [];
  const left = [...replies];
  const clock = fakeClock();
  const rest = createAblyRest({
    key: "app.key:secret",
    clock,
    random: () => 0,
    fetch: async (input, init) => {
      asked.push({ url: new URL(String(input)), method: init?.method ?? "GET", headers: new Headers(init?.headers), body: String(init?.body ?? "") });
      const reply = left.shift() ?? new Response("", { status: 204 });
      if (reply instanceof Error) throw reply;
      return reply;
    },
    ...more,
  });
  return { rest, asked, clock };
}

describe("requests (RSC)", () => {
  it("RSC7, RSC8, RSA11: carry version, agent, credentials and format", async () => {
    const { rest, asked } = answered([Response.json({ channelId: "a b" })], { clientId: "kim", agent: "app/1" });
    await rest.channel("a b").status();
    expect(asked[0]?.url.href).toBe("https://main.realtime.ably.net/channels/a%20b");
    expect(Object.fromEntries(asked[0]?.headers ?? [])).toMatchObject({
      accept: "application/json",
      "x-ably-version": "6",
      "ably-agent": expect.stringMatching(/^ably-clientwright\/\S+ app\/1$/),
      authorization: `Basic ${btoa("app.key:secret")}`,
      "x-ably-clientid": btoa("kim"),
    });
  });

  it.each([
    { what: "500", failing: () => new Response("", { status: 500 }) },
    { what: "504", failing: () => new Response("", { status: 504 }) },
    { what: "RSC15l4: a failure of CloudFront", failing: () => new Response("", { status: 403, headers: { server: "CloudFront" } }) },
    { what: "nobody there", failing: () => new TypeError("fetch failed") },
  ])("RSC15: after $what another host is tried, RSC15f: and asked first for a while", async ({ failing }) => {
    const { rest, asked, clock } = answered([failing(), Response.json([1]), Response.json([2]), Response.json([3])]);
    expect([await rest.time(), await rest.time()]).toEqual([1, 2]);
    await clock.advance(600_000);
    await rest.time();
    const [main, fallback] = ["main.realtime.ably.net", "main.a.fallback.ably-realtime.com"];
    expect(asked.map(({ url }) => url.host)).toEqual([main, fallback, fallback, main]);
  });

  it("RSC15a, TO3l5: three fallbacks at most, each once; RSC15d: other failures are told at once", async () => {
    const { rest, asked } = answered(Array.from({ length: 9 }, () => new Response("", { status: 503 })));
    await expect(rest.time()).rejects.toMatchObject({ code: 50300, statusCode: 503 });
    expect(new Set(asked.map(({ url }) => url.host)).size).toBe(4);
    const told = answered([Response.json({ error: { code: 40400, message: "No" } }, { status: 404 })]);
    await expect(told.rest.channel("x").status()).rejects.toMatchObject({ code: 40400, statusCode: 404, message: "No" });
    expect(told.asked).toHaveLength(1);
  });

  it("RSC15m, REC2c2: a host of one's own has no fallbacks", async () => {
    const { rest, asked } = answered([new Response("", { status: 500 })], { endpoint: "ably.example.com" });
    await expect(rest.time()).rejects.toMatchObject({ statusCode: 500 });
    expect(asked).toHaveLength(1);
  });

  it("TO3l4: a request that takes too long is given up (50003)", async () => {
    const { rest, clock } = answered([], { endpoint: "localhost", fetch: () => new Promise(() => undefined) });
    const failing = expect(rest.time()).rejects.toMatchObject({ code: 50003 });
    await clock.advance(10_000);
    await failing;
  });

  it("RSC10: a refused token is renewed once, RSC10b: not for ever", async () => {
    const refusal = () => Response.json({ error: { code: 40142, message: "expired" } }, { status: 401 });
    let given = 0;
    const authCallback = async () => `token${++given}`;
    const { rest, asked } = answered([refusal(), Response.json({ channelId: "x" }), refusal(), refusal()], { key: undefined, authCallback });
    await rest.channel("x").status();
    expect(asked.map(({ headers }) => headers.get("authorization"))).toEqual(["Bearer token1", "Bearer token2"]);
    await expect(rest.channel("x").status()).rejects.toMatchObject({ code: 40142 });
    expect(given).toBe(3);
  });

  it("RSA4a2: a bare token that was refused can't be renewed (40171)", async () => {
    const { rest, asked } = answered([Response.json({ error: { code: 40142, message: "expired" } }, { status: 401 })], { key: undefined, token: "t" });
    await expect(rest.channel("x").status()).rejects.toMatchObject({ code: 40171, statusCode: 401 });
    expect(asked).toHaveLength(1);
  });

  it("RSC8e: an answer that is neither JSON nor MessagePack is 40013; a failure keeps its status", async () => {
    const html = (status: number) => new Response("<html>", { status, headers: { "content-type": "text/html" } });
    const { rest } = answered([html(200), html(404)], { endpoint: "localhost" });
    await expect(rest.channel("x").status()).rejects.toMatchObject({ code: 40013, message: expect.stringContaining(btoa("<html>")) });
    await expect(rest.channel("x").status()).rejects.toMatchObject({ statusCode: 404 });
  });

  it("RSC7c: requests are named, the same through retries; errors carry the name", async () => {
    const { rest, asked } = answered([new Response("", { status: 500 }), new Response("", { status: 400 })], { addRequestIds: true });
    const error = await rest.time().catch((failure: unknown) => failure);
    const [first, second] = asked.map(({ url }) => url.searchParams.get("request_id"));
    expect(first).toMatch(/^[\w-]{12}$/);
    expect(second).toBe(first);
    expect(error).toMatchObject({ requestId: first });
  });

  it("RSC19: any request, with its status, headers and pages", async () => {
    const link = '<./things?page=2>; rel="next", <./things?page=1>; rel="first"';
    const { rest, asked } = answered([
      Response.json([{ a: 1 }], { headers: { link } }),
      Response.json([{ a: 2 }]),
      Response.json({ error: { code: 40300, message: "no" } }, { status: 403 }),
    ]);
    const page = await rest.request("GET", "/things", { params: { q: "x" }, version: "3", headers: { "x-own": "1" } });
    expect(page).toMatchObject({ statusCode: 200, success: true, errorCode: null, items: [{ a: 1 }] });
    expect(asked[0]?.headers.get("x-ably-version")).toBe("3");
    const next = await page.next();
    expect([next?.items, next?.isLast(), asked[1]?.url.search]).toEqual([[{ a: 2 }], true, "?page=2"]);
    expect(await rest.request("DELETE", "/things")).toMatchObject({ statusCode: 403, success: false, errorCode: 40300, errorMessage: "no", items: [] });
  });

  it("TG: pages know their neighbours; RSC19: so do those of any request", async () => {
    const { rest } = served();
    for (const data of ["1", "2", "3"]) await rest.channel("room").publish("n", data);
    const page = await rest.channel("room").history({ limit: 2 }).first();
    expect([page.hasNext(), page.isLast()]).toEqual([true, false]);
    const next = await page.next();
    expect([next?.items.map(({ data }) => data), next?.isLast(), await next?.next()]).toEqual([["1"], true, null]);
    expect((await next?.first())?.items).toHaveLength(2);
    expect((await next?.current())?.items).toHaveLength(1);
    const raw = await rest.request("GET", "/channels/room/messages", { params: { limit: 2 } });
    expect([raw.hasNext(), raw.items.length]).toEqual([true, 2]);
    const second = await raw.next();
    expect((await second?.first())?.items).toHaveLength(2);
    expect(await second?.next()).toBeNull();
  });

  it("credentials never go to a host that a Link header names", async () => {
    const { rest, asked } = answered([Response.json([], { headers: { link: '<https://evil.example/x>; rel="next"' } })]);
    const page = await rest.request("GET", "/things");
    await expect(page.next()).rejects.toMatchObject({ code: 40000 });
    expect(asked).toHaveLength(1);
  });
});

describe.each(["json", "msgpack"] as const)("channels over HTTP (RSL), in %s", (format) => {
  it("RSL1, RSL1n, RSL4: publishes text, bytes and objects; RSL2: history gives them", async () => {
    const { rest } = served({}, { format });
    const room = rest.channel("room");
    expect((await room.publish("n", "text")).serials).toHaveLength(1);
    expect((await room.publish([{ name: "a", data: new Uint8Array([1, 2]) }, { data: { x: 1 } }])).serials).toHaveLength(2);
    expect((await all(room.history({ direction: "forwards", limit: 2 }))).map(({ data }) => data)).toEqual(["text", new Uint8Array([1, 2]), { x: 1 }]);
    await expect(room.publish("n", 5)).rejects.toMatchObject({ code: 40013 });
    await expect(room.publish("n", "x".repeat(70_000))).rejects.toMatchObject({ code: 40009 });
  });

  it("RSL1k: a repeat has the same ids, and is said once", async () => {
    const { rest, mock, app } = served({}, { format, endpoint: "main", port: undefined });
    mock.faults.add({ on: "http", path: "/channels", do: "refuse", status: 500, skip: 0 });
    await rest.channel("room").publish([{ name: "a" }, { name: "b" }]);
    await rest.channel("room").publish({ id: "own:0", name: "c" });
    await rest.channel("room").publish({ id: "own:0", name: "c" });
    const said = app.channel("room").log.flatMap(({ messages }) => messages);
    expect(said.map(({ name }) => name)).toEqual(["a", "b", "c"]);
    expect(said[1]?.id).toBe(said[0]?.id?.replace(/:0$/, ":1"));
    expect(said[0]?.id).toMatch(/^[\w-]{12}:0$/);
  });

  it("RSL1b, RSL1i, RSL1k: one message is a list of one too; ids of one's own stay among made ones", async () => {
    const bodies: unknown[] = [];
    const fetch = async (_: unknown, init?: RequestInit) => {
      bodies.push(JSON.parse(String(init?.body)));
      return Response.json({ serials: [] }, { status: 201 });
    };
    const rest = createAblyRest({ key: "a.b:c", fetch: fetch as typeof globalThis.fetch });
    await rest.channel("room").publish("a");
    const small = createAblyRest({ key: "a.b:c", fetch: fetch as typeof globalThis.fetch, maxMessageSize: 10 });
    await expect(small.channel("room").publish("event", "x".repeat(6))).rejects.toMatchObject({ code: 40009 }); // RSL1i
    await rest.channel("room").publish([{ id: "own", name: "b" }, { name: "c" }]);
    expect(bodies).toEqual([
      [{ name: "a", id: expect.stringMatching(/:0$/) }],
      [
        { id: "own", name: "b" },
        { name: "c", id: expect.stringMatching(/:1$/) },
      ],
    ]);
  });

  it("RSL5: encrypts and decrypts", async () => {
    const { rest, app } = served({}, { format });
    const room = rest.channel("room", { cipher: { key: randomCipherKey(128) } });
    await room.publish("n", { secret: true });
    expect(app.channel("room").log[0]?.messages[0]?.encoding).toBe("json/utf-8/cipher+aes-128-cbc");
    expect((await all(room.history())).map(({ data }) => data)).toEqual([{ secret: true }]);
  });

  it("RSL8, RSP3, RSP4: status, who is present, who came and went", async () => {
    const { rest, connected } = served({}, { format });
    const room = (await connected({ clientId: "kim" })).channels.get("room");
    await room.presence.enter({ at: "till" });
    await room.presence.update({ at: "door" });
    expect(await rest.channel("room").status()).toMatchObject({
      channelId: "room",
      status: { isActive: true, occupancy: { metrics: { presenceMembers: 1 } } },
    });
    expect(await all(rest.channel("room").presence({ clientId: "kim" }))).toMatchObject([{ clientId: "kim", action: "present", data: { at: "door" } }]);
    expect((await all(rest.channel("room").presenceHistory())).map(({ action }) => action)).toEqual(["update", "enter"]);
    expect(await all(rest.activeChannels({ prefix: "ro" }))).toEqual(["room"]);
  });

  it("RSL11, RSL14, RSL15, RSAN: changes a message, and says something about it", async () => {
    const { rest } = served({ namespaces: [{ id: "mutable", mutableMessages: true }] }, { format });
    const room = rest.channel("mutable:x");
    const serial = (await room.publish("n", "one")).serials[0] ?? "";
    const { versionSerial } = await room.updateMessage({ serial, data: { two: 2 } }, { description: "why" });
    await room.appendMessage({ serial, data: "!" });
    await room.annotate(serial, { type: "likes:total.v1" });
    await room.unannotate(serial, { type: "seen:flag.v1" });
    await room.annotate(serial, { type: "vote:unique.v1", name: "a", clientId: "kim" });
    const mine = await rest.request("GET", `/channels/mutable%3Ax/messages/${encodeURIComponent(serial)}/client-summary`, { params: { forClientId: "kim" } });
    expect(mine.items).toEqual([{ "vote:unique.v1": { a: { total: 1, clientIds: ["kim"], clipped: false } } }]);
    await expect(room.annotate(serial, { type: "" })).rejects.toMatchObject({ code: 40003 });
    expect((await all(room.annotations(serial))).map(({ action }) => action)).toEqual(["annotation.create", "annotation.delete", "annotation.create"]);
    await room.deleteMessage({ serial });
    expect(await room.getMessage(serial)).toMatchObject({ action: "message.delete", annotations: { summary: { "likes:total.v1": { total: 1 } } } });
    const versions = await all(room.getMessageVersions(serial));
    expect(versions[1]).toMatchObject({ data: { two: 2 }, version: { serial: versionSerial, description: "why" } });
    await expect(room.updateMessage({ data: "x" })).rejects.toMatchObject({ code: 40003 });
  });

  it("RSC22, RSC24: many channels at once; a failure of one is none of the others", async () => {
    const { rest } = served({ keys: [{ capability: '{"a":["*"],"b":["subscribe"]}' }] }, { format });
    const result = await rest.batchPublish({ channels: ["a", "b"], messages: [{ data: { x: 1 } }] });
    expect(result).toMatchObject({ successCount: 1, failureCount: 1, results: [{ channel: "a" }, { channel: "b", error: { code: 40160 } }] });
    expect(await rest.batchPublish([{ channels: ["a"], messages: [{ data: "y" }] }])).toHaveLength(1);
    expect((await all(rest.channel("a").history())).map(({ data }) => data)).toEqual(["y", { x: 1 }]);
    expect(await rest.batchPresence(["a", "b"])).toMatchObject({ results: [{ channel: "a", presence: [] }, { error: { code: 40160 } }] });
  });

  it("RSH1: push administration", async () => {
    const { rest } = served({ namespaces: [{ id: "push", pushEnabled: true }] }, { format });
    const { admin } = rest.push;
    const device = {
      id: "d1",
      clientId: "kim",
      deviceSecret: "s",
      platform: "ios",
      formFactor: "phone",
      push: { recipient: { transportType: "apns", deviceToken: "t" } },
    };
    const { deviceSecret, ...shown } = device;
    expect(await admin.saveDevice(device)).toMatchObject({ ...shown, push: { ...shown.push, state: "ACTIVE" } });
    expect(await admin.getDevice("d1")).toMatchObject(shown);
    expect(await all(admin.devices({ clientId: "lee" }))).toEqual([]);
    await admin.subscribe({ channel: "push:a", deviceId: "d1" });
    await admin.subscribe({ channel: "push:b", clientId: "kim" });
    expect(await all(admin.channels())).toEqual(["push:a", "push:b"]);
    await admin.unsubscribe({ channel: "push:a", deviceId: "d1" });
    expect(await all(admin.subscriptions({ clientId: "kim" }))).toEqual([{ channel: "push:b", clientId: "kim" }]);
    await expect(admin.subscribe({ channel: "other", clientId: "kim" })).rejects.toMatchObject({ statusCode: 401 });
    await admin.publish({ transportType: "ablyChannel", channel: "push:a" }, { notification: { title: "Hi" } });
    expect(await all(rest.channel("push:a").history())).toMatchObject([{ name: "__ably_push__", data: '{"notification":{"title":"Hi"}}' }]);
    await expect(admin.publish({}, { data: {} })).rejects.toMatchObject({ code: 40000 });
    await admin.removeDevice("d1");
    await admin.removeDevices({ clientId: "kim" });
    await expect(admin.getDevice("d1")).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe("tokens, time and statistics", () => {
  it("RSC16, RSC6: the time, and what the app did", async () => {
    const { rest, clock } = served();
    expect(await rest.time()).toBe(clock.now());
    await rest.request("POST", "/stats", {
      body: [
        { intervalId: "2026-01-02:03:04", inbound: { realtime: { messages: { count: 5, data: 50 } } } },
        { intervalId: "2026-01-02:03:05", inbound: { rest: { messages: { count: 7 } } }, persisted: { presence: { count: 2 } } },
      ],
    });
    const [hour] = await all(rest.stats({ unit: "hour", start: "2026-01-02:03", end: "2026-01-02:03" }));
    expect(hour).toMatchObject({
      intervalId: "2026-01-02:03",
      unit: "hour",
      entries: { "messages.inbound.all.messages.count": 12, "messages.inbound.realtime.messages.data": 50 },
    });
    expect((await all(rest.stats({ limit: 1 }))).map(({ intervalId }) => intervalId)).toEqual(["2026-01-02:03:05", "2026-01-02:03:04"]);
    expect(await all(rest.stats({ start: Date.UTC(2026, 0, 2, 3, 5) }))).toHaveLength(1);
  });

  it("RSA8, RSA9, RSA10, RSA17: tokens are requested, signed for, used and revoked", async () => {
    const { rest, connected, app } = served({ keys: [{ revocableTokens: true }] });
    const token = await rest.requestToken({ clientId: "kim", ttl: 60_000 });
    expect(token).toMatchObject({ clientId: "kim", keyName: app.keys[0]?.name });
    const ably = await connected({ key: undefined, tokenDetails: token, authCallback: () => rest.createTokenRequest({ clientId: "kim" }) });
    const revoked = await rest.revokeTokens([{ type: "clientId", value: "kim" }], { allowReauthMargin: false });
    expect(revoked).toMatchObject({ successCount: 1, results: [{ target: "clientId:kim" }] });
    await eventually(() => ably.connection.state === "connected");
    expect(ably.connection.state).toBe("connected");
    await rest.authorize({ clientId: "lee" });
    await expect(rest.revokeTokens([])).rejects.toMatchObject({ code: 40162 });
  });

  it("RSA10k: with queryTime the server is asked for its time once", async () => {
    const { rest, mock, clock } = served({}, { queryTime: true });
    const [one, two] = [await rest.createTokenRequest(), await rest.createTokenRequest()];
    expect([one.timestamp, two.timestamp]).toEqual([clock.now(), clock.now()]);
    expect(mock.events.filter((event) => event.kind === "http" && event.path === "/time")).toHaveLength(1);
  });

  it("RTN17e: a realtime client's requests go to the host that it is connected to", async () => {
    const { connected, mock } = stage();
    const ably = await connected();
    expect(await restOf(ably).time()).toBe(mock.clock.now());
    expect((await restOf(ably).channel("x").publish("n")).serials).toHaveLength(1);
  });
});
