import { describe, expect, it } from "@jest/globals";
import type { AblyError, LocalDevice, PushDeviceToken } from "../../../../../runtime/ably/index.js";
import { failing, type Reply } from "./answering.js";
import { held, MemoryStorage, pushStage, registered, settle } from "./push-stage.js";

const devices = "/push/deviceRegistrations";
const fcm = (registrationToken: string) => ({ transportType: "fcm", registrationToken });
const seeded = (more: Readonly<Record<string, string>> = {}) =>
  new MemoryStorage({
    "ably.push.deviceId": "seeded-device-1",
    "ably.push.deviceSecret": "seeded-secret",
    "ably.push.deviceIdentityToken": '"seeded-ident-token"',
    ...more,
  });
/** A token that the platform gives when the test says so. */
const later = () => {
  let give: (token: PushDeviceToken) => void = () => undefined;
  const token = new Promise<PushDeviceToken>((resolve) => {
    give = resolve;
  });
  return { requestToken: () => token, give: () => give({ transportType: "fcm", token: "fcm-token-1" }) };
};

describe("activating a device (RSH2a)", () => {
  it("RSH3a2b, RSH3a2d, RSH3b3b, RSH3c2, RSH8b, RSH8c: is given an id, an address and an identity", async () => {
    const { asked, said, storage } = await registered();
    expect(said()).toEqual([`POST ${devices}`]);
    const [id, deviceSecret] = ["deviceId", "deviceSecret"].map((name) => storage.items.get(`ably.push.${name}`));
    expect(asked[0]?.body).toEqual({ id, deviceSecret, platform: "android", formFactor: "phone", push: { recipient: fcm("fcm-token-1") } });
    expect([storage.json("deviceIdentityToken"), storage.json("pushRecipient")]).toEqual(["ident-token-1", fcm("fcm-token-1")]);
    expect(storage.state).toBe("WaitingForNewPushDeviceDetails");
    expect(atob(deviceSecret ?? "").length).toBeGreaterThanOrEqual(32);
    expect((await registered()).storage.items.get("ably.push.deviceId")).not.toBe(id);
  });

  it("RSH8, RSH8a, RSH8k: the device tells what is stored, and asks nobody", async () => {
    const { storage, said } = await registered({ options: { clientId: "kim" } });
    const again = pushStage({ storage });
    expect(await again.target.device()).toEqual({
      id: storage.items.get("ably.push.deviceId"),
      deviceSecret: storage.items.get("ably.push.deviceSecret"),
      deviceIdentityToken: "ident-token-1",
      clientId: "kim",
      platform: "android",
      formFactor: "phone",
      push: { recipient: fcm("fcm-token-1") },
    });
    expect([said().length, again.said()]).toEqual([1, []]);
    expect((await pushStage().target.device()).deviceIdentityToken).toBeNull(); // RSH8k1
  });

  it("RSH3b3a: a server of one's own registers in its place", async () => {
    const given: LocalDevice[] = [];
    const { target, said, storage } = pushStage();
    const registerCallback = (device: LocalDevice) => {
      given.push(device);
      return { deviceIdentityToken: { token: "custom-ident-1" } };
    };
    await target.activate({ registerCallback });
    await target.updateToken({ transportType: "fcm", token: "fcm-token-2" }); // RSH3d3a
    await settle();
    expect(given.map(({ push }) => push.recipient)).toEqual([fcm("fcm-token-1"), fcm("fcm-token-2")]);
    expect([said(), storage.json("deviceIdentityToken")]).toEqual([[], "custom-ident-1"]);
  });

  it("RSH3c3, RSH3b4, RSH8h: a refusal, and a platform without a token, fail; it may be tried again", async () => {
    let refused = true;
    const { target, storage, said } = pushStage({ server: () => (refused ? failing(400, 40198) : undefined) });
    await expect(target.activate()).rejects.toMatchObject({ code: 40198 });
    await settle();
    expect(storage.state).toBe("NotActivated");
    refused = false;
    await target.activate();
    expect(said()).toHaveLength(2);
    const requestToken = () => {
      throw new Error("permission denied");
    };
    const denied = pushStage({ requestToken });
    await expect(denied.target.activate()).rejects.toThrow("permission denied");
    expect(denied.said()).toEqual([]);
  });

  it("RSH3a2a3, RSH3e2: a registered one is told to the server again, by another program; RSH3d1: by the same one not", async () => {
    const { storage, target, said } = await registered();
    await target.activate();
    expect(said()).toHaveLength(1);
    const again = pushStage({ storage });
    await again.target.activate();
    expect(again.said()).toEqual([`PATCH ${devices}/${storage.items.get("ably.push.deviceId")}`]);
    expect(again.asked[0]?.body).toEqual({ push: { recipient: fcm("fcm-token-1") } });
    expect(again.asked[0]?.headers.get("x-ably-devicetoken")).toBe("ident-token-1");
  });

  it("RSH3a2a1: another's device stays another's (61002); RSH3a2a2: one's own server is told in the server's place", async () => {
    const { storage } = await registered({ options: { clientId: "alice" } });
    const bob = pushStage({ storage, options: { clientId: "bob" } });
    await expect(bob.target.activate()).rejects.toMatchObject({ code: 61002 });
    await settle();
    expect([bob.said(), storage.state]).toEqual([[], "AfterRegistrationSyncFailed"]);
    const given: LocalDevice[] = [];
    const own = pushStage({ storage, options: { clientId: "alice" } });
    await own.target.activate({
      registerCallback: (device) => {
        given.push(device);
        return {};
      },
    });
    expect([own.said(), given.length]).toEqual([[], 1]);
  });

  it("RSH3b1a, RSH3c1a: asking again while it goes on changes nothing", async () => {
    const [{ requestToken, give }, { reply, release }] = [later(), held()];
    let tokens = 0;
    const { target, said, asked } = pushStage({
      requestToken: () => {
        tokens++;
        return requestToken();
      },
      server: () => reply,
    });
    const first = [target.activate(), target.activate()];
    await settle();
    give();
    await settle();
    first.push(target.activate());
    release({ status: 201, body: { ...(asked[0]?.body as object), deviceIdentityToken: { token: "t" } } });
    await Promise.all(first);
    expect([tokens, said()]).toEqual([1, [`POST ${devices}`]]);
  });

  it("RSH8f, RSH8d, RSH8e: a name that comes later is the device's, and the server is told", async () => {
    const named = await registered({ server: ({ body }) => ({ status: 201, body: { ...(body as object), deviceIdentityToken: "t", clientId: "by-server" } }) });
    expect((await named.target.device()).clientId).toBe("by-server");
    let calls = 0;
    const authCallback = () => (++calls === 1 ? { token: "anon" } : { token: "alice-token", clientId: "alice" });
    const { rest, target, storage, said } = await registered({ options: { authCallback } });
    expect((await target.device()).clientId).toBeNull();
    await rest.auth.authorize();
    await settle();
    expect((await pushStage({ storage }).target.device()).clientId).toBe("alice");
    expect(said().at(-1)).toBe(`PATCH ${devices}/${storage.items.get("ably.push.deviceId")}`);
  });
});

