import { afterEach, describe, expect, it } from "@jest/globals";
import { type ApiDefinition, apiKey, call, createClient, type Operation, pages, request } from "../../../runtime/index.js";
import { networks } from "../../support/networks.js";
import { closeServers, json, startServer } from "../../support/server.js";

afterEach(closeServers);

const api: ApiDefinition = { name: "acme", version: "1", environments: {}, auth: { key: { type: "apiKey", in: "header", name: "X-Key" } }, security: ["key"] };
const get: Operation = { id: "get", path: "/start" };
const list: Operation = { id: "list", path: "/list", pages: { style: "url", items: "/items", next: "/next" } };

describe.each(networks)("credentials over %s", (_, send) => {
  it("do not follow a redirect to another host, but stay on their own", async () => {
    const other = await startServer((request, response) => json(response, 200, { key: request.headers["x-key"] ?? null }));
    const server = await startServer((request, response) => {
      if (request.path === "/start") response.writeHead(302, { location: "/moved" }).end();
      else response.writeHead(307, { location: `${other.otherUrl}/away` }).end();
    });
    const client = createClient(api, { baseUrl: server.url, auth: apiKey("secret"), send: send() });
    expect(await call(client, get)).toEqual({ key: null });
    expect(server.requests.map((request) => request.headers["x-key"])).toEqual(["secret", "secret"]);
    expect(JSON.stringify(other.requests.map((request) => request.rawHeaders))).not.toContain("secret");
  });

  it("do not go to the host that a page names as the next one", async () => {
    const other = await startServer((_request, response) => json(response, 200, { items: [2], next: null }));
    const server = await startServer((_request, response) => json(response, 200, { items: [1], next: `${other.url}/list?page=2` }));
    const client = createClient(api, { baseUrl: server.url, auth: apiKey("secret"), send: send() });
    const items: unknown[] = [];
    for await (const item of pages(client, list)) items.push(item);
    expect(items).toEqual([1, 2]);
    expect(server.requests[0]?.headers["x-key"]).toBe("secret");
    expect(other.requests[0]?.headers).not.toHaveProperty("x-key");
  });

  it("go to hosts that the user allows", async () => {
    const other = await startServer((_request, response) => json(response, 200, { items: [2], next: null }));
    const server = await startServer((_request, response) => json(response, 200, { items: [1], next: `${other.url}/list?page=2` }));
    const client = createClient(api, { baseUrl: server.url, auth: apiKey("secret"), send: send(), hosts: [new URL(other.url).host] });
    for await (const item of pages(client, list)) expect(item).toBeDefined();
    expect(other.requests[0]?.headers["x-key"]).toBe("secret");
  });

  it("do not go with a single call's base URL to a host that nobody declared, and its 401 says so", async () => {
    const other = await startServer((request, response) => json(response, request.headers["x-key"] ? 200 : 401, {}));
    const server = await startServer((_request, response) => json(response, 200, {}));
    const options = { baseUrl: server.url, auth: apiKey("secret"), send: send() };
    await expect(call(createClient(api, options), get, {}, { baseUrl: other.url })).rejects.toMatchObject({
      status: 401,
      remedy: "This host got no credentials: allow it in the client's `hosts`",
    });
    expect(JSON.stringify(other.requests.map((request) => request.rawHeaders))).not.toContain("secret");
    expect(await call(createClient(api, { ...options, hosts: [other.url] }), get, {}, { baseUrl: other.url })).toEqual({});
    expect(await call(createClient({ ...api, environments: { main: server.url, other: other.url } }, options), get, {}, { baseUrl: other.url })).toEqual({});
    await call(createClient(api, options), get, {}, { baseUrl: `${server.url}/v2` });
    expect(server.requests.map(({ path, headers }) => [path, headers["x-key"]])).toEqual([["/v2/start", "secret"]]);
  });

  it("go to the server that an operation declares for itself, variables filled in, and to no other", async () => {
    const other = await startServer((request, response) => json(response, 200, request.headers["x-key"] ?? null));
    const server = await startServer((_request, response) => json(response, 200, {}));
    const declared: ApiDefinition = { ...api, variables: { runner: { default: other.url } } };
    const client = createClient(declared, { baseUrl: server.url, auth: apiKey("secret"), send: send() });
    expect(await call(client, { ...get, server: "{runner}/v1" })).toBe("secret");
    expect(await call(client, { ...get, server: "{runner}/v1" }, {}, { baseUrl: other.otherUrl })).toBeNull();
    expect(await request(client, "GET", `${other.url}/start`)).toBeNull();
  });

  it("given as the client's headers do not go to another host that a request names", async () => {
    const other = await startServer((_request, response) => json(response, 200, {}));
    const server = await startServer((_request, response) => json(response, 200, {}));
    const client = createClient({ ...api, security: [] }, { baseUrl: server.url, headers: { Authorization: "Bearer secret", "X-Tenant": "t" }, send: send() });
    await request(client, "GET", "/here");
    await request(client, "GET", `${other.url}/there`);
    expect(server.requests[0]?.headers).toMatchObject({ authorization: "Bearer secret", "x-tenant": "t" });
    expect(other.requests[0]?.headers).toMatchObject({ "x-tenant": "t" });
    expect(other.requests[0]?.headers).not.toHaveProperty("authorization");
  });

  it("rotate with their supplier", async () => {
    let count = 0;
    const server = await startServer((request, response) => json(response, 200, request.headers["x-key"]));
    const client = createClient(api, { baseUrl: server.url, auth: apiKey(async () => `k${++count}`), send: send() });
    expect([await call(client, get), await call(client, get)]).toEqual(["k1", "k2"]);
  });
});

describe("missing credentials", () => {
  it("stop the call before it is sent, and the error says how to give them", async () => {
    const server = await startServer((_, response) => json(response, 200, {}));
    const client = createClient(
      { ...api, env: { ACME_TEST_KEY: "auth.key", ACME_TEST_KEYRING: "auth.keyring", ACME_TEST_ID: "auth.login.clientId" } },
      { baseUrl: server.url },
    );
    await expect(call(client, get)).rejects.toMatchObject({
      kind: "auth",
      message: "No credentials for get",
      remedy: 'Pass auth: { key }, or set ACME_TEST_KEY; auth: "open" sends none',
    });
    expect(server.requests).toEqual([]);
    expect(await call(createClient(api, { baseUrl: server.url, auth: "open" }), get)).toEqual({});
  });
});
