import { describe, expect, it } from "@jest/globals";
import { ablyBus } from "../../../../runtime/ably/index.js";
import { type Channel, type ChannelOperation, createRealtime, publish } from "../../../../runtime/realtime/index.js";
import { connectedFrame, type ScriptedLink, scripted } from "./scripted.js";
import { settle } from "./stage.js";

const orders: Channel = { id: "orders", address: "orders", params: [], messages: { Order: {} } };
const sendOrder: ChannelOperation = { id: "sendOrder", channel: orders, messages: ["Order"] };

/** A client whose links open when the test says CONNECTED. */
function shop() {
  const world = scripted({ opened: () => undefined, frame: acked });
  const client = createRealtime({ name: "shop", version: "1", environments: {}, servers: {} }, { bus: ablyBus(world.client), clock: world.clock });
  const order = (id: number, limits: { readonly signal?: AbortSignal; readonly timeout?: number } = {}) =>
    publish(client, sendOrder, { payload: { id } }, limits);
  const sent = () => world.sent("message").map(({ messages }) => messages?.[0]?.data);
  return { ...world, order, sent, shop: client };
}

const acked = (frame: { readonly action: number; readonly msgSerial?: unknown }, link: ScriptedLink): void => {
  if (frame.action === 15) link.say({ action: 1, msgSerial: Number(frame.msgSerial), count: 1 });
};

describe("a publish over Ably that its caller gave up", () => {
  it("RTL6c2: is not sent when there is a connection, and is no longer the client's to hand back", async () => {
    const { order, last, sent, clock, ...rest } = shop();
    const stop = new AbortController();
    const [aborted, late, kept] = [order(1, { signal: stop.signal }), order(2, { timeout: 300 }), order(3)];
    await settle();
    stop.abort();
    await clock.advance(300);
    await expect(aborted).rejects.toMatchObject({ name: "AbortError", sent: "no" });
    await expect(late).rejects.toMatchObject({ name: "TimeoutError", sent: "no" });
    last().say(connectedFrame());
    await kept;
    expect(sent()).toEqual(['{"id":3}']);
    expect(await rest.shop.close()).toEqual([]);
  });

  it("is told to be unknown where it has left", async () => {
    const { order, last, sent } = shop();
    const first = order(1);
    await settle();
    last().say(connectedFrame());
    await first;
    const stop = new AbortController();
    const gone = order(2, { signal: stop.signal });
    stop.abort();
    await expect(gone).rejects.toMatchObject({ name: "AbortError", sent: "unknown" });
    expect(sent()).toEqual(['{"id":1}', '{"id":2}']);
  });
});