describe("what is stored (RSH3h, RSH8)", () => {
  it("RSH8a1: half an identity is none", async () => {
    const storage = new MemoryStorage({
      "ably.push.deviceId": "seeded-device-1",
      "ably.push.deviceIdentityToken": '"stale-token"',
      "ably.push.activationState": "WaitingForNewPushDeviceDetails",
    });
    const { said } = await registered({ storage });
    expect(said()).toEqual([`POST ${devices}`]);
    expect(storage.items.get("ably.push.deviceId")).not.toBe("seeded-device-1");
    expect(storage.json("deviceIdentityToken")).toBe("ident-token-1");
  });

  it("RSH3h: an unknown state is none; the device stays", async () => {
    const { said, storage } = await registered({ storage: seeded({ "ably.push.activationState": "BogusStateName" }) });
    expect([said(), storage.state]).toEqual([[`PATCH ${devices}/seeded-device-1`], "WaitingForNewPushDeviceDetails"]);
  });

  it.each([{}, { "ably.push.deviceId": "seeded-device-1", "ably.push.deviceSecret": "s", "ably.push.activationState": "NotActivated" }])(
    "RSH3a2c, RSH8a: an address that is known is not asked for (%j)",
    async (identity) => {
      const storage = new MemoryStorage({ ...identity, "ably.push.pushRecipient": JSON.stringify(fcm("persisted-token-1")) });
      const { asked } = await registered({ storage, requestToken: () => Promise.reject(new Error("must not be asked")) });
      expect(asked[0]?.body).toMatchObject({ push: { recipient: fcm("persisted-token-1") }, id: identity["ably.push.deviceId"] ?? expect.any(String) });
    },
  );

  it("RSH8b: what can't be stored fails, before anything is sent; afterwards it works", async () => {
    const { target, storage, said } = pushStage();
    storage.failsWrites = true;
    await expect(target.activate()).rejects.toThrow("storage unavailable");
    expect(said()).toEqual([]);
    storage.failsWrites = false;
    await target.activate();
    expect(said()).toEqual([`POST ${devices}`]);
  });

  it("RSH8c: the identity is stored once it is given", async () => {
    const { reply, release } = held();
    const { target, storage, asked } = pushStage({ server: () => reply });
    const done = target.activate();
    await settle();
    expect([asked.length, storage.items.has("ably.push.deviceIdentityToken")]).toEqual([1, false]);
    release({ status: 201, body: { deviceIdentityToken: { token: "ident-token-1" } } });
    await done;
    expect(storage.json("deviceIdentityToken")).toBe("ident-token-1");
  });
});

