import { describe, expect, it } from "@jest/globals";
import { answering, failing } from "./answering.js";

const device = { id: "device/with special:chars", platform: "ios", formFactor: "phone", push: { recipient: { transportType: "apns", deviceToken: "t" } } };
const devicePath = "/push/deviceRegistrations/device%2Fwith%20special%3Achars";
const served = (body: unknown = {}) => {
  const { rest, asked } = answering({ body });
  return { admin: rest.push.admin, asked, said: () => asked.map(({ method, url }) => `${method} ${url.pathname}${url.search}`) };
};

describe("push administration (RSH1)", () => {
  it.each([{ transportType: "apns", deviceToken: "foo" }, { clientId: "user-123" }, { deviceId: "device-abc" }])("RSH1a: notifies %j", async (recipient) => {
    const { admin, asked } = served();
    await admin.publish(recipient, { notification: { title: "Test" } });
    expect(asked).toMatchObject([{ method: "POST", url: { pathname: "/push/publish" }, body: { recipient, notification: { title: "Test" } } }]);
  });

  it("RSH1a: nobody, and nothing, are refused at once; what the server refuses is told", async () => {
    const { admin, asked } = served();
    const data = { notification: { title: "Test" } };
    await expect(admin.publish({}, data)).rejects.toMatchObject({ code: 40000 });
    await expect(admin.publish(null as unknown as Record<string, unknown>, data)).rejects.toMatchObject({ code: 40000 }); // from JavaScript
    await expect(admin.publish({ clientId: "user-123" }, {})).rejects.toMatchObject({ code: 40000 });
    expect(asked).toEqual([]);
    await expect(answering(failing(400, 40000)).rest.push.admin.publish({ a: 1 }, data)).rejects.toMatchObject({ code: 40000, statusCode: 400 });
  });

  it("RSH1b: devices", async () => {
    const { admin, asked, said } = served({ ...device, push: { ...device.push, state: "ACTIVE" } });
    expect(await admin.getDevice(device.id)).toMatchObject({ push: { state: "ACTIVE" } });
    expect(await admin.saveDevice(device)).toMatchObject({ id: device.id });
    await admin.devices({ deviceId: "d", clientId: "c", limit: 2 }).first();
    await admin.removeDevice(device.id);
    await admin.removeDevice(device);
    await admin.removeDevices({ clientId: "client-abc" });
    expect(said()).toEqual([
      `GET ${devicePath}`,
      `PUT ${devicePath}`,
      "GET /push/deviceRegistrations?deviceId=d&clientId=c&limit=2",
      `DELETE ${devicePath}`,
      `DELETE ${devicePath}`,
      "DELETE /push/deviceRegistrations?clientId=client-abc",
    ]);
    expect(asked[1]?.body).toEqual(device);
    await expect(answering(failing(404, 40400)).rest.push.admin.getDevice("none")).rejects.toMatchObject({ code: 40400, statusCode: 404 });
  });

  it("RSH1c: subscriptions", async () => {
    const subscription = { channel: "my-channel", deviceId: "device-001" };
    const { admin, asked, said } = served(subscription);
    expect(await admin.subscribe(subscription)).toEqual(subscription);
    await admin.subscriptions({ channel: "my-channel", clientId: "c", limit: 5 }).first();
    await admin.unsubscribe(subscription);
    await admin.unsubscribe({ clientId: "client-abc" });
    expect(said()).toEqual([
      "POST /push/channelSubscriptions",
      "GET /push/channelSubscriptions?channel=my-channel&clientId=c&limit=5",
      "DELETE /push/channelSubscriptions?channel=my-channel&deviceId=device-001",
      "DELETE /push/channelSubscriptions?clientId=client-abc",
    ]);
    expect(asked[0]?.body).toEqual(subscription);
    const names = served(["channel-1", "channel-2"]);
    expect((await names.admin.channels({ limit: 2 }).first()).items).toEqual(["channel-1", "channel-2"]);
    expect(names.said()).toEqual(["GET /push/channels?limit=2"]);
  });

  it("RSH1d: broadcast channels of Apple's", async () => {
    const made = { id: "broadcast-xyz", apnsChannelId: "apple-channel-abc" };
    const { admin, asked } = served(made);
    expect(await admin.createApnsBroadcast({ messageStoragePolicy: 0 })).toEqual(made);
    expect(asked).toMatchObject([{ method: "POST", url: { pathname: "/push/apnsBroadcastChannels" }, body: { messageStoragePolicy: 0 } }]);
    expect(asked[0]?.headers.get("authorization")).toMatch(/^Basic /);
  });

  it("RSH1e1, RSH1e2, RSH1e3: live activities are started, changed and ended", async () => {
    const { admin, asked, said } = served();
    const [apns, headers] = [{ aps: { event: "start" } }, { "apns-priority": "10" }];
    await admin.liveActivity.start({ recipient: { channels: ["nba:lakers"] }, apnsBroadcast: "broadcast/with space", apns, headers });
    await admin.liveActivity.start({ recipient: { deviceId: "device-7" }, apnsBroadcast: "b", apns });
    await admin.liveActivity.update({ apnsBroadcast: "b", apns, headers });
    await admin.liveActivity.end({ apnsBroadcast: "b", apns });
    const path = "POST /push/apnsBroadcastChannels";
    expect(said()).toEqual([`${path}/broadcast%2Fwith%20space/start`, `${path}/b/start`, `${path}/b/broadcast`, `${path}/b/end`]);
    expect(asked.map(({ body }) => body)).toEqual([{ channels: ["nba:lakers"], apns, headers }, { deviceId: "device-7", apns }, { apns, headers }, { apns }]);
    const refused = answering(failing(400, 40000)).rest.push.admin.liveActivity;
    await expect(refused.end({ apnsBroadcast: "b", apns: {} })).rejects.toMatchObject({ code: 40000 });
  });
});
