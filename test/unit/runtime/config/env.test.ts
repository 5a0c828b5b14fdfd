import { describe, expect, it } from "@jest/globals";
import { optionsFromEnv, processVariables } from "../../../../runtime/config/env.js";
import type { ApiDefinition } from "../../../../runtime/core/api-definition.js";

const api: ApiDefinition = {
  name: "test",
  version: "1",
  environments: {},
  env: {
    T_URL: "baseUrl",
    T_KEY: "auth.key",
    T_ID: "auth.oauth.clientId",
    T_SECRET: "auth.oauth.clientSecret",
    T_TENANT: "variables.tenant",
    T_TIMEOUT: "timeout",
    T_TOKEN: "auth.token",
    T_OLD_TOKEN: "auth.token",
  },
};

describe("optionsFromEnv", () => {
  it.each([
    [{}, {}],
    [{ T_URL: "" }, {}],
    [{ OTHER: "x" }, {}],
    [
      { T_URL: "https://a.test", T_TENANT: "acme" },
      { baseUrl: "https://a.test", variables: { tenant: "acme" } },
    ],
    [{ T_KEY: "k", T_ID: "c", T_SECRET: "s" }, { auth: { key: "k", oauth: { clientId: "c", clientSecret: "s" } } }],
    [{ T_TIMEOUT: "1500" }, { timeout: 1500 }],
    [{ T_TOKEN: "new", T_OLD_TOKEN: "old" }, { auth: { token: "new" } }],
    [{ T_OLD_TOKEN: "old" }, { auth: { token: "old" } }],
  ])("%j gives %j", (variables, want) => {
    expect(optionsFromEnv(api, variables)).toEqual(want);
  });

  it("says which variable is not a number", () => {
    expect(() => optionsFromEnv(api, { T_TIMEOUT: "soon" })).toThrow("T_TIMEOUT is not a number");
  });

  it("passes over what may not be read", () => {
    const variables = Object.defineProperty({ T_KEY: "k" }, "T_URL", {
      get() {
        throw new Error("Requires env access");
      },
    });
    expect(optionsFromEnv(api, variables)).toEqual({ auth: { key: "k" } });
  });

  it("reaches no prototype, and nothing below a value", () => {
    const odd: ApiDefinition = { ...api, env: { A: "__proto__.polluted", B: "auth", C: "auth.key" } };
    const options = optionsFromEnv(odd, { A: "1", B: "open", C: "k" });
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
    expect(options.auth).toBe("open");
  });

  it.each([
    ["https://excel.uat.us.acme.test/northwind", { variables: { env: "uat.us", tenant: "northwind" } }],
    ["https://spark.eu.acme.test/northwind/", { variables: { env: "eu", tenant: "northwind" } }],
    ["https://excel.eu.acme.test", { baseUrl: "https://excel.eu.acme.test" }],
    ["http://localhost:3000/northwind", { baseUrl: "http://localhost:3000/northwind" }],
  ])("reads variables out of the address %s", (T_URL, want) => {
    const spoken: ApiDefinition = { ...api, variables: { env: {}, tenant: {} }, env: { T_URL: "https://{host}.{env}.acme.test/{tenant}" } };
    expect(optionsFromEnv(spoken, { T_URL })).toEqual(want);
  });

  it("knows an API without variables", () => {
    expect(optionsFromEnv({ name: "bare", version: "1", environments: {} })).toEqual({});
  });

  it("reads the process by default", () => {
    expect(processVariables()).toBe(process.env);
    process.env["CLIENTWRIGHT_TEST_URL"] = "https://env.test";
    expect(optionsFromEnv({ ...api, env: { CLIENTWRIGHT_TEST_URL: "baseUrl" } })).toEqual({ baseUrl: "https://env.test" });
    delete process.env["CLIENTWRIGHT_TEST_URL"];
  });

  it("finds no variables where there is no process", () => {
    const real = globalThis.process;
    Reflect.set(globalThis, "process", undefined);
    try {
      expect(processVariables()).toEqual({});
    } finally {
      Reflect.set(globalThis, "process", real);
    }
  });
});