describe("deactivating (RSH2b) and the order of things (RSH4, RSH5)", () => {
  it("RSH3d2, RSH3g2, RSH6a: the device itself takes its registration back, and forgets it", async () => {
    const { target, storage, asked, said } = await registered();
    const id = storage.items.get("ably.push.deviceId");
    await target.deactivate();
    await settle();
    expect(said()[1]).toBe(`DELETE ${devices}?deviceId=${id}`);
    expect([asked[1]?.headers.get("x-ably-devicetoken"), asked[1]?.headers.get("authorization")]).toEqual(["ident-token-1", null]);
    expect([...storage.items]).toEqual([["ably.push.activationState", "NotActivated"]]);
  });

  it("RSH6b: without an identity its secret will do", async () => {
    const { target, storage, asked } = pushStage();
    await target.activate({ registerCallback: () => ({}) });
    const secret = storage.items.get("ably.push.deviceSecret");
    await target.deactivate();
    expect([asked[0]?.headers.get("x-ably-devicesecret"), asked[0]?.headers.get("x-ably-devicetoken")]).toEqual([secret, null]);
  });

  it("RSH3d2a: a server of one's own forgets in its place; RSH3a1c, RSH3a1d: also what was left over, and nothing", async () => {
    const { target, storage, said } = await registered();
    const [id, forgotten] = [storage.items.get("ably.push.deviceId"), [] as string[]];
    await target.deactivate({ deregisterCallback: (deviceId) => void forgotten.push(deviceId) });
    expect([forgotten, said().length]).toEqual([[id], 1]);
    const left = pushStage({ storage: seeded({ "ably.push.activationState": "NotActivated" }) });
    await left.target.deactivate();
    expect(left.said()).toEqual([`DELETE ${devices}?deviceId=seeded-device-1`]);
    const none = pushStage();
    await none.target.deactivate();
    expect(none.said()).toEqual([]);
  });

  it.each([failing(401, 40100), failing(400, 40005)])("RSH3d2c1: a server that doesn't know it is no failure ($status)", async (reply) => {
    const { target, storage } = await registered({ server: ({ method }) => (method === "DELETE" ? reply : undefined) });
    await target.deactivate();
    await settle();
    expect([storage.state, storage.items.has("ably.push.deviceIdentityToken")]).toEqual(["NotActivated", false]);
  });

  it("RSH3g3b: another failure leaves it registered", async () => {
    let fails = true;
    const { target, storage, said } = await registered({ server: ({ method }) => (method === "DELETE" && fails ? failing(400, 40198) : undefined) });
    await expect(target.deactivate()).rejects.toMatchObject({ code: 40198 });
    expect(storage.json("deviceIdentityToken")).toBe("ident-token-1");
    fails = false;
    await target.deactivate();
    expect(said()).toHaveLength(3);
  });

  it("RSH3b2, RSH3a3a, RSH5: before there is an address nothing is sent, also when it comes late", async () => {
    const { requestToken, give } = later();
    const { target, storage, said } = pushStage({ requestToken });
    const activation = target.activate();
    await target.deactivate();
    await expect(activation).rejects.toMatchObject({ code: 40000 });
    give();
    await settle();
    expect([said(), storage.state]).toEqual([[], "NotActivated"]);
  });

  it("RSH4, RSH3g1a: what is asked while it is forgotten comes after, as a new device", async () => {
    const { reply, release } = held();
    const { target, asked, said } = await registered({ server: ({ method }) => (method === "DELETE" ? reply : undefined) });
    const ends = [target.deactivate(), target.deactivate()];
    await settle();
    ends.push(target.activate());
    await settle();
    expect(said()).toHaveLength(2);
    release({ status: 204 });
    await Promise.all(ends);
    const ids = asked.filter(({ method }) => method === "POST").map(({ body }) => (body as { readonly id: string }).id);
    expect(new Set(ids).size).toBe(2);
  });

  it("RSH3e3, RSH3f1, RSH3f2, RSH3g3b: after a failed look the next activation looks again; deactivating works", async () => {
    const broken = new Set(["PATCH", "DELETE"]);
    const { storage } = await registered();
    const { target, said } = pushStage({ storage, server: ({ method }) => (broken.has(method) ? failing(400, 40199) : undefined) });
    await expect(target.activate()).rejects.toMatchObject({ code: 40199 });
    await settle();
    expect(storage.state).toBe("AfterRegistrationSyncFailed");
    await expect(target.deactivate()).rejects.toMatchObject({ code: 40199 });
    broken.clear();
    await target.activate();
    await target.deactivate();
    expect(said().map((each) => each.split(" ")[0])).toEqual(["PATCH", "DELETE", "PATCH", "DELETE"]);
  });

  it("RSH3e1, RSH4: a second activation waits for the first one's look", async () => {
    const { reply, release } = held();
    const { storage } = await registered();
    const { target, said } = pushStage({ storage, server: () => reply });
    const both = [target.activate(), target.activate()];
    await settle();
    release({ body: {} });
    await Promise.all(both);
    expect(said()).toHaveLength(1);
  });
});

