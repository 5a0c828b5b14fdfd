import { describe, expect, it } from "@jest/globals";
import { createAblyRest, createPushTarget } from "../../../../../runtime/ably/index.js";
import { memoryFetch } from "../../../../../runtime/testing/ably/memory-transport.js";
import { stage } from "../stage.js";
import { MemoryStorage, pushStage, registered, settle } from "./push-stage.js";

const subscriptions = "/push/channelSubscriptions";

describe("a device's own subscriptions (RSH7)", () => {
  it("RSH7a, RSH7c, RSH6a: by its id, with its proof", async () => {
    const { target, asked, said, storage } = await registered();
    const id = storage.items.get("ably.push.deviceId");
    expect(await target.subscribeDevice("my-channel")).toEqual({ channel: "my-channel", deviceId: id });
    await target.unsubscribeDevice("my-channel");
    expect(said().slice(1)).toEqual([`POST ${subscriptions}`, `DELETE ${subscriptions}?channel=my-channel&deviceId=${id}`]);
    for (const { headers } of asked.slice(1)) expect(headers.get("x-ably-devicetoken")).toBe("ident-token-1");
  });

  it("RSH7b, RSH7d: by its client's name", async () => {
    const { target, asked, said } = await registered({ options: { clientId: "test-client" } });
    await target.subscribeClient("my-channel");
    await target.unsubscribeClient("my-channel");
    expect(asked[1]?.body).toEqual({ channel: "my-channel", clientId: "test-client" });
    expect(said()[2]).toBe(`DELETE ${subscriptions}?channel=my-channel&clientId=test-client`);
  });

  it("RSH7a1, RSH7b1, RSH7c1, RSH7d1: not before it has them", async () => {
    const { target, said } = pushStage();
    for (const failed of [target.subscribeDevice("c"), target.unsubscribeDevice("c")]) await expect(failed).rejects.toThrow("deviceIdentityToken");
    for (const failed of [target.subscribeClient("c"), target.unsubscribeClient("c")]) await expect(failed).rejects.toThrow("clientId");
    expect(said()).toEqual([]);
  });

  it.each([{ clientId: "test-client" }, {}])("RSH7e: both kinds are listed (%j)", async (options) => {
    const { target, asked, storage } = await registered({ options, server: ({ method }) => (method === "GET" ? { body: [{ channel: "c" }] } : undefined) });
    const list = await target.subscriptions("my-channel", { limit: 10 });
    expect((await list.first()).items).toEqual([{ channel: "c" }]);
    expect(Object.fromEntries(asked[1]?.url.searchParams ?? [])).toEqual({
      channel: "my-channel",
      deviceId: storage.items.get("ably.push.deviceId"),
      concatFilters: "true",
      limit: "10",
      ...options,
    });
  });

  it("RSH1b3, RSH1b5, RSH1c3, RSH1c4: administration of this device carries its proof, of others not", async () => {
    const { target, asked, storage } = await registered();
    const id = storage.items.get("ably.push.deviceId") ?? "";
    for (const deviceId of [id, "other-device-1"]) {
      await target.admin.saveDevice({ id: deviceId, push: { recipient: {} } });
      await target.admin.removeDevices({ deviceId });
      await target.admin.subscribe({ channel: "c", deviceId });
      await target.admin.unsubscribe({ channel: "c", deviceId });
    }
    const proofs = asked.slice(1).map(({ headers }) => headers.get("x-ably-devicetoken"));
    expect(proofs).toEqual([...Array(4).fill("ident-token-1"), ...Array(4).fill(null)]);
  });
});

describe("a device before the mock (RSH2a, RSH2b, RSH8c)", () => {
  it("is registered, hears what it is sent, subscribes by its proof alone, and is forgotten", async () => {
    const { mock, app, key, clock, client } = stage({
      app: { keys: [{}, { capability: '{"push:*":["push-subscribe"]}' }], namespaces: [{ id: "push", pushEnabled: true }] },
    });
    const storage = new MemoryStorage({ "ably.push.pushRecipient": '{"transportType":"ablyChannel","channel":"inbox"}' });
    const restricted = `${app.keys[1]?.name}:${app.keys[1]?.secret}`;
    const rest = (given: string) => createAblyRest({ key: given, endpoint: "localhost", clock, fetch: memoryFetch(mock) });
    const targetOf = (given: string) =>
      createPushTarget(rest(given), { platform: "android", formFactor: "phone", storage, requestToken: () => Promise.reject(new Error("known")) });
    const target = targetOf(key);
    await target.activate();
    const { id } = await target.device();
    const { admin } = rest(key).push;
    expect(await admin.getDevice(id ?? "")).toMatchObject({ platform: "android", push: { recipient: { channel: "inbox" } } });
    const heard: unknown[] = [];
    client()
      .channels.get("inbox")
      .subscribe(({ name }) => heard.push(name));
    await settle();
    await admin.publish({ deviceId: id ?? "" }, { notification: { title: "Hi" } });
    await settle();
    expect(heard).toEqual(["__ably_push__"]);
    await targetOf(restricted).subscribeDevice("push:news");
    expect((await admin.subscriptions({ deviceId: id ?? "" }).first()).items).toEqual([{ channel: "push:news", deviceId: id }]);
    await targetOf(key).activate();
    await target.deactivate();
    await expect(admin.getDevice(id ?? "")).rejects.toMatchObject({ statusCode: 404 });
  });
});
