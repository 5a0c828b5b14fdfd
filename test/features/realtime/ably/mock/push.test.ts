import { describe, expect, it } from "@jest/globals";
import { asking } from "./asking.js";

const app = { keys: [{}, { capability: '{"*":["publish"]}' }], namespaces: [{ id: "pushed", pushEnabled: true }] };
const phone = (id: string, clientId: string, channel = "inbox") => ({
  id,
  clientId,
  platform: "android",
  formFactor: "phone",
  push: { recipient: { transportType: "ablyChannel", channel } },
});
const refused = (code: number, status: number) => ({ status, body: { error: { code } } });

describe("the mock's push", () => {
  it("RSH1b: saves, gives, lists, changes and removes devices; who registers gets a token for the device", async () => {
    const { ask } = asking({ app });
    const saved = await ask("PUT", "/push/deviceRegistrations/a", { body: phone("a", "kim") });
    expect(saved).toMatchObject({ status: 201, body: { id: "a", push: { state: "ACTIVE" }, deviceIdentityToken: { token: expect.any(String) } } });
    await ask("POST", "/push/deviceRegistrations", { body: phone("b", "lee") });
    expect((await ask("GET", "/push/deviceRegistrations")).body).toMatchObject([{ id: "a" }, { id: "b" }]);
    expect((await ask("GET", "/push/deviceRegistrations?clientId=lee")).body).toMatchObject([{ id: "b" }]);
    expect((await ask("GET", "/push/deviceRegistrations?deviceId=a")).body).toMatchObject([{ id: "a" }]);
    await ask("PATCH", "/push/deviceRegistrations/a", { body: { formFactor: "tablet" } });
    const { token } = (saved.body as { deviceIdentityToken: { token: string } }).deviceIdentityToken;
    expect(await ask("GET", "/push/deviceRegistrations/a", { headers: { authorization: `Bearer ${token}` } })).toMatchObject({
      body: { formFactor: "tablet", platform: "android" },
    });
    expect(await ask("DELETE", "/push/deviceRegistrations/a")).toMatchObject({ status: 204 });
    expect(await ask("DELETE", "/push/deviceRegistrations?clientId=lee")).toMatchObject({ status: 204 });
    for (const id of ["a", "b"]) expect(await ask("GET", `/push/deviceRegistrations/${id}`)).toMatchObject(refused(40400, 404));
  });

  it("refuses what is no device, and whoever may not push", async () => {
    const { ask } = asking({ app });
    expect(await ask("PUT", "/push/deviceRegistrations/a", { body: { ...phone("a", "kim"), platform: "toaster" } })).toMatchObject(refused(40000, 400));
    expect(await ask("PUT", "/push/deviceRegistrations/a", { body: { ...phone("a", "kim"), formFactor: "huge" } })).toMatchObject(refused(40000, 400));
    expect(await ask("PUT", "/push/deviceRegistrations/a", { body: phone("b", "kim") })).toMatchObject(refused(40000, 400));
    expect(await ask("DELETE", "/push/deviceRegistrations")).toMatchObject(refused(40000, 400));
    expect(await ask("GET", "/push/deviceRegistrations", { as: 1 })).toMatchObject(refused(40160, 401));
    expect(await ask("POST", "/push/publish", { body: { notification: {} } })).toMatchObject(refused(40000, 400));
  });

  it("RSH1c: subscribes devices and clients, once each, and lists and removes by filter", async () => {
    const { ask } = asking({ app });
    await ask("PUT", "/push/deviceRegistrations/a", { body: phone("a", "kim") });
    const subscribe = (body: object) => ask("POST", "/push/channelSubscriptions", { body });
    for (const body of [
      { channel: "pushed:one", clientId: "kim" },
      { channel: "pushed:one", deviceId: "a" },
      { channel: "pushed:two", clientId: "kim" },
    ]) {
      await subscribe(body);
      expect(await subscribe(body)).toMatchObject({ status: 201, body });
    }
    expect((await ask("GET", "/push/channelSubscriptions?channel=pushed:one")).body).toHaveLength(2);
    expect((await ask("GET", "/push/channelSubscriptions?channel=pushed:one&clientId=kim&deviceId=a&concatFilters=true")).body).toHaveLength(2);
    expect((await ask("GET", "/push/channels")).body).toEqual(["pushed:one", "pushed:two"]);
    await ask("DELETE", "/push/channelSubscriptions?channel=pushed:one&clientId=kim");
    expect((await ask("GET", "/push/channelSubscriptions?channel=pushed:one")).body).toEqual([{ channel: "pushed:one", deviceId: "a" }]);
    expect(await ask("DELETE", "/push/channelSubscriptions")).toMatchObject(refused(40000, 400));
    expect(await subscribe({ channel: "other", clientId: "kim" })).toMatchObject(refused(40100, 401));
    expect(await subscribe({ channel: "pushed:one" })).toMatchObject(refused(40000, 400));
    expect(await subscribe({ channel: "pushed:one", deviceId: "z" })).toMatchObject(refused(40400, 404));
  });

  it("delivers to channels: what is published to them, to a device, to a client, and what a channel's messages ask for", async () => {
    const { ask } = asking({ app });
    await ask("PUT", "/push/deviceRegistrations/a", { body: phone("a", "kim") });
    await ask("POST", "/push/channelSubscriptions", { body: { channel: "pushed:one", clientId: "kim" } });
    const payload = (title: string) => ({ notification: { title } });
    await ask("POST", "/push/publish", { body: { recipient: { transportType: "ablyChannel", channel: "inbox" }, ...payload("1") } });
    await ask("POST", "/push/publish", { body: { recipient: { deviceId: "a" }, ...payload("2") } });
    await ask("POST", "/push/batch/publish", { body: [{ recipient: { clientId: "kim" }, payload: payload("3") }] });
    await ask("POST", "/push/publish", { body: { recipient: { clientId: "nobody" }, ...payload("lost") } });
    await ask("POST", "/channels/pushed:one/messages", { body: { name: "n", extras: { push: payload("4") } } });
    const got = (await ask("GET", "/channels/inbox/messages?direction=forwards")).body as readonly { name: string; data: string }[];
    expect(got.map(({ name, data }) => [name, JSON.parse(data)])).toEqual(["1", "2", "3", "4"].map((title) => ["__ably_push__", payload(title)]));
  });

  it("RSH1d, RSH1e: makes broadcast channels for live activities, and keeps what they were told", async () => {
    const { ask, app: made } = asking({ app });
    const { status, body } = await ask("POST", "/push/apnsBroadcastChannels", { body: { messageStoragePolicy: 1 } });
    expect([status, body]).toEqual([201, { id: expect.any(String), apnsChannelId: expect.any(String) }]);
    const { id } = body as { id: string };
    const tell = (event: string, given: object, to = id) => ask("POST", `/push/apnsBroadcastChannels/${to}/${event}`, { body: given });
    const headers = { "apns-priority": "10" };
    for (const [event, given] of [
      ["start", { apns: { aps: {} }, channels: ["pushed:a"], headers }],
      ["broadcast", { apns: { aps: { event: "update" } } }],
      ["end", { apns: {} }],
    ] as const)
      expect((await tell(event, given)).status).toBe(200);
    expect(made.devices.broadcasts.get(id)?.told).toEqual([
      { event: "start", apns: { aps: {} }, channels: ["pushed:a"], headers },
      { event: "broadcast", apns: { aps: { event: "update" } } },
      { event: "end", apns: {} },
    ]);
    expect(await tell("start", { apns: {} })).toMatchObject(refused(40000, 400));
    expect(await tell("start", { apns: {}, channels: ["a"], deviceId: "b" })).toMatchObject(refused(40000, 400));
    expect(await tell("end", {})).toMatchObject(refused(40000, 400));
    expect(await tell("end", { apns: {} }, "nobody")).toMatchObject(refused(40400, 404));
    expect(await ask("POST", "/push/apnsBroadcastChannels", { body: {} })).toMatchObject(refused(40000, 400));
    expect(await ask("POST", "/push/apnsBroadcastChannels", { as: 1, body: { messageStoragePolicy: 0 } })).toMatchObject(refused(40160, 401));
  });
});
