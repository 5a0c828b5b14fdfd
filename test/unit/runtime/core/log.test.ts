import { describe, expect, it } from "@jest/globals";
import { apiKey } from "../../../../runtime/auth/api-key.js";
import type { ClientOptions } from "../../../../runtime/client/options.js";
import { type Logger, logged } from "../../../../runtime/core/log.js";
import { redactHeaders, redactText, redactUrl } from "../../../../runtime/core/redact.js";
import { call } from "../../../../runtime/core/start.js";
import { clientWith } from "../../../support/client.js";

describe("redactUrl", () => {
  it.each([
    { given: "https://x.test/a?api_key=abc&page=2", want: "https://x.test/a?api_key=***&page=2" },
    { given: "https://x.test/a?access_token=abc", want: "https://x.test/a?access_token=***" },
    { given: "https://x.test/a?X-Amz-Signature=abc&key=1", want: "https://x.test/a?X-Amz-Signature=***&key=***" },
    { given: "https://user:pass@x.test/a", want: "https://***@x.test/a" },
    { given: "https://x.test/a?filter%5Bapi_key%5D=abc&b[token]=abc#token=1", want: "https://x.test/a?filter%5Bapi_key%5D=***&b[token]=***#token=1" },
    { given: "https://x.test/a?monkey=1&tokens_used=5", want: "https://x.test/a?monkey=1&tokens_used=5" },
  ])("$given", ({ given, want }) => expect(redactUrl(given)).toBe(want));
});

describe("redactHeaders", () => {
  it.each([
    { name: "authorization", hidden: true },
    { name: "cookie", hidden: true },
    { name: "set-cookie", hidden: true },
    { name: "x-api-key", hidden: true },
    { name: "x-synthetic-key", hidden: true },
    { name: "ocp-apim-subscription-key", hidden: true },
    { name: "x-amz-security-token", hidden: true },
    { name: "x-auth", hidden: true },
    { name: "session-id", hidden: true },
    { name: "x-credential", hidden: true },
    { name: "author", hidden: false },
    { name: "content-type", hidden: false },
    { name: "idempotency-key", hidden: false },
    { name: "x-request-id", hidden: false },
  ])("$name: $hidden", ({ name, hidden }) => {
    expect(redactHeaders({ [name]: "value" })).toEqual({ [name]: hidden ? "***" : "value" });
    expect(redactHeaders(new Headers({ [name]: "value" }))).toEqual({ [name]: hidden ? "***" : "value" });
  });

  it("hides what the call itself declares secret", () => expect(redactHeaders({ "x-odd": "value" }, ["x-odd"])).toEqual({ "x-odd": "***" }));
});

