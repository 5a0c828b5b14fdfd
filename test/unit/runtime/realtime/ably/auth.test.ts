import { createHmac } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { AblyError, ablyError, errorOf, explainErrors } from "../../../../../runtime/realtime/protocols/ably/ably-error.js";
import { allows, parseCapability, printCapability } from "../../../../../runtime/realtime/protocols/ably/auth/capability.js";
import { parseKey } from "../../../../../runtime/realtime/protocols/ably/auth/key.js";
import { clientIdOfToken } from "../../../../../runtime/realtime/protocols/ably/auth/token-client.js";
import { fetchToken, serverTime } from "../../../../../runtime/realtime/protocols/ably/auth/token-source.js";
import { readToken, signTokenRequest } from "../../../../../runtime/realtime/protocols/ably/auth/tokens.js";
import { remedies } from "../../../../../runtime/realtime/protocols/ably/remedies.js";
import { fakeClock } from "../../../../support/clock.js";

beforeAll(() => explainErrors(remedies));

const key = parseKey("app.key:s3cret:x");

describe("keys and signed requests (RSA9)", () => {
  it("RSA11: a key is its name and its secret, which may hold colons", () => {
    expect(key).toEqual({ name: "app.key", secret: "s3cret:x" });
  });

  it.each(["", "app.key", "appkey:secret", "app.key:", ":secret"])("refuses %p as a key, without showing it", (text) => {
    expect(() => parseKey(text)).toThrow(expect.objectContaining({ code: 40101, message: "The key is not of the form APP.KEYID:SECRET" }));
  });

  it("RSA9g: the mac is over all fields, absent ones empty", async () => {
    const given = { timestamp: 1000, nonce: "0123456789abcdef", ttl: 60_000, capability: { b: ["subscribe", "publish"], a: ["*"] } };
    const request = await signTokenRequest(key, given);
    const text = `app.key\n60000\n{"a":["*"],"b":["publish","subscribe"]}\n\n1000\n0123456789abcdef\n`;
    expect(request).toEqual({
      ...given,
      keyName: "app.key",
      capability: '{"a":["*"],"b":["publish","subscribe"]}',
      mac: createHmac("sha256", key.secret).update(text).digest("base64"),
    });
    const bare = await signTokenRequest(key, { timestamp: 5, nonce: "n" });
    expect(bare.mac).toBe(createHmac("sha256", key.secret).update("app.key\n\n\n\n5\nn\n").digest("base64"));
  });

  it("RSA9c: each has a nonce of its own, of at least 16 characters", async () => {
    const [one, two] = [await signTokenRequest(key, { timestamp: 1 }), await signTokenRequest(key, { timestamp: 1 })];
    expect(one.nonce.length).toBeGreaterThanOrEqual(16);
    expect(one.nonce).not.toBe(two.nonce);
  });
});

describe("capabilities (RSA9f)", () => {
  it.each([
    { pattern: "*", channel: "a:b:c", covered: true },
    { pattern: "a:*", channel: "a:b:c", covered: true },
    { pattern: "a:*", channel: "a", covered: false },
    { pattern: "a:*:c", channel: "a:b:c", covered: true },
    { pattern: "a:*:c", channel: "a:b:d:c", covered: false },
    { pattern: "a", channel: "a", covered: true },
    { pattern: "a", channel: "ab", covered: false },
    { pattern: "*", channel: "[meta]log", covered: false },
    { pattern: "[meta]*", channel: "[meta]log", covered: true },
    { pattern: "[*]*", channel: "[meta]log", covered: true },
    { pattern: "[*]*", channel: "log", covered: true },
  ])("$pattern covers $channel: $covered", ({ pattern, channel, covered }) => {
    expect(allows({ [pattern]: ["publish"] }, channel, "publish")).toBe(covered);
    expect(allows({ [pattern]: ["publish"] }, channel, "presence")).toBe(false);
    expect(allows({ [pattern]: ["*"] }, channel, "presence")).toBe(covered);
  });

  it("comes back from its text, and says what is wrong with other text", () => {
    expect(parseCapability(printCapability({ a: ["publish"] }))).toEqual({ a: ["publish"] });
    for (const text of ["{", "[1]", '{"a":"publish"}', "null"]) expect(() => parseCapability(text)).toThrow(expect.objectContaining({ code: 40003 }));
  });
});

describe("what a token source answers (RSA8c, RSA8d)", () => {
  const request = { keyName: "app.key", timestamp: 1, nonce: "n", mac: "m" };
  it.each([
    { given: "token", want: { token: "token" } },
    { given: " a.b.c\n", want: { token: "a.b.c" } },
    { given: '{"token":"t","expires":5}', want: { token: "t", expires: 5 } },
    { given: JSON.stringify(request), want: request },
    { given: request, want: request },
  ])("takes $given", ({ given, want }) => {
    expect(readToken(given)).toEqual(want);
  });

  it.each(["", "{}", "{", {}, null, 5, { token: "" }, "x".repeat(200_000)])("refuses others with 40170", (given) => {
    expect(() => readToken(given)).toThrow(expect.objectContaining({ code: 40170 }));
  });

  it("RSA7b: a JWT says whose it is; other tokens don't", () => {
    const jwt = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;
    expect(clientIdOfToken({ token: jwt({ "x-ably-clientId": "kim" }) })).toBe("kim");
    expect(clientIdOfToken({ token: jwt({}) })).toBeNull();
    expect(clientIdOfToken({ token: "a.%.c" })).toBeNull();
    expect(clientIdOfToken({ token: "app.opaque" })).toBeNull();
    expect(clientIdOfToken({ token: "t", clientId: "lee" })).toBe("lee");
  });
});

