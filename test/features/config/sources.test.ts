import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type ApiDefinition, bearer, call, createClient, type Operation } from "../../../runtime/index.js";
import { loadOptions } from "../../../runtime/node/index.js";
import { closeServers, json, startServer, type TestServer } from "../../support/server.js";

const names = ["CWTEST_URL", "CWTEST_KEY", "CWTEST_TOKEN", "CWTEST_ID", "CWTEST_SECRET", "CWTEST_TENANT"];
afterEach(async () => {
  for (const name of names) delete process.env[name];
  await closeServers();
});

const api: ApiDefinition = {
  name: "acme",
  version: "1",
  environments: { live: "https://{tenant}.acme.test" },
  variables: { tenant: {} },
  auth: { login: { type: "oauth2", tokenUrl: "/token" }, key: { type: "apiKey", in: "header", name: "x-key" }, token: { type: "bearer" } },
  security: ["login", "key", "token"],
  env: {
    CWTEST_URL: "baseUrl",
    CWTEST_KEY: "auth.key",
    CWTEST_TOKEN: "auth.token",
    CWTEST_ID: "auth.login.clientId",
    CWTEST_SECRET: "auth.login.clientSecret",
    CWTEST_TENANT: "variables.tenant",
  },
};
const whoami: Operation = { id: "whoami", path: "/whoami" };

const startEcho = (): Promise<TestServer> =>
  startServer(({ path, text, headers }, response) =>
    path === "/token"
      ? json(response, 200, { access_token: new URLSearchParams(text).get("client_id") })
      : json(response, 200, headers["x-key"] ?? headers.authorization ?? null),
  );
const set = (variables: Record<string, string>) => Object.assign(process.env, variables);

describe("a client without options", () => {
  it.each([
    [{ CWTEST_KEY: "k" }, "k"],
    [{ CWTEST_TOKEN: "Bearer t" }, "Bearer t"],
    [{ CWTEST_ID: "me", CWTEST_SECRET: "s", CWTEST_KEY: "k" }, "Bearer me"],
  ])("signs with what %j says", async (variables, want) => {
    const server = await startEcho();
    set({ CWTEST_URL: server.url, ...variables });
    expect(await call(createClient(api), whoami)).toBe(want);
  });

  it("says which variables it lacks", async () => {
    expect(() => createClient(api)).toThrow("variables.tenant is missing");
    set({ CWTEST_TENANT: "t" });
    const client = createClient(api);
    expect(client.baseUrl).toBe("https://t.acme.test");
    await expect(call(client, whoami)).rejects.toMatchObject({ remedy: expect.stringContaining("CWTEST_ID, CWTEST_SECRET") });
  });

  it("prefers credentials that are given over the variables'", async () => {
    const server = await startEcho();
    set({ CWTEST_URL: server.url, CWTEST_KEY: "k" });
    expect(await call(createClient(api, { auth: { token: "given" } }), whoami)).toBe("Bearer given");
    expect(await call(createClient(api, { auth: bearer("given") }), whoami)).toBe("Bearer given");
    expect(await call(createClient(api, { auth: "open" }), whoami)).toBeNull();
  });
});

describe("a client with a config file", () => {
  it("takes the profile's options, with secrets from .env", async () => {
    const server = await startEcho();
    const folder = await mkdtemp(join(tmpdir(), "clientwright-"));
    await writeFile(join(folder, ".env"), "CWTEST_SECRET=s\n");
    await writeFile(
      join(folder, "clientwright.yaml"),
      `acme:\n  auth: { key: k }\nprofiles:\n  ci:\n    acme:\n      baseUrl: ${server.url}\n      auth: { login: { clientId: robot } }\n`,
    );
    expect(await call(createClient(api, await loadOptions(api, { folder, profile: "ci" })), whoami)).toBe("Bearer robot");
  });
});
