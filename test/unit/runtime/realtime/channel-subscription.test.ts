import { getEventListeners } from "node:events";
import { describe, expect, it } from "@jest/globals";
import { ConnectionError } from "../../../../runtime/core/errors.js";
import type { Bus, Sink } from "../../../../runtime/realtime/bus.js";
import { ChannelSubscription } from "../../../../runtime/realtime/channel-subscription.js";
import { routeOf } from "../../../support/framing.js";

const emptyMessage = { payload: null, name: null, id: null, headers: {}, address: "a", correlationId: null, receivedAt: 0 };

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

describe("a subscription's listeners", () => {
  it("may leave and come while they are told: who comes is told of the next message", () => {
    const sinks: Sink[] = [];
    const feed = { ready: Promise.resolve(), pause: () => false, resume: () => undefined, keepReading: () => () => undefined, cancel: () => undefined };
    const bus: Partial<Bus> = {
      subscribe: (_, sink) => {
        sinks.push(sink);
        return feed;
      },
    };
    const heard = new ChannelSubscription(bus as Bus, () => routeOf("a"), { name: (message) => message, options: {} });
    const told: unknown[] = [];
    heard.subscribe(() => undefined);
    const once = (): void => {
      const leave = heard.subscribe((payload) => {
        if (told.push(payload) > 10) throw new Error("told again and again");
        leave();
        once();
      });
    };
    once();
    for (const payload of [1, 2]) sinks[0]?.message({ ...emptyMessage, payload });
    expect(told).toEqual([1, 2]);
  });
});

describe("leaving a loop", () => {
  it("tells no error of the subscription: nobody asks for more", async () => {
    const sinks: Sink[] = [];
    const feed = { ready: Promise.resolve(), pause: () => false, resume: () => undefined, keepReading: () => () => undefined, cancel: () => undefined };
    const bus: Partial<Bus> = {
      subscribe: (_, sink) => {
        sinks.push(sink);
        return feed;
      },
    };
    const heard = new ChannelSubscription(bus as Bus, () => routeOf("a"), { name: (message) => message, options: {} });
    const loop = (async () => {
      for await (const payload of heard) {
        sinks[0]?.end(new ConnectionError("gone"));
        return payload;
      }
      return "nothing";
    })();
    await Promise.resolve();
    sinks[0]?.message({ ...emptyMessage, payload: 1 });
    expect(await loop).toBe(1);
  });
});
