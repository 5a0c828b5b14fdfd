import { describe, expect, it } from "@jest/globals";
import { headers, type NatsConnection } from "@nats-io/transport-node";
import type { Flow, Receiver } from "../../../../runtime/brokers/broker.js";
import { Kept } from "../../../../runtime/brokers/nats/jet-stream.js";
import type { JetStreamOptions } from "../../../../runtime/brokers/nats/options.js";
import type { Route } from "../../../../runtime/realtime/bus.js";
import type { BusSetting } from "../../../../runtime/realtime/bus-maker.js";
import type { Outcome } from "../../../../runtime/realtime/settlement.js";
import { fakeClock } from "../../../support/clock.js";
import { encode } from "./bus-of.js";

type Library = Parameters<typeof Kept.open>[0];

/** As much of JetStream's client and manager as channels use. */
function fake(stream: string | null) {
  const log: unknown[] = [];
  let callback: (message: object) => void = () => undefined;
  const manager = {
    streams: {
      find: async () => {
        if (stream === null) throw new Error("no stream matches subject");
        return stream;
      },
      add: async (config: { name: string }) => {
        log.push(["stream", config]);
        return { config };
      },
    },
    consumers: { add: async (at: string, config: object) => void log.push([at, config]) },
  };
  const messages = { closed: () => new Promise<void>(() => undefined), close: async () => void log.push("closed") };
  const consume = async (options: { max_messages: number; callback: typeof callback }) => {
    log.push(["consume", options.max_messages]);
    callback = options.callback;
    return messages;
  };
  const client = {
    consumers: {
      get: async (...all: readonly string[]) => {
        log.push(["get", ...all]);
        return { consume, info: async () => void log.push("asked") };
      },
    },
    publish: async (subject: string, _: unknown, { msgID }: { msgID: string }) => {
      log.push(["publish", subject, msgID]);
      return { stream, seq: 7, duplicate: false };
    },
  };
  const library = { jetstreamManager: async () => manager, jetstream: () => client } as unknown as Library; // as much of it as is used
  return { log, library, give: (message: object) => callback(message) };
}

const connection = { isClosed: () => false } as unknown as NatsConnection; // nothing else of it is used
const bus = { url: "nats://broker", clock: fakeClock() } as unknown as BusSetting; // nor of this
const names = { consumer: (pattern: string) => `own-${pattern}`, message: () => "own-0" };

function route(queue?: string): Route {
  const channel = { id: "orders", address: "orders", messages: { order: {} } };
  return { channel, operation: { id: "o", channel, ...(queue && { bindings: { nats: { queue } } }) }, address: "orders", params: {} };
}

async function consuming(jetstream: JetStreamOptions, queue?: string, receiver: Partial<Receiver> = {}) {
  const made = fake("ORDERS");
  const kept = await Kept.open(made.library, connection, { jetstream }, { bus, names });
  const silent: Receiver = { message: () => undefined, undecodable: () => undefined, end: () => undefined };
  const flow: Flow = await kept.consume({ route: route(queue), pattern: "orders", receiver: { ...silent, ...receiver } });
  return { ...made, kept, flow };
}

