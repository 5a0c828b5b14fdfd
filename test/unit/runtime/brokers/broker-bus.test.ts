import { inspect } from "node:util";
import { bearer } from "@clientwright/runtime";
import { createRealtime, publish, subscribe } from "@clientwright/runtime/realtime";
import { describe, expect, it } from "@jest/globals";
import { settle } from "../../../support/clock.js";
import { delivery, fakeBroker, lost, nack, orders, refusedLogin } from "./fake-broker.js";

const cyclic: Record<string, unknown> = {};
cyclic["itself"] = cyclic;

describe("publishing over a broker's links", () => {
  it("resolves on the acknowledgement, and not before", async () => {
    const { client, links } = fakeBroker();
    let done = false;
    const receipt = publish(client, orders, { payload: 1 }).then((told) => {
      done = true;
      return told;
    });
    await settle();
    expect([done, links[0]?.sent[0]?.publication.body]).toEqual([false, "1"]);
    links[0]?.sent[0]?.acknowledge();
    expect(await receipt).toEqual({ status: "acknowledged", id: null, value: null });
  });

  it("what a lost link had not acknowledged goes out again, in order, on the next", async () => {
    const { client, links, clock } = fakeBroker();
    const receipts = [1, 2, 3].map((payload) => publish(client, orders, { payload }));
    await settle();
    links[0]?.sent[0]?.acknowledge();
    await settle();
    links[0]?.host.lost(lost());
    expect(client.connection.state).toBe("waiting");
    await clock.advance(500);
    expect(links[1]?.sent.map(({ publication }) => publication.body)).toEqual(["2", "3"]);
    for (const { acknowledge } of links[1]?.sent ?? []) acknowledge();
    expect(await Promise.all(receipts)).toHaveLength(3);
  });

  it("a publish that fails with the connection takes the link for lost, even if nobody says so", async () => {
    const { client, links, clock } = fakeBroker();
    const receipt = publish(client, orders, { payload: 1 });
    await settle();
    links[0]?.sent[0]?.refuse(lost());
    await settle();
    expect([client.connection.state, links[0]?.ended]).toEqual(["waiting", "destroyed"]);
    await clock.advance(500);
    links[1]?.sent[0]?.acknowledge();
    expect(await receipt).toMatchObject({ status: "acknowledged" });
  });

  it.each([{ payload: cyclic }, { payload: 1n }])("what JSON can't print is an InputError, and keeps nothing waiting", async ({ payload }) => {
    const { client, links } = fakeBroker();
    await expect(publish(client, orders, { payload })).rejects.toMatchObject({ kind: "input", message: expect.stringMatching(/circular|BigInt/) });
    expect(links).toEqual([]);
    expect(await client.close()).toEqual([]);
    await expect(client.connection.until("open")).rejects.toMatchObject({ kind: "connection", message: "The connection was closed" });
  });

  it("answers at the address that the input gives, under the request's correlation id, where the document has it too", async () => {
    const { client, links } = fakeBroker();
    const answers = { id: "answers", address: null, messages: { price: { correlationId: "/headers/request" } } };
    void publish(client, { id: "answer", channel: answers, input: "flat" }, { address: "inbox-7", price: 70 }, { correlationId: "c1" });
    await settle();
    const { route, message, body } = links[0]?.sent[0]?.publication ?? {};
    expect([route?.address, message?.correlationId, message?.headers, body]).toEqual(["inbox-7", "c1", { request: "c1" }, '{"price":70}']);
  });

  it("a message that may go out once only is not sent again after a cut", async () => {
    const fake = fakeBroker();
    fake.isOnce = true;
    const receipt = publish(fake.client, orders, { payload: 1 });
    await settle();
    fake.links[0]?.host.lost(lost());
    await expect(receipt).rejects.toMatchObject({ kind: "connection", sent: "unknown" });
    await fake.clock.advance(500);
    expect(fake.links[1]?.sent).toEqual([]);
  });

  it("what its caller gave up before it left is never sent, nor handed back", async () => {
    const { client, links, clock, refusals } = fakeBroker();
    refusals.push(lost());
    const stop = new AbortController();
    const given = [publish(client, orders, { payload: 1 }, { timeout: 300 }), publish(client, orders, { payload: 2 }, { signal: stop.signal })];
    const kept = publish(client, orders, { payload: 3 });
    await settle();
    stop.abort();
    await clock.advance(300);
    expect(await Promise.allSettled(given)).toMatchObject([
      { reason: { message: "Not sent within 300 ms: not connected", sent: "no", cause: { message: "lost" } } },
      { reason: { name: "AbortError", sent: "no" } },
    ]);
    await clock.advance(500);
    expect(links[0]?.sent.map(({ publication }) => publication.body)).toEqual(["3"]);
    links[0]?.sent[0]?.acknowledge();
    await kept;
    expect(await client.close()).toEqual([]);
  });

  it("what its caller gave up on its way is not repeated, and its late acknowledgement does no harm", async () => {
    const { client, links, clock } = fakeBroker();
    const given = publish(client, orders, { payload: 1 }, { timeout: 300 });
    await settle();
    await clock.advance(300);
    await expect(given).rejects.toMatchObject({ message: "No answer within 300 ms", sent: "unknown" });
    links[0]?.sent[0]?.acknowledge();
    links[0]?.host.lost(lost());
    await clock.advance(500);
    expect([links[1]?.sent, await client.close()]).toEqual([[], []]);
  });

  it("what the broker refuses is rejected, and not sent again", async () => {
    const { client, links } = fakeBroker();
    const receipt = publish(client, orders, { payload: 1 });
    await settle();
    links[0]?.sent[0]?.refuse(nack());
    await expect(receipt).rejects.toMatchObject({ kind: "realtime", name: "BrokerError", code: 1 });
    expect([client.connection.state, await client.close()]).toEqual(["open", []]);
  });

  it("the queue is bounded, and close hands back what it held", async () => {
    const { client, refusals } = fakeBroker({ queue: { count: 2 } });
    refusals.push(lost());
    const receipts = [1, 2, 3].map((payload) => publish(client, orders, { payload }));
    await expect(receipts[2]).rejects.toMatchObject({ kind: "connection", unsent: [{ address: "orders", sent: "no" }] });
    expect(await client.close()).toMatchObject([
      { sent: "no", message: { payload: 1 } },
      { sent: "no", message: { payload: 2 } },
    ]);
    await expect(publish(client, orders, { payload: 4 })).rejects.toMatchObject({ message: "The connection was closed" });
  });
});

