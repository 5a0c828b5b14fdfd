import { describe, expect, it } from "@jest/globals";
import { type DevicePrompt, deviceCode } from "../../../../runtime/auth/device-code.js";
import { ConnectionError, TimeoutError } from "../../../../runtime/core/errors.js";
import { callOf } from "../../../support/call.js";
import { fakeClock } from "../../../support/clock.js";
import { type Answer, memorySend } from "../../../support/send.js";
import { signContext } from "../../../support/sign.js";

const device = { body: { device_code: "d", user_code: "AB-CD", verification_uri: "https://login.test/device", expires_in: 60, interval: 2 } };
const pending: Answer = { status: 400, body: { error: "authorization_pending" } };
const granted = (token: string, more: object = {}): Answer => ({ body: { access_token: token, expires_in: 3600, ...more } });

function setup(...answers: Answer[]) {
  const clock = fakeClock();
  const memory = memorySend(...answers);
  const prompts: DevicePrompt[] = [];
  const credential = deviceCode({
    clientId: "id",
    scopes: ["a"],
    tokenUrl: "https://login.test/token",
    deviceUrl: "https://login.test/device/code",
    onPrompt: (prompt) => {
      prompts.push(prompt);
    },
  });
  const at = signContext({ clock, send: memory.send });
  const header = async () => (await credential.sign(callOf(), at)).headers.authorization;
  return { clock, memory, prompts, header };
}

describe("deviceCode", () => {
  it("shows the code, then asks at the server's pace until the user has confirmed", async () => {
    const { clock, memory, prompts, header } = setup(device, pending, { status: 400, body: { error: "slow_down" } }, granted("t"));
    const result = header();
    await clock.advance(0);
    expect(prompts).toEqual([{ userCode: "AB-CD", verificationUrl: "https://login.test/device", completeUrl: null, expiresAt: clock.now() + 60_000 }]);
    await clock.advance(1999);
    expect(memory.calls.length).toBe(1);
    await clock.advance(1);
    await clock.advance(2000);
    expect(memory.calls.length).toBe(3);
    await clock.advance(6999);
    expect(memory.calls.length).toBe(3);
    await clock.advance(1);
    expect(await result).toBe("Bearer t");
    expect(Object.fromEntries(new URLSearchParams(String(memory.calls[3]?.body)))).toMatchObject({
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      device_code: "d",
      client_id: "id",
    });
  });

  it("goes on with the refresh token, and asks the user again when that is refused", async () => {
    const { clock, memory, prompts, header } = setup(
      device,
      granted("t1", { refresh_token: "r1" }),
      granted("t2"),
      { status: 400, body: { error: "invalid_grant" } },
      device,
      granted("t3"),
    );
    for (const want of ["t1", "t2", "t3"]) {
      const result = header();
      await clock.advance(2000);
      expect(await result).toBe(`Bearer ${want}`);
      await clock.advance(3600_000);
    }
    expect(prompts.length).toBe(2);
    expect(String(memory.calls[2]?.body)).toContain("refresh_token=r1");
  });

  it("does not bother the user because the server is down for a moment", async () => {
    const { clock, prompts, header } = setup(device, granted("t1", { refresh_token: "r1" }), { status: 503 });
    const first = header();
    await clock.advance(2000);
    await first;
    await clock.advance(3600_000);
    await expect(header()).rejects.toMatchObject({ transient: true });
    expect(prompts.length).toBe(1);
  });

  it("stops when the user refuses", async () => {
    const { clock, header } = setup(device, { status: 400, body: { error: "access_denied" } });
    const result = header().catch((error: unknown) => error);
    await clock.advance(2000);
    expect(await result).toMatchObject({ kind: "auth", code: "access_denied" });
  });

  it("stops when the code expires", async () => {
    const { clock, memory, header } = setup(device, pending);
    const result = header().catch((error: unknown) => error);
    await clock.advance(60_000);
    expect(await result).toBeInstanceOf(TimeoutError);
    expect(memory.calls.length).toBe(31);
  });

  it.each([
    { what: "no life and no interval", reply: {} },
    { what: "a life and an interval that can't be meant", reply: { expires_in: "soon", interval: 0 } },
    { what: "negative ones", reply: { expires_in: -1, interval: -5 } },
  ])("asks every 5 seconds, for half an hour at most, where the server gives $what", async ({ reply }) => {
    const { clock, memory, prompts, header } = setup({ body: { ...device.body, expires_in: undefined, interval: undefined, ...reply } }, pending);
    const result = header().catch((error: unknown) => error);
    await clock.advance(0);
    expect(prompts).toMatchObject([{ expiresAt: clock.now() + 1_800_000 }]);
    await clock.advance(10_000);
    expect(memory.calls.length).toBe(3);
    await clock.advance(1_790_000);
    expect(await result).toMatchObject({ kind: "timeout", message: "Nobody confirmed the code AB-CD within 1800 s", remedy: expect.stringContaining("again") });
  });

  it("asks half as often after each time that the server can't be reached, and goes on", async () => {
    const { clock, memory, header } = setup(device, new ConnectionError("reset"), { status: 503 }, granted("t"));
    const result = header();
    for (const [wait, calls] of [
      [2000, 2],
      [3999, 2],
      [1, 3],
      [7999, 3],
      [1, 4],
    ] as const) {
      await clock.advance(wait);
      expect(memory.calls.length).toBe(calls);
    }
    expect(await result).toBe("Bearer t");
  });

  it("takes the address by the name that some servers give it", async () => {
    const { clock, prompts, header } = setup(
      { body: { device_code: "d", user_code: "u", verification_url: "https://login.test/go", expires_in: 60 } },
      granted("t"),
    );
    const result = header();
    await clock.advance(5000);
    await result;
    expect(prompts).toMatchObject([{ verificationUrl: "https://login.test/go" }]);
  });

  it("tells what is missing or refused", async () => {
    await expect(setup({ status: 400, body: { error: "invalid_client" } }).header()).rejects.toMatchObject({
      kind: "auth",
      message: "No device code from https://login.test/device/code: 400 invalid_client",
    });
    const credential = deviceCode({ clientId: "id", onPrompt: () => undefined });
    await expect(credential.sign(callOf(), signContext())).rejects.toMatchObject({ remedy: "Pass deviceUrl to deviceCode()" });
  });
});
