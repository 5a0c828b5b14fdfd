import { afterEach, describe, expect, it } from "@jest/globals";
import { type ApiDefinition, apiKey, type Client, type ClientOptions, call, type Operation } from "../../../runtime/index.js";
import { clientOf as clientOver } from "../../support/client.js";
import { networks } from "../../support/networks.js";
import { closeServers, json, startServer, type TestServer } from "../../support/server.js";

const api: ApiDefinition = {
  name: "test",
  version: "1",
  environments: { default: "http://test.invalid" },
  auth: { key: { type: "apiKey", in: "header", name: "X-Api-Key" } },
  security: ["key"],
};
const getThing: Operation = { id: "getThing", path: "/start" };
const addThing: Operation = { id: "addThing", method: "POST", path: "/start", in: { body: "json" } };

afterEach(closeServers);

const redirecting = (status: number, to: (server: TestServer) => string): Promise<TestServer> => {
  const started = startServer(async (request, response) => {
    if (request.path !== "/start") return json(response, 200, { at: request.path, method: request.method });
    response.writeHead(status, { location: to(await started) });
    response.end();
  });
  return started;
};

describe.each(networks)("a redirect over %s", (_, sendWith) => {
  const clientOf = (url: string, options: ClientOptions, of: ApiDefinition): Client => clientOver(url, { send: sendWith(), ...options }, of);

  it("to the same origin keeps the credentials", async () => {
    const server = await redirecting(302, () => "/end?x=1");
    const client = clientOf(server.url, { auth: apiKey("s3cret") }, api);
    expect(await call(client, getThing)).toEqual({ at: "/end?x=1", method: "GET" });
    expect(server.requests[1]?.headers["x-api-key"]).toBe("s3cret");
  });

  it("to another host drops every credential", async () => {
    const server = await redirecting(302, ({ otherUrl }) => `${otherUrl}/end`);
    const client = clientOf(server.url, { auth: apiKey("s3cret"), headers: { cookie: "a=b" } }, api);
    await call(client, getThing);
    expect(server.requests[0]?.headers).toMatchObject({ "x-api-key": "s3cret", cookie: "a=b" });
    expect(server.requests[1]?.headers["x-api-key"]).toBeUndefined();
    expect(server.requests[1]?.headers["cookie"]).toBeUndefined();
  });

  it.each([
    { status: 303, method: "GET", body: "" },
    { status: 302, method: "GET", body: "" },
    { status: 307, method: "POST", body: '{"a":1}' },
    { status: 308, method: "POST", body: '{"a":1}' },
  ])("$status of a POST goes on as $method", async ({ status, method, body }) => {
    const server = await redirecting(status, () => "/end");
    const client = clientOf(server.url, { auth: apiKey("s3cret") }, api);
    await call(client, addThing, { a: 1 });
    expect(server.requests[1]).toMatchObject({ method, text: body });
  });

  it("that leads in circles ends in a ConnectionError", async () => {
    const server = await redirecting(302, () => "/start");
    const client = clientOf(server.url, { auth: apiKey("s3cret") }, api);
    await expect(call(client, getThing)).rejects.toMatchObject({ kind: "connection", message: expect.stringContaining("too many redirects") });
    expect(server.requests).toHaveLength(21);
  });
});