describe("connecting", () => {
  it("a refused login fails at once, with whatever waits; nothing is tried again", async () => {
    const { client, refusals, unsent, clock } = fakeBroker();
    refusals.push(refusedLogin());
    const told: string[] = [];
    const listening = subscribe<unknown>(client, orders);
    listening.on("error", ({ kind }) => told.push(kind));
    listening.subscribe(() => undefined);
    await expect(publish(client, orders, { payload: 1 })).rejects.toMatchObject({ kind: "auth", message: "Not sent: refused" });
    expect([client.connection.state, told, unsent, clock.pending()]).toEqual(["failed", ["auth"], ["orders no auth"], []]);
  });

  it("a credential that can be renewed is, once", async () => {
    let turn = 0;
    const definition = { auth: bearer(() => `t${turn++}`) };
    const { client, refusals, links } = fakeBroker(definition);
    refusals.push(refusedLogin(), null);
    await client.connect();
    expect([links.length, client.connection.state]).toEqual([1, "open"]);
  });

  it("credentials that are missing fail it without an attempt", async () => {
    const { bus } = fakeBroker().client;
    expect(bus.connection.state).toBe("idle");
    const { client, links } = fakeBroker({ auth: {} });
    const strict = createRealtime({ ...client.api, security: ["user"], auth: { user: { type: "basic" } } }, { bus: client.bus });
    await strict.connect();
    expect(links).toHaveLength(1);
  });

  it("waits longer from failure to failure, and stops when closed meanwhile", async () => {
    const { client, refusals, clock } = fakeBroker();
    refusals.push(lost(), lost());
    const connected = client.connect();
    await settle();
    expect(clock.pending().map((at) => at - clock.now())).toEqual([500]);
    await clock.advance(500);
    expect(clock.pending().map((at) => at - clock.now())).toEqual([1_000]);
    expect(await client.close()).toEqual([]);
    await expect(connected).rejects.toMatchObject({ kind: "connection" });
    expect(clock.pending()).toEqual([]);
  });

  it("a link that comes after the connection was given up is let go", async () => {
    const { client, links } = fakeBroker();
    const connected = client.connect();
    const closed = client.close();
    await expect(connected).rejects.toMatchObject({ kind: "connection" });
    await closed;
    await settle();
    expect([client.connection.state, links.map(({ ended }) => ended)]).toEqual(["closed", ["destroyed"]]);
  });

  it("an end that makes trying pointless is final", async () => {
    const { client, links } = fakeBroker();
    await client.connect();
    links[0]?.host.lost(lost(), true);
    expect(client.connection.state).toBe("failed");
  });
});