describe("another address (RSH2f)", () => {
  const second: PushDeviceToken = { transportType: "fcm", token: "fcm-token-2" };

  it("RSH8g, RSH3d3b, RSH3h: the server is told what changed, by another program too", async () => {
    const { storage } = await registered();
    const { target, asked, said } = pushStage({ storage });
    await target.updateToken(second);
    expect(storage.json("pushRecipient")).toEqual(fcm("fcm-token-2"));
    await settle();
    expect(said()).toEqual([`PATCH ${devices}/${storage.items.get("ably.push.deviceId")}`]);
    expect(asked[0]?.body).toEqual({ push: { recipient: fcm("fcm-token-2") } });
  });

  it("RSH2f1, RSH2f2: what is no token, and a device that isn't activated, are refused without a trace", async () => {
    const { target, storage, said } = await registered();
    const before = [...storage.items];
    const bad = [null, { transportType: "web", token: "t" }, { transportType: "fcm", token: "" }] as unknown as PushDeviceToken[]; // from JavaScript
    for (const token of bad) await expect(target.updateToken(token)).rejects.toMatchObject({ code: 40000 });
    await settle();
    expect([said().length, [...storage.items]]).toEqual([1, before]);
    const fresh = pushStage();
    await expect(fresh.target.updateToken(second)).rejects.toMatchObject({ code: 40000 });
    await fresh.target.activate();
    expect(fresh.said()).toEqual([`POST ${devices}`]);
  });

  it("RSH3e3d, RSH3e2c, RSH3f1a: how the server took it is told apart; another try looks again", async () => {
    let fails = true;
    const { target, storage } = pushStage({ server: ({ method }) => (method === "PATCH" && fails ? failing(400, 40199) : undefined) });
    const told: (AblyError | null)[] = [];
    await target.activate({ updatedCallback: (error) => told.push(error) });
    await target.updateToken(second);
    await settle();
    expect([told, storage.state]).toEqual([[expect.objectContaining({ code: 40199 })], "AfterRegistrationSyncFailed"]);
    fails = false;
    await target.updateToken(second);
    await settle();
    expect([told[1], storage.state]).toEqual([null, "WaitingForNewPushDeviceDetails"]);
  });

  it("RSH3e1a, RSH4: while the server is told, activating is over at once, and another address waits", async () => {
    const { reply, release } = held();
    let first = true;
    const once = (): Promise<Reply> | undefined => {
      if (!first) return undefined;
      first = false;
      return reply;
    };
    const { target, asked, storage } = await registered({ server: ({ method }) => (method === "PATCH" ? once() : undefined) });
    await target.updateToken(second);
    await settle();
    await target.activate();
    await target.updateToken({ transportType: "fcm", token: "fcm-token-3" });
    await settle();
    expect(asked).toHaveLength(2);
    release({ body: {} });
    await settle();
    expect(asked[2]?.body).toEqual({ push: { recipient: fcm("fcm-token-3") } });
    expect(storage.state).toBe("WaitingForNewPushDeviceDetails");
  });

  it("RSH4, RSH3a3a: what comes while the device is forgotten is forgotten too", async () => {
    const { reply, release } = held();
    const { target, storage, said } = await registered({ server: ({ method }) => (method === "DELETE" ? reply : undefined) });
    const done = target.deactivate();
    await settle();
    await target.updateToken(second);
    release({ status: 204 });
    await done;
    await settle();
    expect([said().length, storage.items.has("ably.push.pushRecipient")]).toEqual([2, false]);
  });

  it("RSH8l2, PCP3a: Apple's kinds of tokens stand beside each other", async () => {
    const apns = (token: string, apnsTokenType?: string): PushDeviceToken => ({ transportType: "apns", token, apnsTokenType });
    const { target, asked, storage } = await registered({ platform: "ios", token: apns("apns-token-1") });
    await target.updateToken(apns("pts-token-1", "pushToStart"));
    await target.updateToken(apns("apns-token-2"));
    await settle();
    const recipient = { transportType: "apns", deviceToken: "apns-token-2", apnsDeviceTokens: { pushToStart: "pts-token-1" } };
    expect(asked.at(-1)?.body).toEqual({ push: { recipient } });
    expect(storage.json("pushRecipient")).toEqual(recipient);
  });
});