describe("redactText", () => {
  it.each([
    {
      given: '{"password":"p\\"w","deep":{"access_token" : "t","n":1,"secret":12}}',
      want: '{"password":"***","deep":{"access_token":"***","n":1,"secret":"***"}}',
    },
    { given: '{"client_secret":{"value":"s"},"a":[{"apiKey":["k"]}]}', want: '{"client_secret":"***","a":[{"apiKey":"***"}]}' },
    {
      given: '{"accessKey":"s","key":"s","keyId":"k","monkey":1,"authorization":"s"}',
      want: '{"accessKey":"***","key":"***","keyId":"k","monkey":1,"authorization":"***"}',
    },
    { given: '{"\\u0070assword":"s"}', want: '{"password":"***"}' },
    { given: '{"__proto__":{"token":"s"}}', want: '{"__proto__":{"token":"***"}}' },
    { given: '{"token":"s"}\n{"a":{"secret":["s"]}}\n', want: '{"token":"***"}\n{"a":{"secret":"***"}}\n' },
    { given: "user[password]=s&card%5Bapi_key%5D=s&a=1", want: "user[password]=***&card%5Bapi_key%5D=***&a=1" },
    { given: "%=1&token=s", want: "%=1&token=***" },
    { given: "a plain sentence: token abc", want: "a plain sentence: token abc" },
    { given: "grant_type=client_credentials&client_secret=s%20s&scope=a", want: "grant_type=client_credentials&client_secret=***&scope=a" },
    { given: "<a>1</a><password>s</password><b>2</b>", want: "<a>1</a><password>***</password><b>2</b>" },
    {
      given: '<?xml version="1.0"?>\n<x:login xmlns:x="urn:x">\n<x:secret a="1">\n<deep>s</deep><![CDATA[s]]>\n</x:secret>\n</x:login>',
      want: '<?xml version="1.0"?>\n<x:login xmlns:x="urn:x">\n<x:secret a="1">***</x:secret>\n</x:login>',
    },
    { given: "<user name='n' x:token = 's' password=\"s\"/><token/>", want: '<user name=\'n\' x:token = "***" password="***"/><token/>' },
    { given: '<a b=">"><apiKey>cut off in the mid', want: '<a b=">"><apiKey>***' },
    { given: '<a password="cut off in the mid', want: '<a password="***"' },
    { given: "<secret><secretKey>s</secretKey><value>s</value></secret ><b>2</b>", want: "<secret>***</secret ><b>2</b>" },
    { given: "<a.token>s</a-token>s</a.token><b>2</b>", want: "<a.token>***</a.token><b>2</b>" },
    { given: '{"token":"cut off in the mid', want: '{"token":"***"' },
    { given: '{"tokens":5,"name":"x=y"}', want: '{"tokens":5,"name":"x=y"}' },
  ])("$given", ({ given, want }) => expect(redactText(given)).toBe(want));

  it("is cut", () => expect(redactText("x".repeat(5000))).toHaveLength(1000));

  it("is not read when it is too long to be read", () => expect(redactText(`{"a":"${"x".repeat(2_000_000)}"}`)).toBe("(2000008 characters)"));

  it("hides what stands behind a long value", () => {
    expect(redactText(JSON.stringify({ secret: { deep: "s".repeat(200_000) }, a: 1 }))).toBe('{"secret":"***","a":1}');
  });

  it.each([
    { name: "deep nesting", text: "[".repeat(100_000) + "]".repeat(100_000) },
    { name: "quotes without end", text: `"${'\\"'.repeat(100_000)}` },
    { name: "tags without end", text: `<${"a ".repeat(100_000)}` },
    { name: "elements without end", text: "<token>".repeat(100_000) },
    { name: "attributes without end", text: `<a${' b="'.repeat(100_000)}` },
    { name: "signs without end", text: "&".repeat(100_000) },
    { name: "spaces without end", text: `"a"${" ".repeat(100_000)}` },
    { name: "half a character", text: '{"\ud800":"\udc00' },
  ])("is not troubled by $name", ({ text }) => expect(redactText(text).length).toBeLessThanOrEqual(1000));
});

describe("a logged client", () => {
  const api = {
    name: "t",
    version: "1",
    environments: { default: "http://test.invalid" },
    auth: { key: { type: "apiKey" as const, in: "header" as const, name: "X-Odd" } },
    security: ["key"],
  };
  const operation = { id: "op", method: "POST", path: "/a", in: { query: ["token"], body: "json" as const } };
  const record = (level?: "debug" | "warn" | "error" | "off") => {
    const lines: { at: string; message: string; facts: unknown }[] = [];
    const at = (name: string) => (message: string, facts?: object) => void lines.push({ at: name, message, facts });
    const logger: Logger = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
    return { lines, options: { logger: logged(logger, { level }), auth: apiKey("s3cret") } };
  };

  it("tells one line an attempt, without secrets", async () => {
    const { lines, options } = record();
    await call(clientWith([{}], options, api).client, operation, { token: "s3cret" });
    expect(lines).toEqual([
      {
        at: "info",
        message: expect.stringMatching(/^POST http:\/\/test.invalid\/a\?token=\*\*\* answered 200 after \d+ ms$/),
        facts: { operation: "op", attempt: 1 },
      },
    ]);
  });

  it("shows headers and bodies at debug, secrets masked", async () => {
    const { lines, options } = record("debug");
    await call(clientWith([{ headers: { "set-cookie": "s3cret" } }], options, api).client, operation, { password: "s3cret", n: 1 });
    expect(lines[0]).toMatchObject({ at: "debug", facts: { headers: { "x-odd": "***" }, body: '{"password":"***","n":1}' } });
    expect(JSON.stringify(lines)).not.toContain("s3cret");
  });

  it("warns of error statuses and tells failures", async () => {
    const { lines, options } = record("warn");
    await call(clientWith([{ status: 404 }], options, api).client, operation).catch(() => undefined);
    await call(clientWith([new Error("gone")], options, api).client, operation).catch(() => undefined);
    expect(lines.map(({ at }) => at)).toEqual(["warn", "error"]);
  });

  it("refuses a bare logger, and says how it is wrapped", () => {
    const wrong = { logger: console } as unknown as ClientOptions; // what untyped programs may pass
    expect(() => clientWith([], wrong, api)).toThrow(expect.objectContaining({ kind: "input", remedy: "Wrap it: logger: logged(console)" }));
  });

  it("is silent when off", async () => {
    const { lines, options } = record("off");
    await call(clientWith([{}], options, api).client, operation);
    expect(lines).toEqual([]);
  });
});
