import { describe, expect, it } from "@jest/globals";
import type { Route } from "../../../../runtime/realtime/bus.js";
import type { Framing } from "../../../../runtime/realtime/framing.js";
import { centrifugeFraming } from "../../../../runtime/realtime/protocols/centrifuge/centrifuge-framing.js";
import { jsonRpcFraming } from "../../../../runtime/realtime/protocols/json-rpc/json-rpc-framing.js";
import { SocketBus } from "../../../../runtime/realtime/socket-bus.js";
import { socketSending } from "../../../../runtime/realtime/socket-sending.js";
import { fakeClock, settle } from "../../../support/clock.js";
import { fakeTransport } from "../../../support/fake-transport.js";
import { messageOf, routeOf } from "../../../support/framing.js";

const route: Route = routeOf("news");

/** A bus over a fake network; `credentials` are what each dial gives. */
function rig(framing: Framing, credentials: readonly string[] = ["Bearer t0"]) {
  const transport = fakeTransport();
  const clock = fakeClock(0);
  const left = [...credentials];
  const policy = { openTimeout: 5_000, closeTimeout: 2_000, heartbeat: 4_000, patience: 8_000, mutePatience: 0, stable: 1_000, attempts: 6, delay: () => 100 };
  const dial = async () => ({ request: { url: "ws://x" }, credential: left.length > 1 ? (left.shift() ?? "") : (left[0] ?? "") });
  const bus = new SocketBus({ transport, clock, policy, framing, dial, queue: { count: 3, bytes: 10_000 }, dedupe: 8, highWater: 1_000 }, null);
  const link = () => transport.held().at(-1);
  const sent = () => link()?.sent.map((frame) => JSON.parse(String(frame))) ?? [];
  return { bus, clock, transport, link, sent };
}

async function connected(framing: Framing, hello: object | null, credentials?: readonly string[]) {
  const all = rig(framing, credentials);
  void all.bus.connect();
  await settle();
  all.link()?.open();
  if (hello !== null) all.link()?.say(JSON.stringify(hello));
  await settle();
  return all;
}

describe("what a server promises of its link", () => {
  it("signs of life: more silence than that is a loss, less is not, whatever the client's own patience", async () => {
    const { bus, clock, transport, link } = await connected(centrifugeFraming(), { id: 1, connect: { ping: 25, pong: true } });
    await clock.advance(34_000);
    expect(bus.connection.state).toBe("open");
    link()?.say("{}");
    await clock.advance(34_000);
    expect([bus.connection.state, transport.links.length]).toEqual(["open", 1]);
    await clock.advance(1_200);
    expect(transport.links.length).toBe(2);
    // The next link made no promise: the client's own heartbeat and patience count.
    link()?.open();
    link()?.say(JSON.stringify({ id: 2, connect: {} }));
    await clock.advance(8_200);
    expect(transport.links.length).toBe(3);
  });

  it("an end of the credential: a fresh one goes out before it, over the same link, and no more once that is gone", async () => {
    const { clock, link, sent, transport } = await connected(centrifugeFraming(), { id: 1, connect: { ping: 100, expires: true, ttl: 10 } }, [
      "Bearer t0",
      "Bearer t1",
    ]);
    await clock.advance(8_999);
    expect(sent()).toHaveLength(1);
    await clock.advance(1);
    expect(sent().at(-1)).toEqual({ id: 2, refresh: { token: "t1" } });
    link()?.say(JSON.stringify({ id: 2, refresh: { expires: true, ttl: 10 } }));
    link()?.end(1006);
    await clock.advance(50);
    expect(clock.pending()).toHaveLength(1);
    await clock.advance(60_000);
    expect(transport.links.every(({ sent: all }, index) => index === 0 || all.length <= 1)).toBe(true);
  });
});

describe("requests", () => {
  it("fail when the link breaks that they went out on, and wait when they did not go out yet", async () => {
    const { bus, clock, link, sent } = await connected(jsonRpcFraming(), null);
    const first = bus.ask(route, messageOf([1]), {}, socketSending);
    await settle();
    link()?.end(1006);
    await expect(first).rejects.toMatchObject({ kind: "connection", sent: "unknown" });
    const second = bus.ask(route, messageOf([2], { id: "b" }), {}, socketSending);
    await clock.advance(200);
    link()?.open();
    await settle();
    expect(sent()).toMatchObject([{ id: "b", params: [2] }]);
    link()?.say('{"jsonrpc":"2.0","id":"b","result":7}');
    expect((await second).payload).toBe(7);
  });

  it("count against the queue, leave it when nobody waits any more, and are handed back on close", async () => {
    const { bus, link } = await connected(jsonRpcFraming(), null);
    const stop = new AbortController();
    const asked = ["a", "b", "c"].map((id) => bus.ask(route, messageOf([], { id }), { signal: stop.signal }, socketSending));
    await settle();
    await expect(bus.ask(route, messageOf([]), {}, socketSending)).rejects.toMatchObject({ message: expect.stringContaining("3 messages") });
    stop.abort();
    for (const one of asked) await expect(one).rejects.toMatchObject({ kind: "abort" });
    const last = bus.ask(route, messageOf([], { id: "d" }), {}, socketSending).catch((error: unknown) => error);
    await settle();
    const closing = bus.close();
    link()?.end(1000);
    expect(await closing).toMatchObject([{ address: "news", sent: "unknown" }]);
    expect(await last).toMatchObject({ kind: "connection", sent: "unknown" });
    await expect(bus.ask(route, messageOf([]), {}, socketSending)).rejects.toMatchObject({ kind: "connection" });
  });
});
