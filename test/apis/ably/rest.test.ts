import { ApiError, basic, bearer } from "@clientwright/runtime";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createAbly } from "../../../generated/ably/index.js";
import { type AblyServer, serveAbly } from "../../../runtime/testing/ably/index.js";
import type { AppSpec } from "../../../runtime/testing/ably/mock-app.js";

let server: AblyServer;
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** The generated client of an app on a mock behind HTTP. */
async function served(spec: AppSpec = {}) {
  server = await serveAbly();
  ends.push(() => server.close());
  const app = server.mock.createApp(spec);
  const [key] = app.keys;
  const credential = basic({ username: key?.name ?? "", password: key?.secret ?? "" });
  const ably = createAbly({ baseUrl: server.url, auth: { key: credential }, hosts: ["127.0.0.1"] });
  ends.push(() => ably.close());
  return { ably, app, key };
}

describe("Ably's REST interface, generated", () => {
  it("publishes, pages through history, and reads who is there and how busy a channel is", async () => {
    const { ably } = await served({ channels: [{ name: "room", presence: [{ clientId: "kim", data: "at the till" }] }] });
    for (const data of ["one", "two", "three"]) await ably.channels.publish({ channel: "room", body: { name: "note", data } });
    const { serials } = await ably.channels.publish({ channel: "room", body: [{ data: "four" }, { data: "five" }] });
    expect(serials).toHaveLength(2);
    const said: unknown[] = [];
    for await (const { data } of ably.channels.history({ channel: "room", limit: 2, direction: "forwards" })) said.push(data);
    expect(said).toEqual(["one", "two", "three", "four", "five"]);
    const members = [];
    for await (const member of ably.channels.presence({ channel: "room" })) members.push(member);
    expect(members).toMatchObject([{ clientId: "kim", data: "at the till", action: 1 }]);
    expect((await ably.channels.get({ channel: "room" })).status.occupancy.metrics.presenceMembers).toBe(1);
    expect(await ably.stats.time()).toEqual([expect.any(Number)]);
  });

  it("changes messages and says things about them", async () => {
    const { ably } = await served({ namespaces: [{ id: "mutable", mutableMessages: true }] });
    const channel = "mutable:x";
    const { serials } = await ably.channels.publish({ channel, body: { data: "one" } });
    const serial = serials?.[0] ?? "";
    const { versionSerial } = await ably.messages.change({ channel, serial, action: 1, data: "two", version: { description: "why" } });
    await ably.messages.annotate({ channel, serial, body: [{ action: 0, type: "seen:flag.v1" }] });
    expect(await ably.messages.get({ channel, serial })).toMatchObject({ data: "two", version: { serial: versionSerial, description: "why" } });
    const versions: unknown[] = [];
    for await (const { action } of ably.messages.versions({ channel, serial })) versions.push(action);
    expect(versions).toEqual([0, 1]);
  });

  it("gets tokens, calls with them, and says what was refused", async () => {
    const { ably, key } = await served({ keys: [{ capability: '{"open":["*"]}' }] });
    const { token } = await ably.tokens.request({ keyName: key?.name ?? "", ttl: 60_000 });
    const other = createAbly({ baseUrl: server.url, auth: { token: bearer(btoa(token)) }, hosts: ["127.0.0.1"] });
    await other.channels.publish({ channel: "open", body: { data: "x" } });
    const refused = await other.channels.publish({ channel: "closed", body: { data: "x" } }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ApiError);
    expect(refused).toMatchObject({ status: 401, code: "40160" });
    const batch = await ably.batch.publish({ body: { channels: ["open", "closed"], messages: { data: "y" } } });
    expect(batch).toMatchObject({ successCount: 1, failureCount: 1 });
  });

  it("registers devices and subscribes them", async () => {
    const { ably } = await served({ namespaces: [{ id: "push", pushEnabled: true }] });
    const device = { id: "d1", platform: "ios", formFactor: "phone", push: { recipient: { transportType: "apns", deviceToken: "t" } } } as const;
    expect(await ably.push.saveDevice({ deviceId: "d1", ...device })).toMatchObject({ id: "d1", push: { state: "ACTIVE" } });
    await ably.push.subscribe({ channel: "push:a", deviceId: "d1" });
    const channels: string[] = [];
    for await (const name of ably.push.channels()) channels.push(name);
    expect(channels).toEqual(["push:a"]);
    await ably.push.removeDevice({ deviceId: "d1" });
    await expect(ably.push.device({ deviceId: "d1" })).rejects.toMatchObject({ status: 404 });
  });
});