describe("an activation that could not be kept", () => {
  it("RSH8b: one failed write ends the call that waited for it, and no later one", async () => {
    const { target, storage } = pushStage();
    const write = storage.setItem.bind(storage);
    storage.setItem = async (key, value) => {
      if (key !== "ably.push.deviceIdentityToken") return write(key, value);
      storage.setItem = write;
      throw new Error("quota");
    };
    await expect(target.activate()).rejects.toMatchObject({ code: 40000, message: expect.stringContaining("quota") });
    await target.activate();
    await settle();
    expect(storage.state).toBe("WaitingForNewPushDeviceDetails");
    await target.deactivate();
    await settle();
    expect(storage.state).toBe("NotActivated");
  });

  it("RSH3g2a: a device that could not be forgotten is told to who wanted that, and can be forgotten again", async () => {
    const { target, storage } = await registered();
    storage.failsWrites = true;
    await expect(target.deactivate()).rejects.toMatchObject({ code: 40000 });
    storage.failsWrites = false;
    await target.deactivate();
    expect((await target.device()).id).toBeNull();
  });

  it("RSH3c2: a `registerCallback` that gives nothing fails the activation, and the next one goes on", async () => {
    const { target } = pushStage();
    await expect(target.activate({ registerCallback: () => undefined as never })).rejects.toMatchObject({
      code: 40000,
      message: expect.stringContaining("registerCallback"),
    });
    await target.activate({ registerCallback: () => ({ deviceIdentityToken: "own" }) });
    expect((await target.device()).deviceIdentityToken).toBe("own");
  });

  it("RSH3e2b: an `updatedCallback` that throws is a warning, and keeps nobody waiting", async () => {
    const [warned, cause]: [AblyError[], Error] = [[], new Error("mine")];
    const { target } = pushStage({ options: { onWarning: (warning) => warned.push(warning) } });
    await target.activate({
      updatedCallback: () => {
        throw cause;
      },
    });
    await target.updateToken({ transportType: "fcm", token: "fcm-token-2" });
    await settle();
    expect(warned).toEqual([expect.objectContaining({ code: 50000, cause })]);
    await target.activate();
    await target.deactivate();
  });
});