describe("getting a token", () => {
  /** Answers each request in turn; remembers what was asked. */
  function network(...replies: readonly Response[]) {
    const asked: Request[] = [];
    const left = [...replies];
    const send = async (...given: Parameters<typeof fetch>): Promise<Response> => {
      asked.push(new Request(...given));
      return left.shift() ?? new Response("", { status: 500 });
    };
    const ask = async (method: "GET" | "POST", path: string, body?: unknown): Promise<unknown> => {
      const reply = await send(`https://host${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
      return reply.json();
    };
    return { asked, world: { fetch: send as typeof fetch, clock: fakeClock(1234), timeout: 10_000, ask } };
  }
  const json = (body: unknown, status = 200) => Response.json(body, { status });

  it("RSA10: signs with the key and exchanges the request", async () => {
    const { asked, world } = network(json({ token: "t", expires: 9 }, 201));
    expect(await fetchToken({ key: "k" }, { clientId: "kim" }, world, key)).toEqual({ token: "t", expires: 9 });
    expect(asked[0]?.url).toBe("https://host/keys/app.key/requestToken");
    expect(await asked[0]?.json()).toMatchObject({ keyName: "app.key", clientId: "kim", timestamp: 1234, mac: expect.any(String) });
  });

  it("RSA10k: the server tells its time", async () => {
    expect(await serverTime(network(json([777])).world)).toBe(777);
    await expect(serverTime(network(json({})).world)).rejects.toMatchObject({ code: 80019 });
  });

  it("RSA4c: a source that takes longer than a request may has failed", async () => {
    const { world } = network();
    const failing = fetchToken({ authCallback: () => new Promise(() => undefined) }, {}, world, null);
    const told = expect(failing).rejects.toMatchObject({ code: 80019, cause: { code: 50003 } });
    await world.clock.advance(10_000);
    await told;
  });

  it("RSA8d: the callback may give a TokenRequest", async () => {
    const { world } = network(json({ token: "t" }));
    const signed = await signTokenRequest(key, { timestamp: 1 });
    expect(await fetchToken({ authCallback: async () => signed }, {}, world, null)).toEqual({ token: "t" });
  });

  it("RSA8c: the URL is asked with its own query, authParams and the token's params", async () => {
    const { asked, world } = network(new Response("tok", { headers: { "content-type": "text/plain; charset=utf-8" } }));
    const given = { authUrl: "https://auth.example/token?room=1&clientId=old", authParams: { site: "x" }, authHeaders: { "x-session": "s" } };
    expect(await fetchToken(given, { clientId: "kim" }, world, null)).toEqual({ token: "tok" });
    expect(asked[0]?.url).toBe("https://auth.example/token?room=1&clientId=kim&site=x");
    expect(asked[0]?.headers.get("x-session")).toBe("s");
  });

  it("RSA8c1b: by POST the params are a form", async () => {
    const { asked, world } = network(new Response('{"token":"t"}', { headers: { "content-type": "application/json" } }));
    await fetchToken({ authUrl: "https://auth.example/token", authMethod: "POST" }, { ttl: 5 }, world, null);
    expect(await asked[0]?.text()).toBe("ttl=5");
  });

  it.each([
    { what: "RSA4c: another type of content", reply: new Response("<html>", { headers: { "content-type": "text/html" } }), status: 401 },
    { what: "RSA4c: a failure", reply: new Response("", { status: 500 }), status: 401 },
    { what: "RSA4d: a refusal for good", reply: new Response("", { status: 403 }), status: 403 },
  ])("$what is 80019 with status $status", async ({ reply, status }) => {
    const { world } = network(reply);
    await expect(fetchToken({ authUrl: "https://auth.example/" }, {}, world, null)).rejects.toMatchObject({
      code: 80019,
      statusCode: status,
      cause: { code: 40170 },
    });
  });

  it("RSA4c: what the callback throws is the cause", async () => {
    const cause = new Error("no session");
    const failing = fetchToken({ authCallback: () => Promise.reject(cause) }, {}, network().world, null);
    await expect(failing).rejects.toMatchObject({ code: 80019, statusCode: 401, cause, remedy: expect.stringContaining("token source") });
  });

  it("RSA4a: without a source there is nothing to renew with", async () => {
    await expect(fetchToken({ token: "t" }, {}, network().world, null)).rejects.toMatchObject({ code: 40171 });
  });
});

describe("an error of Ably's", () => {
  it("TI1: has code, status, message, cause, place to read and what to do", () => {
    const error = errorOf({ code: 40142, statusCode: 401, message: "Token expired", href: "https://help", cause: { code: 40140 }, detail: { a: "b" } });
    expect(error).toMatchObject({ kind: "realtime", code: 40142, statusCode: 401, href: "https://help", detail: { a: "b" }, cause: { code: 40140 } });
    expect(error?.remedy).toContain("renewed");
    expect(error).toBeInstanceOf(AblyError);
    expect(errorOf(null)).toBeNull();
  });

  it.each([
    [40013, 400],
    [40160, 401],
    [80019, 401],
    [80003, 500],
    [90001, 400],
    [42910, 429],
  ])("of code %d has the status %d when nobody says", (code, status) => {
    expect(ablyError(code, "x").statusCode).toBe(status);
  });
});
