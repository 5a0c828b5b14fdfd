import { describe, expect, it } from "@jest/globals";
import { settle, stage } from "./stage.js";

/** What a client asks of the server by `transportParams`, and what the mock makes of it. Names begin with the specification's clause. */

describe("what a client wants of its connection", () => {
  it.each([
    { heartbeatInterval: 30_000, told: 30_000 },
    { heartbeatInterval: 1, told: 5000 },
    { heartbeatInterval: 9_000_000, told: 1_800_000 },
    { heartbeatInterval: "soon", told: 15_000 },
  ])("RTC1f: a sign of life every $heartbeatInterval ms is one every $told ms", async ({ heartbeatInterval, told }) => {
    const { clock, connected } = stage();
    const ably = await connected({ transportParams: { heartbeatInterval } });
    expect(ably.connection.details.maxIdleInterval).toBe(told);
    await clock.advance(2 * told + 1);
    expect(ably.told).toEqual(["connecting", "connected"]);
  });

  it("RTC1f: members stay as long as the client said, and the mock's own time otherwise", async () => {
    const { clock, connected, cut, mock } = stage();
    const watcher = await connected();
    for (const [clientId, remainPresentFor] of [
      ["brief", 1000],
      ["usual", ""],
    ] as const) {
      const ably = await connected({ clientId, transportParams: { remainPresentFor } });
      await ably.channels.get("room").presence.enter();
      mock.faults.add({ on: "connect", do: "suppress", query: { clientId }, times: 9 });
    }
    cut();
    await settle();
    const here = async () => (await watcher.channels.get("room").presence.get()).map(({ clientId }) => clientId);
    expect(await here()).toEqual(["brief", "usual"]);
    await clock.advance(1000);
    expect(await here()).toEqual(["usual"]);
    await clock.advance(14_000);
    expect(await here()).toEqual([]);
  });

  it("RTC8a, RTN23a: signs of life go on after another token", async () => {
    const { clock, connected } = stage();
    const ably = await connected({ useTokenAuth: true });
    await ably.auth.authorize();
    await clock.advance(120_000);
    expect(ably.told).toEqual(["connecting", "connected", "update"]);
  });

  it("RTN13: the mock may take its time to answer a ping, so that clients that count whole ms see some", async () => {
    const { clock, connected } = stage({ pingDelay: 2 });
    const ably = await connected();
    const answer = ably.connection.ping();
    await clock.advance(2);
    expect(await answer).toBe(2);
  });
});
