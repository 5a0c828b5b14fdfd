import { describe, expect, it } from "@jest/globals";
import { apiKey } from "../../../../runtime/auth/api-key.js";
import { createClient } from "../../../../runtime/client/create-client.js";
import type { ApiDefinition } from "../../../../runtime/core/api-definition.js";
import { call } from "../../../../runtime/core/start.js";
import { clientWith } from "../../../support/client.js";
import { fakeClock } from "../../../support/clock.js";
import { memorySend } from "../../../support/send.js";

const api: ApiDefinition = {
  name: "acme",
  version: "2.1",
  environments: { us: "https://{region}.acme.test/{tenant}/", eu: "https://eu.acme.test" },
  variables: { region: { default: "east", values: ["east", "west"] }, tenant: {} },
  headers: { "X-Tenant": "{tenant}" },
  auth: { key: { type: "apiKey", in: "header", name: "X-Key" } },
  security: ["key"],
  env: { ACME_TEST_KEY: "auth.key", ACME_TEST_URL: "baseUrl" },
  requestIdHeader: "X-Request-Id",
};
const operation = { id: "op", path: "/a" };

describe("the address", () => {
  it.each([
    { given: { variables: { tenant: "t1" } }, want: "https://east.acme.test/t1" },
    { given: { variables: { tenant: "t1", region: "west" } }, want: "https://west.acme.test/t1" },
    { given: { environment: "eu", variables: { tenant: "t" } }, want: "https://eu.acme.test" },
    { given: { baseUrl: "http://localhost:1/x//", variables: { tenant: "t" } }, want: "http://localhost:1/x" },
  ])("$given is $want", ({ given, want }) => expect(createClient(api, given).baseUrl).toBe(want));

  it.each([
    { given: {}, message: "variables.tenant is missing" },
    { given: { variables: { tenant: "t", region: "north" } }, message: "variables.region must be one of east, west" },
    { given: { environment: "mars" }, message: 'acme has no environment "mars"' },
    { given: { environment: "constructor" }, message: 'acme has no environment "constructor"' },
    { given: { baseUrl: "https://{constructor}.acme.test", variables: { tenant: "t" } }, message: "variables.constructor is missing" },
  ])("$given: $message", ({ given, message }) => expect(() => createClient(api, given)).toThrow(message));
});

describe("a variable in a host's name", () => {
  const tenants: ApiDefinition = {
    ...api,
    environments: { main: "https://{tenant}.acme.test/v1" },
    headers: {},
    hosts: ["files.{area}.acme.test"],
    variables: { tenant: {}, area: {} },
  };
  it.each(["evil.test/", "evil.test?", "evil.test#", "me@evil.test", "evil.test\\"])("can't end it: %s", (value) => {
    expect(() => createClient(tenants, { variables: { tenant: value, area: "a" } })).toThrow(`variables.tenant: "${value}" can't be part of a host`);
    expect(() => createClient(tenants, { variables: { tenant: "t", area: value } })).toThrow(`variables.area: "${value}" can't be part of a host`);
  });

  it("may be a host and its path where the document says so", () => {
    const whole: ApiDefinition = { ...tenants, environments: { main: "https://{tenant}" }, hosts: [], variables: { tenant: { default: "acme.test/v1" } } };
    expect(createClient(whole).baseUrl).toBe("https://acme.test/v1");
    expect(() => createClient(whole, { variables: { tenant: "evil.test/v1" } })).toThrow("can't be part of a host");
  });

  it("may hold anything elsewhere: a path, a whole address", () => {
    const paths: ApiDefinition = {
      ...api,
      environments: { main: "https://acme.test/{tenant}", own: "{area}" },
      headers: {},
      variables: { tenant: {}, area: {} },
    };
    expect(createClient(paths, { variables: { tenant: "a/b", area: "http://localhost:1/x" } }).baseUrl).toBe("https://acme.test/a/b");
    expect(createClient(paths, { environment: "own", variables: { tenant: "a", area: "http://localhost:1/x" } }).baseUrl).toBe("http://localhost:1/x");
  });
});

describe("what every request carries", () => {
  const options = { environment: "eu", variables: { tenant: "t1" }, auth: apiKey("k") };

  it("user agent, the API's headers, the caller's, a fresh id", async () => {
    const { client, calls } = clientWith([{}], { ...options, headers: { "X-Own": "1" } }, api);
    await call(client, operation);
    await call(client, operation);
    expect(calls[0]?.headers).toMatchObject({ "user-agent": "acme/2.1 clientwright", "x-tenant": "t1", "x-own": "1", "x-key": "k" });
    expect(calls[0]?.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(calls[1]?.headers["x-request-id"]).not.toBe(calls[0]?.headers["x-request-id"]);
  });

  it("the caller's headers replace and remove", async () => {
    const { client, calls } = clientWith([{}], { ...options, headers: { "x-tenant": "other", "User-Agent": undefined, "X-Request-Id": "mine" } }, api);
    await call(client, operation);
    expect(calls[0]?.headers).toMatchObject({ "x-tenant": "other", "x-request-id": "mine" });
    expect(calls[0]?.headers["user-agent"]).toBeUndefined();
  });
});

describe("options from the environment", () => {
  it("are the weakest", async () => {
    process.env["ACME_TEST_KEY"] = "from-env";
    process.env["ACME_TEST_URL"] = "https://env.acme.test";
    try {
      const { send, calls } = memorySend({});
      await call(createClient(api, { send, variables: { tenant: "t" } }), operation);
      await call(createClient(api, { send, variables: { tenant: "t" }, baseUrl: "https://code.acme.test" }), operation);
      expect(calls.map(({ url, headers }) => [url, headers["x-key"]])).toEqual([
        ["https://env.acme.test/a", "from-env"],
        ["https://code.acme.test/a", "from-env"],
      ]);
    } finally {
      delete process.env["ACME_TEST_KEY"];
      delete process.env["ACME_TEST_URL"];
    }
  });
});

describe("layers and hooks", () => {
  it("see calls once and attempts each, signed as they go out", async () => {
    const seen: string[] = [];
    const clock = fakeClock();
    const { client } = clientWith(
      [{ status: 503, headers: { "retry-after": "1" } }, { body: {} }],
      {
        clock,
        retries: 1,
        auth: apiKey("k"),
        layers: [
          (next) => (sent) => {
            seen.push(`layer ${sent.headers["x-key"]}`);
            return next(sent);
          },
        ],
        hooks: {
          onRequest: (sent) => void seen.push(`call ${sent.headers["x-key"]}`) as undefined,
          onResponse: (_, reply) => seen.push(`answer ${reply.status}`),
          onError: () => seen.push("never"),
        },
        attemptHooks: {
          onAttempt: (sent) => void seen.push(`attempt ${sent.attempt} ${sent.headers["x-key"]}`) as undefined,
          onReply: (_, reply) => seen.push(`reply ${reply.status}`),
        },
      },
      { ...api, environments: { default: "http://test.invalid" }, headers: {}, variables: {} },
    );
    const reply = call(client, operation);
    await clock.advance(1000);
    await reply;
    expect(seen).toEqual(["layer undefined", "call undefined", "attempt 1 k", "reply 503", "attempt 2 k", "reply 200", "answer 200"]);
  });

  it("tell errors how many attempts were made", async () => {
    const clock = fakeClock();
    const { client } = clientWith([{ status: 503, headers: { "retry-after": "1" } }], { clock, retries: 2 });
    const failed = call(client, operation).catch((error: unknown) => error);
    await clock.advance(5000);
    expect(await failed).toMatchObject({ status: 503, attempts: 3 });
  });
});
