import { describe, expect, it } from "@jest/globals";
import type { TokenParams } from "../../../../../runtime/ably/index.js";
import { type Asked, answering, failing, type Reply } from "./answering.js";

const status: Reply = { body: { channelId: "test", status: { isActive: true } } };
const inAnHour = () => Date.now() + 3_600_000;
const authorizations = (asked: readonly Asked[]) => asked.map(({ headers }) => headers.get("authorization"));
const tokenServer = ({ url }: Asked): Reply =>
  url.pathname.endsWith("/requestToken") ? { status: 201, body: { token: "obtained", clientId: "kim" } } : status;

/** Gives token-1, token-2 ..., and keeps what it was asked with. */
function source(more: (count: number) => object = () => ({})) {
  const given: TokenParams[] = [];
  const authCallback = (params: TokenParams) => ({ token: `token-${given.push(params)}`, expires: inAnHour(), ...more(given.length) });
  return { given, authCallback };
}

describe("how requests prove who sends them", () => {
  it("RSA2, RSA4, RSA11: with the key alone", async () => {
    const { rest, asked } = answering(status, { key: "app123.key456:secretXYZ" });
    await rest.request("GET", "/channels/test");
    expect(authorizations(asked)).toEqual([`Basic ${btoa("app123.key456:secretXYZ")}`]);
  });

  it.each([
    { what: "a token", options: { token: "explicit" }, header: "Bearer explicit" },
    { what: "TokenDetails", options: { tokenDetails: { token: "details", expires: inAnHour() } }, header: "Bearer details" },
    { what: "a callback, also beside a key (RSA1)", options: { key: "a.b:c", authCallback: () => "called" }, header: "Bearer called" },
  ])("RSA3, RSA4: with $what", async ({ options, header }) => {
    const { rest, asked } = answering(status, options);
    await rest.request("GET", "/channels/test");
    expect(authorizations(asked)).toEqual([header]);
  });

  it("RSA4: useTokenAuth exchanges the key for a token; RSA8d: so is a TokenRequest of a callback", async () => {
    const signed = { keyName: "app.key", ttl: 3_600_000, timestamp: 1, nonce: "unique-nonce", mac: "computed-mac" };
    for (const options of [{ key: "app.key:secret", useTokenAuth: true }, { authCallback: () => signed }]) {
      const { rest, asked } = answering(tokenServer, options);
      await rest.request("GET", "/channels/test");
      expect(asked.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual(["POST /keys/app.key/requestToken", "GET /channels/test"]);
      expect(authorizations(asked)).toEqual([null, "Bearer obtained"]);
    }
  });

  it.each(["GET", "POST"] as const)("RSA8c, RSA12b: an authUrl is asked by %s, with headers, params and the clientId", async (authMethod) => {
    const { rest, asked } = answering(({ url }) => (url.host === "auth.example.com" ? { body: { token: "from-url" } } : status), {
      authUrl: "https://auth.example.com/token?own=1",
      authMethod,
      authHeaders: { "X-API-Key": "my-api-key" },
      authParams: { scope: "publish:*" },
      clientId: "url-client-id",
    });
    await rest.channels.get("test").status();
    const [first] = asked;
    expect([first?.method, first?.url.pathname, first?.headers.get("x-api-key")]).toEqual([authMethod, "/token", "my-api-key"]);
    const told = authMethod === "GET" ? first?.url.searchParams : new URLSearchParams(String(first?.body));
    expect(Object.fromEntries(told ?? [])).toMatchObject({ scope: "publish:*", clientId: "url-client-id" });
    expect(authorizations(asked)).toEqual([null, "Bearer from-url"]);
  });

  it("RSA8c: an authUrl may answer with a JWT as text; a failure of it is told, and nothing is asked", async () => {
    const served = answering(({ url }) => (url.host === "auth.example.com" ? { body: "a.jwt.text", headers: { "content-type": "text/plain" } } : status), {
      authUrl: "https://auth.example.com/jwt",
    });
    await served.rest.request("GET", "/channels/test");
    expect(authorizations(served.asked)).toEqual([null, "Bearer a.jwt.text"]);
    const failed = answering({ status: 500, body: { error: "Internal server error" } }, { authUrl: "https://auth.example.com/token" });
    await expect(failed.rest.request("GET", "/channels/test")).rejects.toMatchObject({ code: 40170, message: expect.stringContaining("auth") });
    expect(failed.asked).toHaveLength(1);
  });

  it("RSA8d: what a callback throws is told, and nothing is asked", async () => {
    const authCallback = () => {
      throw new Error("Authentication server unavailable");
    };
    const { rest, asked } = answering(status, { authCallback });
    await expect(rest.request("GET", "/channels/test")).rejects.toThrow("Authentication server unavailable");
    expect(asked).toEqual([]);
  });
});

describe("authorize (RSA10)", () => {
  it("RSA10a, RSA10g: gets a token, which is used from then on", async () => {
    const { rest, asked } = answering(tokenServer);
    expect(rest.auth.tokenDetails).toBeNull();
    const token = await rest.auth.authorize();
    expect(rest.auth.tokenDetails).toBe(token);
    expect(rest.auth).toMatchObject({ clientId: "kim", tokenDetails: { token: "obtained" } });
    await rest.channels.get("test").status();
    expect(authorizations(asked).at(-1)).toBe("Bearer obtained");
  });

  it("RSA10a: a fetch that was running when it was called brings nothing afterwards: who waits for it gets the newer token", async () => {
    let give: (token: string) => void = () => undefined;
    const old = new Promise<string>((resolve) => {
      give = resolve;
    });
    const { rest, asked } = answering(status, { authCallback: () => old });
    const before = rest.request("GET", "/channels/test");
    await rest.auth.authorize(undefined, { authCallback: () => "new" });
    give("old");
    await before;
    expect([rest.auth.tokenDetails?.token, ...authorizations(asked)]).toEqual(["new", "Bearer new"]);
  });

  it("RSA8d, RSA10b, RSA10e: params replace the client's, and stay", async () => {
    const { given, authCallback } = source();
    const { rest } = answering(status, { authCallback, clientId: "default-client" });
    const params = { clientId: "override-client", ttl: 7_200_000, capability: { channel1: ["publish"] } };
    await rest.auth.authorize(params);
    await rest.auth.authorize();
    expect(given).toEqual([params, params]);
  });

  it("RSA10h, RSA10j: options replace the client's; each call gets another token", async () => {
    const [before, after] = [source(), source()];
    const { rest } = answering(status, { authCallback: before.authCallback });
    await rest.auth.authorize(undefined, { authCallback: after.authCallback });
    expect((await rest.auth.authorize()).token).toBe("token-2");
    expect(before.given).toEqual([]);
  });

  it("RSA10e: a token among the options is used as it is; what comes with it gets the next one", async () => {
    const { given, authCallback } = source();
    const { rest, asked } = answering((_, count) => (count === 1 ? failing(401, 40142) : status), { key: "app.key:secret" });
    await rest.auth.authorize(undefined, { tokenDetails: { token: "own" }, authCallback });
    expect([rest.auth.tokenDetails?.token, given]).toEqual(["own", []]);
    await rest.channels.get("test").status();
    expect(authorizations(asked)).toEqual(["Bearer own", "Bearer token-1"]);
  });

  it("RSA10k: queryTime asks the server for its time; RSA10l: refusals are told", async () => {
    const timed = answering((asked) => (asked.url.pathname === "/time" ? { body: [1_234_567_890_000] } : tokenServer(asked)));
    await timed.rest.auth.authorize(undefined, { queryTime: true });
    expect(timed.asked[1]?.body).toMatchObject({ timestamp: 1_234_567_890_000 });
    const { rest } = answering(failing(401, 40100));
    await expect(rest.auth.authorize()).rejects.toMatchObject({ code: 40100, statusCode: 401 });
  });
});

describe("who the client is (RSA7, RSA12, RSA15)", () => {
  it.each([
    { clause: "RSA7a, RSC17", options: { clientId: "own" }, clientId: "own" },
    { clause: "RSA7b", options: { tokenDetails: { token: "t", clientId: "told" } }, clientId: "told" },
    { clause: "RSA7c", options: {}, clientId: null },
    { clause: "RSA7c", options: { tokenDetails: { token: "t" } }, clientId: null },
    { clause: "RSA12", options: { tokenDetails: { token: "t", clientId: "*" } }, clientId: "*" },
    { clause: "RSA15a", options: { clientId: "own", tokenDetails: { token: "t", clientId: "own" } }, clientId: "own" },
    { clause: "RSA15b", options: { clientId: "own", tokenDetails: { token: "t", clientId: "*" } }, clientId: "own" },
  ])("$clause: $options", ({ options, clientId }) => expect(answering(status, options).rest.auth.clientId).toBe(clientId));

  it("RSA15c: another's token is refused", () => {
    const options = { clientId: "client-a", tokenDetails: { token: "t", clientId: "client-b" } };
    expect(() => answering(status, options)).toThrow(expect.objectContaining({ code: 40102, message: expect.stringContaining("clientId") }));
  });

  it("RSA7, RSA7b, RSA12a: it goes with the token", async () => {
    const { given, authCallback } = source((count) => ({ clientId: `client-${count}` }));
    const { rest } = answering(status, { authCallback });
    await rest.channels.get("test").status();
    expect(rest.auth.clientId).toBe("client-1");
    await rest.auth.authorize();
    expect(rest.auth.clientId).toBe("client-2");
    const named = answering(status, { authCallback, clientId: "client-3" });
    await named.rest.channels.get("test").status();
    expect(given.at(-1)).toMatchObject({ clientId: "client-3" });
  });
});

describe("the token in use (RSA16) and its renewal (RSA4b, RSC10)", () => {
  const expired = (token: string) => (asked: Asked) => (asked.headers.get("authorization") === `Bearer ${token}` ? failing(401, 40142) : status);

  it("RSA16a, RSA16b, RSA16c: is told as it was given; text is a token alone", async () => {
    const capability = '{"channel1":["publish","subscribe"]}';
    const { rest } = answering(status, { authCallback: source(() => ({ capability })).authCallback });
    expect(rest.auth.tokenDetails).toBeNull();
    for (const _ of [1, 2, 3]) await rest.channels.get("test").status();
    expect(rest.auth.tokenDetails).toMatchObject({ token: "token-1", capability });
    expect(answering(status, { token: "standalone" }).rest.auth.tokenDetails).toEqual({ token: "standalone" });
    const texts = answering(status, { authCallback: () => "just-text" });
    await texts.rest.channels.get("test").status();
    expect(texts.rest.auth.tokenDetails).toEqual({ token: "just-text" });
  });

  it("RSA16c, RSA4b: one that ended, or was refused, is replaced", async () => {
    const { authCallback } = source();
    const refused = answering(expired("token-1"), { authCallback });
    await refused.rest.channels.get("test").status();
    expect(refused.rest.auth.tokenDetails?.token).toBe("token-2");
    const short = source();
    const ended = answering(status, { authCallback: (params: TokenParams) => ({ ...short.authCallback(params), expires: ended.clock.now() + 1000 }) });
    await ended.rest.channels.get("test").status();
    await ended.clock.advance(2000);
    await ended.rest.channels.get("test").status();
    expect(authorizations(ended.asked)).toEqual(["Bearer token-1", "Bearer token-2"]);
  });

  it("RSA16d: there is none after a refusal where no other can be had", async () => {
    const { authCallback } = source((count) => {
      if (count > 1) throw new Error("Cannot obtain new token");
      return {};
    });
    const { rest } = answering(failing(401, 40142), { authCallback });
    await rest.auth.authorize();
    expect(rest.auth.tokenDetails).toMatchObject({ token: "token-1" });
    await expect(rest.channels.get("test").status()).rejects.toThrow("Cannot obtain new token");
    expect(rest.auth.tokenDetails).toBeNull();
  });

  it.each(["json", "msgpack"] as const)("RSC10, RSA4b: a refusal in %s is answered with one renewal, and no more", async (format) => {
    const packed = format === "msgpack";
    const { given, authCallback } = source();
    const { rest, asked } = answering(({ headers }) => ({ ...expired("token-1")({ headers } as Asked), packed }), { authCallback, format });
    expect(await rest.channels.get("test").status()).toMatchObject({ channelId: "test" });
    expect([authorizations(asked), given.length]).toEqual([["Bearer token-1", "Bearer token-2"], 2]);
    const again = source();
    const never = answering({ ...failing(401, 40142), packed }, { authCallback: again.authCallback, format });
    await expect(never.rest.channels.get("test").history().first()).rejects.toMatchObject({ code: 40142 });
    expect([never.asked.length, again.given.length]).toEqual([2, 2]);
  });

  it("RSC10b: other 401s are told at once; RSA4a2: and a refusal that can't be mended is 40171", async () => {
    const { given, authCallback } = source();
    const other = answering(failing(401, 40100), { authCallback });
    await expect(other.rest.channels.get("test").status()).rejects.toMatchObject({ code: 40100 });
    expect([other.asked.length, given.length]).toEqual([1, 1]);
    const { rest, asked } = answering(failing(401, 40142), { tokenDetails: { token: "expired", expires: Date.now() - 1000 } });
    await expect(rest.request("GET", "/channels/test")).rejects.toMatchObject({ code: 40171 });
    expect(asked).toHaveLength(1);
  });
});

describe("requests for tokens (RSA5, RSA6, RSA9)", () => {
  it("RSA5, RSA6: name what the client names, and nothing else", async () => {
    const { rest } = answering();
    const bare = await rest.auth.createTokenRequest();
    expect([bare.ttl, bare.capability]).toEqual([undefined, undefined]);
    const own = { ttl: 600_000, capability: '{"channel-x":["publish"]}' };
    expect(await rest.auth.createTokenRequest(own)).toMatchObject(own);
    const defaults = { ttl: 1_800_000, capability: '{"*":["subscribe"]}' };
    const withDefaults = answering({}, { defaultTokenParams: defaults }).rest;
    expect(await withDefaults.auth.createTokenRequest()).toMatchObject(defaults);
    expect(await withDefaults.auth.createTokenRequest(own)).toMatchObject(own);
  });
});

describe("revoking (RSA17)", () => {
  const revoked = { target: "clientId:alice", issuedBefore: 1_700_000_000_000, appliesAt: 1_700_000_001_000 };
  const alice = { type: "clientId", value: "alice" };

  it("RSA17g, RSA17b, RSA17e, RSA17f: posts the targets as text, and what else is asked for", async () => {
    const { rest, asked } = answering({ body: [revoked] });
    await rest.auth.revokeTokens([alice, { type: "revocationKey", value: "group-1" }, { type: "channel", value: "secret" }]);
    await rest.auth.revokeTokens([alice], { issuedBefore: 1_699_999_000_000, allowReauthMargin: true });
    expect(asked).toMatchObject([
      { method: "POST", url: { pathname: "/keys/appId.keyId/revokeTokens" }, body: { targets: ["clientId:alice", "revocationKey:group-1", "channel:secret"] } },
      { body: { targets: ["clientId:alice"], issuedBefore: 1_699_999_000_000, allowReauthMargin: true } },
    ]);
    expect(Object.keys(asked[0]?.body ?? {})).toEqual(["targets"]);
  });

  it("RSA17c, TRS2, TRF2: gives what became of each, also from a bare list", async () => {
    const error = { code: 40000, statusCode: 400, message: "Invalid target type" };
    const failure = { target: "invalidType:abc", error };
    const mixed = answering({ body: { successCount: 1, failureCount: 1, results: [revoked, failure] } });
    const result = await mixed.rest.auth.revokeTokens([alice]);
    expect(result).toMatchObject({ successCount: 1, failureCount: 1, results: [revoked, { target: "invalidType:abc", error }] });
    expect(result.results[1]).toMatchObject({ error: { name: "AblyError" } });
    const bare = answering({ body: [revoked, { ...revoked, target: "clientId:bob" }] });
    expect(await bare.rest.auth.revokeTokens([alice])).toMatchObject({ successCount: 2, failureCount: 0, results: [revoked, { target: "clientId:bob" }] });
  });

  it("RSA17d: is refused at once where tokens are used; other failures are told", async () => {
    for (const options of [{ token: "a.token.string" }, { key: "appId.keyName:keySecret", useTokenAuth: true }]) {
      const { rest, asked } = answering({ body: [] }, options);
      await expect(rest.auth.revokeTokens([alice])).rejects.toMatchObject({ code: 40162, statusCode: 401 });
      expect(asked).toEqual([]);
    }
    await expect(answering(failing(401, 40101)).rest.auth.revokeTokens([alice])).rejects.toMatchObject({ code: 40101 });
  });
});
