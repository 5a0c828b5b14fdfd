import { ask, createRealtime, publish, type RealtimeClient, subscribe } from "@clientwright/runtime/realtime";
import { describe, expect, it } from "@jest/globals";
import { fakeClock, settle } from "../../support/clock.js";
import { fakeTransport } from "../../support/fake-transport.js";
import { envelope, getQuote, onOrders, type ShopOptions, sendOrder } from "./shop.js";

/** A client whose sockets and time the test has in its hand. */
function shop(framing?: ShopOptions["envelope"]) {
  const [clock, transport] = [fakeClock(), fakeTransport()];
  const api = { name: "shop", version: "1", environments: {}, servers: {}, ...(framing && { framing }) };
  const client: RealtimeClient = createRealtime(api, { url: "ws://shop.example", clock, transport, reconnect: { random: () => 1 } });
  const sent = () => transport.links.flatMap((link) => link.sent.map(String));
  return { client, clock, transport, sent };
}

/** Closes it, whatever its links are doing; gives what it hands back. */
async function closed({ client, clock }: ReturnType<typeof shop>): Promise<readonly unknown[]> {
  const closing = client.close();
  await clock.advance(10_000);
  return closing;
}

const eu = { region: "eu", id: 1 };

describe("a message whose caller gave it up", () => {
  it("is not sent by the connection that opens after its timeout, and close does not hand it back", async () => {
    const all = shop();
    const late = publish(all.client, sendOrder, eu, { timeout: 300 });
    await settle();
    await all.clock.advance(300);
    await expect(late).rejects.toMatchObject({
      name: "TimeoutError",
      message: "Not sent within 300 ms: not connected",
      sent: "no",
      remedy: 'Await connection.until("open").',
    });
    void publish(all.client, sendOrder, { ...eu, id: 2 });
    all.transport.links[0]?.open();
    await settle();
    expect(all.sent()).toEqual(['{"id":2}']);
    expect(await closed(all)).toEqual([]);
  });

  it("is not sent after its signal either, nor where that was aborted before", async () => {
    const all = shop();
    const stop = new AbortController();
    const late = publish(all.client, sendOrder, eu, { signal: stop.signal });
    await settle();
    stop.abort();
    await expect(late).rejects.toMatchObject({ name: "AbortError", sent: "no" });
    void subscribe(all.client, onOrders, { region: "eu" }).ready();
    all.transport.links[0]?.open();
    await settle();
    await expect(publish(all.client, sendOrder, eu, { signal: stop.signal })).rejects.toMatchObject({ name: "AbortError", sent: "no" });
    expect(all.sent()).toEqual([]);
    expect(await closed(all)).toEqual([]);
  });

  it("tells the last failure of the connection, also while it tries again", async () => {
    const all = shop();
    const late = publish(all.client, sendOrder, eu, { timeout: 3_000 });
    await settle();
    all.transport.links[0]?.end(1006);
    await all.clock.advance(3_000);
    const [told] = await Promise.allSettled([late]);
    expect(told).toMatchObject({ status: "rejected", reason: { name: "TimeoutError", sent: "no", cause: { kind: "connection" } } });
    await closed(all);
  });

  it("a request is not sent late", async () => {
    const all = shop();
    const late = ask(all.client, getQuote, { payload: { article: "pen" } }, { timeout: 300 });
    await settle();
    await all.clock.advance(300);
    await expect(late).rejects.toMatchObject({ message: "Not sent within 300 ms: not connected", sent: "no" });
    for (const link of all.transport.links) link.open();
    await settle();
    expect(all.sent()).toEqual([]);
    expect(await closed(all)).toEqual([]);
  });

  it("was sent, and is not repeated on the next link; an acknowledgement that comes late does no harm", async () => {
    const all = shop(envelope);
    const published = () => all.sent().filter((frame) => frame.includes('"publish"'));
    const late = publish(all.client, sendOrder, eu, { id: "a", timeout: 300 });
    const kept = publish(all.client, sendOrder, eu, { id: "b" });
    await settle();
    all.transport.links[0]?.open();
    all.transport.links[0]?.say('{"op":"ready"}');
    await settle();
    expect(published()).toHaveLength(2);
    await all.clock.advance(300);
    await expect(late).rejects.toMatchObject({ name: "TimeoutError", message: "No answer within 300 ms", sent: "unknown" });
    all.transport.links[0]?.say('{"op":"ack","id":"a"}');
    all.transport.links[0]?.end(1006);
    await all.clock.advance(2_000);
    all.transport.links[1]?.open();
    all.transport.links[1]?.say('{"op":"ready"}');
    await settle();
    expect(published().slice(2)).toEqual([expect.stringContaining('"id":"b"')]);
    all.transport.links[1]?.say('{"op":"ack","id":"b"}');
    expect(await kept).toMatchObject({ status: "acknowledged", id: "b" });
    expect(await closed(all)).toEqual([]);
  });
});

describe("a reply whose correlation id the frames can't carry", () => {
  it("goes to the oldest request", async () => {
    const all = shop();
    const asked = [1, 2].map((article) => ask(all.client, getQuote, { payload: { article } }));
    await settle();
    const [link] = all.transport.links;
    link?.open();
    await settle();
    link?.say('{"price":1}');
    link?.say('{"price":2}');
    expect(await Promise.all(asked)).toEqual([{ price: 1 }, { price: 2 }]);
    await closed(all);
  });

  it("is waited for where they can", async () => {
    const all = shop({
      ...envelope,
      receive: { ...(envelope["receive"] as object), ready: undefined, subscribed: undefined, ack: undefined },
    } as typeof envelope);
    const asked = ask(all.client, getQuote, { payload: {} }, { timeout: 300 });
    await settle();
    all.transport.links[0]?.open();
    await settle();
    all.transport.links[0]?.say('{"op":"message","channel":"quotes","data":{"price":1}}');
    await settle();
    await all.clock.advance(300);
    await expect(asked).rejects.toMatchObject({ message: "No answer within 300 ms", sent: "unknown" });
    await closed(all);
  });
});
