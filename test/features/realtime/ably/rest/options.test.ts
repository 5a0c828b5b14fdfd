import { describe, expect, it } from "@jest/globals";
import { AblyError, type CreateAblyRestOptions, createAbly, createAblyRest, type LogLevel } from "../../../../../runtime/ably/index.js";
import { answering } from "./answering.js";

const key = "appId.keyId:keySecret";
const jwt = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N";

describe("what a client is made of", () => {
  it.each([key, "xVLyHw.A-pwh:5WEB4HEAT3pOqWp9", "xVLyHw.A-pwh:5WEB4HEAT3pOqWp9-the_rest"])("RSC1a: %s is a key", (text) => {
    expect(createAblyRest(text).options).toMatchObject({ key: text });
    expect(createAblyRest(text).auth.tokenDetails).toBeNull();
  });

  it.each(["abcdef1234567890", jwt])("RSC1c: %s is a token", (text) => {
    expect(createAblyRest(text).auth.tokenDetails).toEqual({ token: text });
  });

  it("RSC1: empty text is neither; the realtime client takes text too", async () => {
    expect(() => createAblyRest("")).toThrow(expect.objectContaining({ code: 40106 }));
    expect(() => createAbly("")).toThrow(expect.objectContaining({ code: 40106 }));
    expect(() => createAbly("a.b")).not.toThrow();
  });

  it.each([{}, { useTokenAuth: true }, { clientId: "test" }])("RSC1b: %j is no way to authenticate", (options) => {
    expect(() => createAblyRest(options)).toThrow(expect.objectContaining({ code: 40106, message: expect.stringContaining("auth") }));
  });

  it("TO3, RSL1k1: what was said is kept, and the defaults hold for the rest", () => {
    const { options } = createAblyRest({ key, clientId: "testClient", endpoint: "sandbox" });
    expect(options).toMatchObject({ key, clientId: "testClient", endpoint: "sandbox", authMethod: "GET", tls: true, queryTime: false });
    expect(options).toMatchObject({ idempotentRestPublishing: true, addRequestIds: false, maxMessageSize: 65_536, httpMaxRetryCount: 3 });
    expect(createAblyRest({ key, idempotentRestPublishing: false, maxMessageSize: undefined }).options).toMatchObject({
      idempotentRestPublishing: false,
      maxMessageSize: 65_536,
    });
  });

  it("RSC18: a key is not sent without TLS; a token may be", async () => {
    expect(() => createAblyRest({ key, tls: false })).toThrow(expect.objectContaining({ code: 40103 }));
    const { rest, asked } = answering({ body: { channelId: "test" } }, { token: "explicit-token", tls: false });
    await rest.channels.get("test").status();
    expect(asked[0]).toMatchObject({ url: { protocol: "http:" } });
    expect(asked[0]?.headers.get("authorization")).toBe("Bearer explicit-token");
  });
});

describe("errors (TI)", () => {
  it("TI1, TI2, TI3, TI4, TI5: have code, status, message, href and cause", () => {
    const cause = { code: 50001, message: "Database connection failed" };
    const error = new AblyError({ code: 50000, statusCode: 500, message: "Internal error", href: "https://help.ably.io/error/50000", cause });
    expect(error).toMatchObject({ code: 50000, statusCode: 500, message: "Internal error", href: "https://help.ably.io/error/50000", cause });
    expect(error.cause).toBeInstanceOf(AblyError);
    const broken = new Error("Network failure");
    expect(new AblyError({ code: 50003 }, broken).cause).toBe(broken);
  });

  it("TI: printed, they tell code, status and message", () => {
    expect(String(new AblyError({ code: 40100, statusCode: 401, message: "Unauthorized: token expired" }))).toBe(
      "AblyError: Unauthorized: token expired (40100, status 401)",
    );
  });
});

describe("logs (RSC2, TO3b, TO3c)", () => {
  const logged = async (options: CreateAblyRestOptions = {}) => {
    const entries: { readonly level: LogLevel; readonly message: string; readonly context: object }[] = [];
    const { rest } = answering({ body: [1] }, { ...options, logHandler: (level, message, context) => entries.push({ level, message, context }) });
    await rest.time();
    return { rest, entries };
  };

  it("RSC2: only warnings and errors, unless more is asked for; RSC2b: nothing with `none`", async () => {
    expect((await logged()).entries).toEqual([]);
    expect((await logged({ logLevel: "none" })).entries).toEqual([]);
  });

  it("TO3b, TO3c: a handler gets fixed messages and their facts", async () => {
    const { entries } = await logged({ logLevel: "verbose" });
    expect(entries[0]).toEqual({ level: "info", message: "Client created", context: { host: "main.realtime.ably.net", format: "json" } });
    const context = { method: "GET", host: "main.realtime.ably.net", path: "/time" };
    expect(entries.slice(1)).toEqual([
      { level: "debug", message: "HTTP request", context },
      { level: "debug", message: "HTTP response", context: { ...context, status: 200 } },
    ]);
    expect((await logged({ logLevel: "info" })).entries).toHaveLength(1);
  });

  it("RSC2: a request that failed is a warning", async () => {
    const told: unknown[] = [];
    const { rest } = answering([new TypeError("refused")], { endpoint: "localhost", logHandler: (level, message) => told.push([level, message]) });
    await expect(rest.time()).rejects.toMatchObject({ code: 80003 });
    expect(told).toEqual([["warn", "HTTP request failed"]]);
  });
});
