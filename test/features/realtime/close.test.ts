import { ask, publish, type RealtimeClient, subscribe } from "@clientwright/runtime/realtime";
import { describe, expect, it } from "@jest/globals";
import { fakeClock, settle } from "../../support/clock.js";
import { type FakeLink, fakeTransport } from "../../support/fake-transport.js";
import { envelope, getQuote, onOrders, sendOrder, shop } from "./shop.js";

type Transport = ReturnType<typeof fakeTransport>;
const last = ({ links }: Transport): FakeLink => links.at(-1) as FakeLink; // one was opened
const open = async (transport: Transport): Promise<void> => {
  await settle();
  last(transport).open();
  last(transport).say('{"op":"ready"}');
  await settle();
};

/** How to bring a connection that is being used into each state. */
const ways: Readonly<Record<string, (transport: Transport) => Promise<void>>> = {
  opening: () => settle(),
  open,
  waiting: async (transport) => {
    await open(transport);
    last(transport).end();
    await settle();
  },
  failed: async (transport) => {
    await open(transport);
    last(transport).end(4403);
    await settle();
  },
};

/** Everything that a user can leave unfinished, none of it awaited. */
function useAll(client: RealtimeClient): void {
  void client.connect();
  void publish(client, sendOrder, { region: "eu", id: 1 });
  void ask(client, getQuote, { payload: 1 });
  void subscribe(client, onOrders, { region: "eu" }).ready();
  subscribe(client, onOrders, { region: "us" }).subscribe(() => undefined);
}

describe("closing a client that is in use", () => {
  it.each(Object.keys(ways))("in the state %s leaves no socket, no timer and no unhandled rejection", async (state) => {
    const transport = fakeTransport();
    const clock = fakeClock();
    const client = shop({ url: "ws://shop.example", transport, clock, envelope });
    useAll(client);
    await ways[state]?.(transport);
    expect(client.connection.state).toBe(state);
    const closing = client.close();
    await clock.advance(5_000);
    await closing;
    await settle();
    expect(client.connection.state).toBe("closed");
    expect(transport.held()).toEqual([]);
    expect(clock.pending()).toEqual([]);
    // A rejection that nobody handled fails the test: jest sees to it.
  });

  it.each([
    ["opening", "no", /^Not sent: the connection was closed$/],
    ["open", "unknown", /^Sent, but not acknowledged: the connection was closed$/],
    ["waiting", "unknown", /^Sent, but not acknowledged: the connection was closed$/],
  ])("in the state %s rejects what was published and asked, each once, and hands it back", async (state, sent, words) => {
    const transport = fakeTransport();
    const clock = fakeClock();
    const client = shop({ url: "ws://shop.example", transport, clock, envelope });
    const ends: unknown[] = [];
    const told = (promise: Promise<unknown>): void =>
      void promise.then(
        (value) => ends.push(value),
        (error) => ends.push(error),
      );
    told(publish(client, sendOrder, { region: "eu", id: 1 }));
    told(publish(client, sendOrder, { region: "eu", id: 2 }));
    // Its channel is confirmed by nobody, so that it is still on its way.
    told(ask(client, getQuote, { payload: 1 }));
    await ways[state]?.(transport);
    const closing = client.close();
    await clock.advance(5_000);
    const unsent = await closing;
    await settle();
    expect(ends).toHaveLength(3);
    expect(ends.filter((end) => words.test((end as Error).message))).toMatchObject(Array(2).fill({ kind: "connection", sent }));
    expect(ends).toContainEqual(expect.objectContaining({ kind: "connection", message: "The connection was closed" }));
    expect(unsent.map(({ message: { payload }, sent: whether }) => [payload, whether])).toEqual([
      [{ id: 1 }, sent],
      [{ id: 2 }, sent],
    ]);
  });

  it("before it was used connects nothing, and afterwards it refuses to be used", async () => {
    const transport = fakeTransport();
    const client = shop({ url: "ws://shop.example", transport, envelope });
    expect(await client.close()).toEqual([]);
    await expect(publish(client, sendOrder, { region: "eu", id: 1 })).rejects.toMatchObject({ kind: "connection", message: "The connection was closed" });
    await expect(subscribe(client, onOrders, { region: "eu" }).ready()).rejects.toMatchObject({ kind: "connection" });
    await expect(client.connect()).rejects.toMatchObject({ kind: "connection" });
    await expect(client.connection.until("open")).rejects.toMatchObject({ message: "The connection was closed", remedy: "Make a new client." });
    await client.connection.until("closed");
    expect(transport.links).toEqual([]);
  });
});

describe("a payload that JSON can't print", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic["itself"] = cyclic;

  it.each([
    { frames: "plain", payload: cyclic },
    { frames: "plain", payload: 1n },
    { frames: "envelopes", payload: cyclic },
  ])("is an InputError: $frames", async ({ frames, payload }) => {
    const transport = fakeTransport();
    const client = shop({ url: "ws://shop.example", transport, ...(frames === "envelopes" && { envelope }) });
    const sent = publish(client, sendOrder, { region: "eu", id: payload });
    await expect(sent).rejects.toMatchObject({ kind: "input", message: expect.stringMatching(/circular|BigInt/) });
    expect(await client.close()).toEqual([]);
    expect(transport.links).toEqual([]);
  });
});

describe("the state of a connection", () => {
  it("can be waited for, in time, and tells why it was not reached", async () => {
    const transport = fakeTransport();
    const clock = fakeClock();
    const client = shop({ url: "ws://shop.example", transport, clock, envelope, reconnect: { random: () => 0.5, delay: 1_000 } });
    const late = client.connection.until("open", { timeout: 100 });
    await clock.advance(100);
    await expect(late).rejects.toMatchObject({ kind: "timeout", message: "The connection was not open within 100 ms" });
    const changes: unknown[] = [];
    const off = client.connection.on(({ previous, state, retryIn }) => changes.push([previous, state, retryIn]));
    const isOpen = client.connection.until("open");
    void client.connect();
    await open(transport);
    await isOpen;
    await client.connection.until("open");
    last(transport).end(1011);
    await client.connection.until("waiting");
    expect(client.connection.reason?.message).toBe("The connection to ws://shop.example/ ended (close code 1011)");
    await clock.advance(500);
    await open(transport);
    expect(changes).toEqual([
      ["idle", "opening", null],
      ["opening", "open", null],
      ["open", "waiting", 500],
      ["waiting", "opening", null],
      ["opening", "open", null],
    ]);
    off();
    const stop = new AbortController();
    const aborted = client.connection.until("failed", { signal: stop.signal });
    stop.abort();
    await expect(aborted).rejects.toMatchObject({ kind: "abort" });
    const closing = client.close();
    last(transport).end(1000);
    await closing;
    expect(changes).toHaveLength(5);
  });
});