/** A message that came for the second time; as the package's own, it is settled once. */
function message(log: unknown[], streamSequence: number): object {
  let isSettled = false;
  const settle = (told: unknown): void => {
    if (!isSettled) log.push(told);
    isSettled = true;
  };
  const [ack, nak] = [() => settle(`ack ${streamSequence}`), (after: number) => settle([`nak ${streamSequence}`, after])];
  return { subject: "orders", data: encode({ id: 1 }), headers: undefined, info: { stream: "ORDERS", streamSequence, deliveryCount: 2 }, ack, nak };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe("a consumer of JetStream", () => {
  const common = { filter_subject: "orders", ack_policy: "explicit", ack_wait: 30e9, max_deliver: -1, max_ack_pending: 100 };
  const own = { ...common, name: "own-orders", inactive_threshold: 300e9, deliver_policy: "new" };
  it.each<[string, JetStreamOptions, string | undefined, string, object]>([
    ["is one of this client's own, and begins with what comes", {}, undefined, "own-orders", own],
    [
      "is durable by the document's queue, and begins with what is kept",
      {},
      "workers",
      "workers",
      { ...common, durable_name: "workers", deliver_policy: "all" },
    ],
    ["is durable by an option, which counts more", { durable: "d" }, "workers", "d", { ...common, durable_name: "d", deliver_policy: "all" }],
    [
      "has the options' limits",
      { prefetch: 5, ackWait: 2, maxDeliver: 3 },
      undefined,
      "own-orders",
      { ...own, ack_wait: 2e9, max_deliver: 3, max_ack_pending: 5 },
    ],
  ])("%s", async (_, options, queue, name, config) => {
    const { log, flow } = await consuming(options, queue);
    expect(log).toEqual([
      ["ORDERS", config],
      ["get", "ORDERS", name],
      ["consume", options.prefetch ?? 100],
    ]);
    expect([flow.continuity, flow.pause()]).toEqual(["resumed", true]);
    flow.cancel();
    expect(log.at(-1)).toBe("closed");
  });

  it("gives back only when the server has been asked, so that it doesn't send to who has gone", async () => {
    const settles: ((outcome: Outcome) => void)[] = [];
    const { log, give, flow } = await consuming({}, undefined, { message: (_, settle) => settle && void settles.push(settle) });
    for (const streamSequence of [1, 2]) give(message(log, streamSequence));
    settles[0]?.("returned");
    flow.cancel();
    await settled();
    expect(log.slice(3)).toEqual(["closed", "asked", ["nak 1", 0]]);
    settles[1]?.("done");
    expect(log.at(-1)).toBe("ack 2");
  });

  it("gives back what nobody is through with when the client closes, once", async () => {
    const settles: ((outcome: Outcome) => void)[] = [];
    const { log, give, kept } = await consuming({}, undefined, { message: (_, settle) => settle && void settles.push(settle) });
    for (const streamSequence of [1, 2, 3]) give(message(log, streamSequence));
    settles[0]?.("done");
    await kept.close();
    settles[1]?.("returned");
    await settled();
    expect(log.slice(3)).toEqual(["ack 1", "closed", "asked", ["nak 2", 0], ["nak 3", 0]]);
  });

  it.each<[Outcome, unknown]>([
    ["done", "ack 9"],
    ["failed", ["nak 9", 1_000]],
    ["returned", ["nak 9", 0]],
  ])("tells the stream of a message that is %s", async (outcome, want) => {
    const told: unknown[] = [];
    const { give } = await consuming({}, undefined, {
      message: ({ id, address, payload, deliveryCount }, settle) => {
        told.push([id, address, payload, deliveryCount]);
        settle?.(outcome);
      },
    });
    give(message(told, 9));
    await settled();
    expect(told).toEqual([["ORDERS:9", "orders", { id: 1 }, 2], want]);
  });
});

describe("publishing to a stream", () => {
  const sent = (id: string | null) => ({ subject: "orders", payload: "1", headers: headers(), id });
  it.each([
    ["its own id where the caller has none", null, "own-0"],
    ["the caller's id", "m1", "m1"],
  ])("has %s, by which the stream knows repeats", async (_, id, want) => {
    const { library, log } = fake("ORDERS");
    const kept = await Kept.open(library, connection, { jetstream: {} }, { bus, names });
    expect(await kept.publish(sent(id))).toEqual({ status: "acknowledged", id, value: { stream: "ORDERS", seq: 7, duplicate: false } });
    expect(log).toEqual([["publish", "orders", want]]);
  });

  it("makes the stream once where it isn't there, if it may", async () => {
    const { library, log } = fake(null);
    const kept = await Kept.open(library, connection, { jetstream: { create: true } }, { bus, names });
    await kept.publish(sent("a"));
    await kept.publish(sent("b"));
    expect(log).toEqual([
      ["stream", { name: "clientwright-orders", subjects: ["orders"] }],
      ["publish", "orders", "a"],
      ["publish", "orders", "b"],
    ]);
  });

  it("says so where the server has no JetStream", async () => {
    const library = { jetstreamManager: () => Promise.reject(new Error("no responders")) } as unknown as Library; // all that is asked of it
    await expect(Kept.open(library, connection, {}, { bus, names })).rejects.toMatchObject({ kind: "input" });
  });
});