describe("listening over a broker's links", () => {
  it("subscriptions of one address share a flow, which ends with the last; then the link closes", async () => {
    const { client, links } = fakeBroker();
    const [first, second] = [subscribe<unknown>(client, orders), subscribe<unknown>(client, orders)];
    const seen: unknown[] = [];
    const leave = [first, second].map((each, index) => each.subscribe((payload) => seen.push([index, payload])));
    await first.ready();
    const { message } = delivery("a");
    links[0]?.flows[0]?.receiver.message(message);
    expect([links[0]?.flows.length, seen]).toEqual([
      1,
      [
        [0, "a"],
        [1, "a"],
      ],
    ]);
    leave[0]?.();
    expect(links[0]?.flows[0]?.log).toEqual([]);
    leave[1]?.();
    await settle();
    expect([links[0]?.flows[0]?.log, links[0]?.ended, client.connection.state]).toEqual([["cancel"], "closed", "closed"]);
    await subscribe<unknown>(client, orders).ready();
    expect(links).toHaveLength(2);
  });

  it.each([
    ["lost", ["not-resumed"]],
    ["resumed", []],
  ] as const)("after a reconnection that %s what was published, listeners are told %j", async (continuity, want) => {
    const fake = fakeBroker();
    fake.continuity = continuity;
    const gaps: string[] = [];
    const subscription = subscribe<unknown>(fake.client, orders);
    subscription.on("discontinuity", ({ reason }) => gaps.push(reason));
    await subscription.ready();
    expect(gaps).toEqual([]);
    fake.links[0]?.host.lost(lost());
    await fake.clock.advance(500);
    expect([gaps, fake.links[1]?.flows.length]).toEqual([want, 1]);
  });

  it("a refused subscription ends with the broker's error, the connection goes on", async () => {
    const fake = fakeBroker();
    await fake.client.connect();
    fake.refuses = nack();
    await expect(subscribe<unknown>(fake.client, orders).ready()).rejects.toMatchObject({ name: "BrokerError" });
    expect(fake.client.connection.state).toBe("open");
  });

  it("a full buffer pauses the flow until it is half empty, also over a reconnection", async () => {
    const { client, links, clock } = fakeBroker();
    const subscription = subscribe<number>(client, orders, {}, { buffer: 2 });
    await subscription.ready();
    for (const payload of [1, 2]) links[0]?.flows[0]?.receiver.message(delivery(payload).message);
    expect(links[0]?.flows[0]?.log).toEqual(["pause"]);
    links[0]?.host.lost(lost());
    await clock.advance(500);
    expect(links[1]?.flows[0]?.log).toEqual(["pause"]);
    const reader = subscription[Symbol.asyncIterator]();
    expect((await reader.next()).value).toBe(1);
    expect(links[1]?.flows[0]?.log).toEqual(["pause", "resume"]);
  });

  it("what can't be read is a gap", async () => {
    const { client, links } = fakeBroker();
    const gaps: unknown[] = [];
    const subscription = subscribe<unknown>(client, orders);
    subscription.on("discontinuity", (gap) => gaps.push(gap));
    await subscription.ready();
    const cause = nack();
    links[0]?.flows[0]?.receiver.undecodable(cause);
    expect(gaps).toEqual([{ reason: "undecodable", lost: 1, cause }]);
  });
});

