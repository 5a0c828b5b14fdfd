import { getEventListeners } from "node:events";
import { describe, expect, it } from "@jest/globals";
import type { Bus } from "../../../../runtime/realtime/bus.js";
import { ChannelSubscription } from "../../../../runtime/realtime/channel-subscription.js";
import { routeOf } from "../../../support/framing.js";

describe("a subscription with the caller's signal", () => {
  it("listens to it while it runs, each time anew, and no longer", async () => {
    const feed = { ready: Promise.resolve(), pause: () => false, resume: () => undefined, keepReading: () => () => undefined, cancel: () => undefined };
    const stop = new AbortController();
    const bus: Partial<Bus> = { subscribe: () => feed };
    const heard = new ChannelSubscription(bus as Bus, () => routeOf("a"), { name: (message) => message, options: { signal: stop.signal } });
    const listeners = (): number => getEventListeners(stop.signal, "abort").length;
    expect(listeners()).toBe(0);
    for (let time = 0; time < 2; time++) {
      const leave = heard.subscribe(() => undefined);
      expect(listeners()).toBe(1);
      leave();
      expect(listeners()).toBe(0);
    }
    const waiting = heard[Symbol.asyncIterator]().next();
    stop.abort("enough");
    await expect(waiting).rejects.toMatchObject({ kind: "abort", cause: "enough" });
    expect(listeners()).toBe(0);
  });
});
