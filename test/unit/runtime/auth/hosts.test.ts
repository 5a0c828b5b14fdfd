import { describe, expect, it } from "@jest/globals";
import { trustedHosts } from "../../../../runtime/auth/hosts.js";
import type { ApiDefinition } from "../../../../runtime/core/api-definition.js";
import { callOf } from "../../../support/call.js";

const api: ApiDefinition = {
  name: "test",
  version: "1",
  environments: { us: "https://api.{env}.test/{tenant}", eu: "https://eu.test" },
  variables: { env: { default: "uat" } },
  hosts: ["files.test", "*.cdn.test", "login.{env}.test"],
};
const options = { baseUrl: "https://api.us.test/acme", variables: { env: "us" }, hosts: ["https://mine.test:8443/path"] };

describe("trustedHosts", () => {
  it.each([
    ["https://api.us.test/acme/things", true],
    ["https://api.us.test/other", true],
    ["https://API.US.test/other", true],
    ["https://eu.test/x", true],
    ["https://files.test/x", true],
    ["https://login.us.test/x", true],
    ["https://a.cdn.test/x", true],
    ["https://a.b.cdn.test/x", true],
    ["https://mine.test:8443/x", true],
    ["https://mine.test/x", false],
    ["https://cdn.test/x", false],
    ["https://evilcdn.test/x", false],
    ["https://evil.test/x", false],
    ["https://api.us.test.evil.test/x", false],
    ["https://api.us.test/acme@evil.test/x", true],
    ["https://api.us.test@evil.test/acme/", false],
    ["https://api.us.test:444/acme/", false],
    ["http://api.us.test/acme/things", false],
    ["http://files.test/x", false],
  ])("%s -> %s", (url, want) => {
    expect(trustedHosts(api, options)(callOf({ url }))).toBe(want);
  });

  it("takes plain http where the base URL is http itself", () => {
    const isTrusted = trustedHosts(api, { baseUrl: "http://localhost:3000", variables: {} });
    expect(isTrusted(callOf({ url: "http://localhost:3000/x" }))).toBe(true);
    expect(isTrusted(callOf({ url: "http://localhost:3001/x" }))).toBe(false);
    expect(isTrusted(callOf({ url: "https://api.uat.test/x" }))).toBe(true);
  });

  it.each([
    { declared: "https://a.test:443/v1", http: false, url: "https://a.test/x", want: true },
    { declared: "a.test:443", http: false, url: "https://a.test/x", want: true },
    { declared: "https://a.test:80/v1", http: false, url: "https://a.test/x", want: false },
    { declared: "https://a.test:4430", http: false, url: "https://a.test/x", want: false },
  ])("$declared takes $url: $want", ({ declared, http, url, want }) => {
    const isTrusted = trustedHosts({ ...api, hosts: [declared] }, { baseUrl: http ? "http://base.test" : "https://base.test", variables: {} });
    expect(isTrusted(callOf({ url }))).toBe(want);
  });

  it("takes the operation's own server, and no base URL of a single call", () => {
    const isTrusted = trustedHosts(api, options);
    const operation = { id: "up", path: "/", server: "https://upload.{env}.test/v1" };
    expect(isTrusted(callOf({ url: "https://upload.us.test/v1/x", operation }))).toBe(true);
    expect(isTrusted(callOf({ url: "https://upload.us.test/v1/x" }))).toBe(false);
    expect(isTrusted(callOf({ url: "https://eu2.test/x", options: { baseUrl: "https://eu2.test" } }))).toBe(false);
    expect(isTrusted(callOf({ url: "https://eu.test/x", options: { baseUrl: "https://eu.test" } }))).toBe(true);
    expect(isTrusted(callOf({ url: "https://__proto__.test/x", operation: { ...operation, server: "https://{__proto__}.test" } }))).toBe(false);
  });

  it.each(["evil.test/", "evil.test?", "evil.test#", "evil.test\\"])("does not take a variable %s for the operation's own server", (value) => {
    const isTrusted = trustedHosts(api, { ...options, variables: { env: "us", area: value, runner: "https://runner.test/base" } });
    expect(isTrusted(callOf({ url: "https://evil.test/x", operation: { id: "up", path: "/", server: "https://{area}.test/v1" } }))).toBe(false);
    expect(isTrusted(callOf({ url: "https://runner.test/base/x", operation: { id: "run", path: "/", server: "{runner}" } }))).toBe(true);
  });

  it("takes a default of the document that holds a host and a path", () => {
    const whole: ApiDefinition = { ...api, variables: { area: { default: "up.test/v1" } } };
    const isTrusted = trustedHosts(whole, { ...options, variables: { area: "up.test/v1" } });
    expect(isTrusted(callOf({ url: "https://up.test/v1/x", operation: { id: "up", path: "/", server: "https://{area}" } }))).toBe(true);
  });
});