describe("what a broker waits for is told", () => {
  it("done when the loop asks for the next message, returned when it is left", async () => {
    const { client, links } = fakeBroker();
    const subscription = subscribe<string>(client, orders);
    await subscription.ready();
    const [first, second, third] = ["a", "b", "c"].map(delivery);
    for (const each of [first, second, third]) if (each !== undefined) links[0]?.flows[0]?.receiver.message(each.message, each.settle);
    const told = () => [first, second, third].map((each) => each?.outcomes.join());
    const loop = subscription[Symbol.asyncIterator]();
    await loop.next();
    expect(told()).toEqual(["", "", ""]);
    await loop.next();
    expect(told()).toEqual(["done", "", ""]);
    await loop.return?.();
    expect(told()).toEqual(["done", "returned", "returned"]);
  });

  it("done when a listener returns, or its promise settles; failed when it rejects", async () => {
    const { client, links } = fakeBroker();
    const work: { resolve: () => void; reject: (error: Error) => void }[] = [];
    const subscription = subscribe<string>(client, orders);
    subscription.subscribe((payload) =>
      payload === "now" ? undefined : (new Promise<void>((resolve, reject) => work.push({ resolve, reject })) as unknown as undefined),
    );
    await subscription.ready();
    const all = ["now", "later", "bad"].map(delivery);
    for (const { message, settle: tell } of all) links[0]?.flows[0]?.receiver.message(message, tell);
    expect(all.map(({ outcomes }) => outcomes)).toEqual([["done"], [], []]);
    const uncaught = caught();
    work[0]?.resolve();
    work[1]?.reject(new Error("no tea"));
    expect(await uncaught).toBe("no tea");
    expect(all.map(({ outcomes }) => outcomes)).toEqual([["done"], ["done"], ["failed"]]);
  });

  it("a message that is logged or copied shows nothing of it; its name is given all the same", async () => {
    const { client, links } = fakeBroker();
    const subscription = subscribe<number>(client, orders);
    await subscription.ready();
    const first = delivery(1);
    links[0]?.flows[0]?.receiver.message(first.message, first.settle);
    for await (const message of subscription.messages()) {
      expect([inspect(message), Reflect.ownKeys({ ...message }), message.name]).toEqual([
        expect.not.stringMatching(/settl|Symbol/i),
        Object.keys(message),
        "order",
      ]);
      expect(first.outcomes).toEqual([]);
      break;
    }
    expect(first.outcomes).toEqual(["returned"]);
  });

  it("what comes while a loop is full is held, and given when it has room", async () => {
    const { client, links } = fakeBroker();
    const subscription = subscribe<number>(client, orders, {}, { buffer: 1 });
    await subscription.ready();
    const all = Array.from({ length: 40 }, (_, index) => delivery(index));
    for (const { message, settle: tell } of all) links[0]?.flows[0]?.receiver.message(message, tell);
    const seen: number[] = [];
    for await (const payload of subscription) {
      seen.push(payload);
      if (seen.length === 30) break;
    }
    expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => index));
    expect(all.map(({ outcomes }) => outcomes.join())).toEqual([...Array(29).fill("done"), ...Array(11).fill("returned")]);
  });

  it("waits for every loop and listener; a message that the buffer drops is done with", async () => {
    const { client, links } = fakeBroker();
    const slow = subscribe<string>(client, orders, {}, { buffer: 1, overflow: "dropOldest" });
    const fast = subscribe<string>(client, orders);
    fast.subscribe(() => undefined);
    await slow.ready();
    const [first, second] = [delivery("a"), delivery("b")];
    for (const { message, settle: tell } of [first, second]) links[0]?.flows[0]?.receiver.message(message, tell);
    expect([first.outcomes, second.outcomes]).toEqual([["done"], []]);
    slow.close();
    expect(second.outcomes).toEqual(["returned"]);
  });
});

/** The message of the next error that is thrown where nobody catches it: a listener's own. */
function caught(): Promise<string> {
  const { queueMicrotask: own } = globalThis;
  return new Promise((resolve) => {
    globalThis.queueMicrotask = (run) => {
      globalThis.queueMicrotask = own;
      try {
        run();
      } catch (error) {
        resolve((error as Error).message);
      }
    };
  });
}
