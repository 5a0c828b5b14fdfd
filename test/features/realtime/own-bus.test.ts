import { type Bus, createRealtime, type Message, publish, type Sink, subscribe } from "@clientwright/runtime/realtime";
import { describe, expect, it } from "@jest/globals";
import { type Order, onOrders, orders, sendOrder } from "./shop.js";

/** A carrier of the user's own, for protocols that have none here: messages come back at once. */
function echoBus(): Bus {
  const sinks = new Map<string, Set<Sink>>();
  return {
    delivery: "at-least-once",
    connection: { state: "open", reason: null, on: () => () => undefined, until: () => Promise.resolve() },
    connect: () => Promise.resolve(),
    close: () => Promise.resolve([]),
    subscribe({ address }, sink) {
      const own = sinks.get(address) ?? new Set<Sink>();
      sinks.set(address, own.add(sink));
      return { ready: Promise.resolve(), pause: () => false, resume: () => undefined, cancel: () => void own.delete(sink) };
    },
    async publish({ address }, { payload, name }) {
      const message: Message = { payload, name, id: "1", headers: {}, address, correlationId: null, receivedAt: 0 };
      for (const sink of sinks.get(address) ?? []) sink.message(message);
      return { status: "acknowledged", id: "1", value: { address, listeners: sinks.get(address)?.size ?? 0 } };
    },
  };
}

describe("a bus of the user's own", () => {
  const client = () => createRealtime({ name: "shop", version: "1", environments: {}, servers: {} }, { bus: echoBus(), variables: { region: "eu" } });

  it("carries channels as a socket would, and parameters that the input leaves out come from the client", async () => {
    const own = client();
    const loop = subscribe<Order>(own, onOrders)[Symbol.asyncIterator]();
    const next = loop.next();
    expect(await publish(own, sendOrder, { id: 1 })).toMatchObject({ status: "acknowledged", value: { address: "orders/eu", listeners: 1 } });
    expect((await next).value).toEqual({ id: 1 });
    await loop.return?.();
    expect(await publish(own, sendOrder, { id: 2 })).toMatchObject({ value: { listeners: 0 } });
  });

  it("that can't wait ends a subscription at sixteen times its buffer, with a remedy", async () => {
    const own = client();
    const created = subscribe<Order>(own, onOrders, {}, { buffer: 2 });
    await created.ready();
    for (let id = 0; id < 32; id++) await publish(own, sendOrder, { id });
    const loop = created[Symbol.asyncIterator]();
    await publish(own, sendOrder, { id: 32 });
    for (let id = 0; id < 32; id++) expect((await loop.next()).value).toEqual({ id });
    await expect(loop.next()).rejects.toMatchObject({ kind: "connection", remedy: expect.stringContaining("overflow") });
  });

  it("gives several messages their names, and only those that the operation is about", async () => {
    const own = client();
    const channel = { ...orders, messages: { Created: {}, Paid: { type: "order.paid" } } };
    const heard: unknown[] = [];
    subscribe<unknown>(own, { id: "onPaid", channel, messages: ["Paid"] }).subscribe((payload, { name }) => heard.push([payload, name]));
    await publish(own, { id: "send", channel }, { payload: 1 }, { message: "Created" });
    await publish(own, { id: "send", channel }, { payload: 2 }, { message: "Paid" });
    expect(heard).toEqual([[2, "Paid"]]);
    await expect(publish(own, { id: "send", channel }, { payload: 3 })).rejects.toMatchObject({
      kind: "input",
      remedy: 'Pass { message: "Created" | "Paid" } in the options.',
    });
    await expect(publish(own, { id: "send", channel }, { payload: 3 }, { message: "Lost" })).rejects.toMatchObject({ kind: "input" });
  });
});
