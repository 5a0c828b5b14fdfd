import { describe, expect, it } from "@jest/globals";
import { type CreateAblyOptions, createAbly } from "../../../../runtime/ably/index.js";
import { hostConflicts } from "./host-conflicts.js";
import { settle } from "./stage.js";
import { bareSockets } from "./stand-ins.js";

const main = "main.realtime.ably.net";
const fallback = "main.a.fallback.ably-realtime.com";

/** The hosts that a client dials whose links don't come about. */
async function dialled(options: CreateAblyOptions): Promise<readonly string[]> {
  const { made, WebSocket } = bareSockets();
  const ably = createAbly({ key: "a.b:c", WebSocket, network: null, random: () => 0, fetch: async () => new Response("yes"), ...options });
  await settle();
  made[0]?.onclose?.({ code: 1006, reason: "" });
  await settle();
  const hosts = made.slice(0, 2).map(({ url }) => new URL(url).host);
  made.at(-1)?.says({ action: 4, connectionId: "c" });
  await ably.close();
  return hosts;
}

describe("where a realtime client connects to (REC)", () => {
  it.each([
    { clause: "REC1a, REC2c1", options: {}, hosts: [main, fallback] },
    { clause: "REC1c2, REC2c5", options: { environment: "sandbox" }, hosts: ["sandbox.realtime.ably.net", "sandbox.a.fallback.ably-realtime.com"] },
    { clause: "REC1d1, REC2c6", options: { restHost: "rest.example.com" }, hosts: ["rest.example.com"] },
    { clause: "REC1d2, REC2c6", options: { realtimeHost: "realtime.example.com" }, hosts: ["realtime.example.com"] },
    { clause: "REC1d", options: { restHost: "rest.example.com", realtimeHost: "realtime.example.com" }, hosts: ["rest.example.com"] },
    { clause: "REC2a2", options: { fallbackHosts: ["fb1.example.com"] }, hosts: [main, "fb1.example.com"] },
    { clause: "REC2b", options: { realtimeHost: "realtime.example.com", fallbackHostsUseDefault: true }, hosts: ["realtime.example.com", fallback] },
  ])("$clause: $options", async ({ options, hosts }) => expect(await dialled(options)).toEqual(hosts));

  it.each(hostConflicts)("$clause: $options conflict", ({ options }) =>
    expect(() => createAbly({ key: "a.b:c", ...options })).toThrow(expect.objectContaining({ code: 40000, message: expect.stringContaining("conflict") })),
  );
});
