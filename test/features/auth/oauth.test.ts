import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type ApiDefinition, call, createClient, type Operation, oauth } from "../../../runtime/index.js";
import { tokenFile } from "../../../runtime/node/index.js";
import { type FakeClock, fakeClock } from "../../support/clock.js";
import { networks } from "../../support/networks.js";
import { closeServers, json, startServer } from "../../support/server.js";

afterEach(closeServers);

const api: ApiDefinition = { name: "acme", version: "1", environments: {}, auth: { login: { type: "oauth2", tokenUrl: "/token" } }, security: ["login"] };
const getThing: Operation = { id: "getThing", path: "/things/{id}" };
const putThing: Operation = { id: "putThing", method: "POST", path: "/things", in: { body: { kind: "json", at: "body" } } };

/** A service whose tokens live a minute of the fake clock; `revoke` makes it refuse those it gave so far. */
async function startService(clock: FakeClock) {
  let given = 0;
  let revoked = 0;
  const expiry = new Map<string, number>();
  const server = await startServer((request, response) => {
    if (request.path === "/token") {
      given++;
      expiry.set(`Bearer t${given}`, clock.now() + 60_000);
      return json(response, 200, { access_token: `t${given}`, expires_in: 60 });
    }
    const token = request.headers.authorization ?? "";
    const isValid = (expiry.get(token) ?? 0) > clock.now() && Number(token.slice(8)) > revoked;
    return isValid ? json(response, 200, { path: request.path, body: request.text }) : json(response, 401, { error: "invalid_token" });
  });
  return { server, given: () => given, revoke: () => (revoked = given) };
}

describe.each(networks)("OAuth over %s", (_, sendWith) => {
  async function setup(options: Parameters<typeof oauth>[0] = {}) {
    const clock = fakeClock();
    const service = await startService(clock);
    const client = createClient(api, {
      baseUrl: service.server.url,
      auth: oauth({ clientId: "id", clientSecret: "secret", ...options }),
      clock,
      send: sendWith(clock),
      retries: 0,
    });
    return { clock, client, ...service };
  }
  const hundred = (run: (index: number) => unknown) => Promise.all(Array.from({ length: 100 }, (__, index) => run(index)));

  it("gets one token for a hundred calls at once", async () => {
    const { client, given, server } = await setup();
    await hundred((id) => call(client, getThing, { id }));
    expect([given(), server.requests.length]).toEqual([1, 101]);
  });

  it("uses the token that is there already, and gets a new one only where it can", async () => {
    const { client, given, server } = await setup({ clientId: undefined, token: "of-mine" });
    await expect(call(client, getThing, { id: 1 })).rejects.toMatchObject({ kind: "auth", message: "The access token was refused" });
    expect(server.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([["/things/1", "Bearer of-mine"]]);
    const other = await setup({ token: "of-mine" });
    expect(await call(other.client, getThing, { id: 1 })).toMatchObject({ path: "/things/1" });
    expect([given(), other.given()]).toEqual([0, 1]);
  });

  it("asks for nobody's token: no client id, no request", async () => {
    const { client, server } = await setup({ clientId: undefined });
    await expect(call(client, getThing, { id: 1 })).rejects.toMatchObject({ kind: "auth", message: "No client id", remedy: "Pass clientId and clientSecret" });
    expect(server.requests).toEqual([]);
    const asserted = await setup({ clientId: undefined, params: () => ({ client_assertion: "a" }) });
    expect(await call(asserted.client, getThing, { id: 1 })).toMatchObject({ path: "/things/1" });
  });

  it("renews before the token expires, so that nobody sees a 401", async () => {
    const { clock, client, given, server } = await setup();
    await call(client, getThing, { id: 1 });
    await clock.advance(46_000);
    await hundred((id) => call(client, getThing, { id }));
    expect([given(), server.requests.length]).toEqual([2, 103]);
  });

  it("survives a token that is revoked under a hundred calls, with one new token", async () => {
    const { client, given, revoke, server } = await setup();
    await call(client, getThing, { id: 1 });
    revoke();
    const replies = await hundred((id) => call<{ path: string }>(client, getThing, { id }));
    expect(replies.map((reply) => (reply as { path: string }).path)).toEqual(Array.from({ length: 100 }, (__, id) => `/things/${id}`));
    expect(given()).toBe(2);
    expect(server.requests.length).toBeLessThanOrEqual(203);
  });

  it("sends a POST again after a 401, body and all", async () => {
    const { client, revoke } = await setup();
    await call(client, getThing, { id: 1 });
    revoke();
    expect(await call(client, putThing, { body: { a: 1 } })).toEqual({ path: "/things", body: '{"a":1}' });
  });

  it("tells about the 401 when a body can't be sent again, and the next call goes through", async () => {
    const { client, revoke } = await setup();
    await call(client, getThing, { id: 1 });
    revoke();
    const upload: Operation = {
      id: "upload",
      method: "POST",
      path: "/up",
      in: { body: { kind: "bytes", at: "body" } },
      use: [(await import("../../../runtime/index.js")).bodies],
    };
    const stream = new Blob(["abc"]).stream();
    await expect(call(client, upload, { body: stream })).rejects.toMatchObject({ kind: "api", status: 401 });
    expect(await call(client, getThing, { id: 2 })).toMatchObject({ path: "/things/2" });
  });

  it("goes on with a kept token in another process", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "clientwright-")), "token.json");
    const { clock, client, given, server } = await setup({ store: tokenFile(path) });
    await call(client, getThing, { id: 1 });
    const other = createClient(api, { baseUrl: server.url, auth: oauth({ clientId: "id", clientSecret: "secret", store: tokenFile(path) }), clock });
    await call(other, getThing, { id: 2 });
    expect(given()).toBe(1);
  });
});

describe("a token server", () => {
  it("that is down for a moment costs a retry, not the call", async () => {
    let tries = 0;
    const server = await startServer((request, response) => {
      if (request.path !== "/token") return json(response, 200, {});
      return ++tries < 2 ? json(response, 503, {}) : json(response, 200, { access_token: "t" });
    });
    const client = createClient(api, { baseUrl: server.url, auth: oauth({ clientId: "id", clientSecret: "s" }), retries: { delay: 1 } });
    await call(client, putThing, { body: {} });
    expect(server.requests.map((request) => request.path)).toEqual(["/token", "/token", "/things"]);
  });

  it("that refuses ends the call with an AuthError that says why", async () => {
    const server = await startServer((_, response) => json(response, 401, { error: "invalid_client" }));
    const client = createClient(api, { baseUrl: server.url, auth: { login: { clientId: "id", clientSecret: "wrong" } } });
    await expect(call(client, getThing, { id: 1 })).rejects.toMatchObject({ kind: "auth", code: "invalid_client", remedy: "Check client id and secret" });
    expect(server.requests.length).toBe(1);
  });
});
