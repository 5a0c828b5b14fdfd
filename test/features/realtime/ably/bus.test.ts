import { describe, expect, it } from "@jest/globals";
import { ablyBus } from "../../../../runtime/ably/index.js";
import { type Channel, type ChannelOperation, createRealtime, publish, subscribe } from "../../../../runtime/realtime/index.js";
import { settle, stage } from "./stage.js";

/** As the generator makes it of a document whose framing is ably. */
const orders: Channel = { id: "orders", address: "orders:{region}", params: ["region"], messages: { Order: { type: "order.created" }, Refund: {} } };
const onOrder: ChannelOperation = { id: "onOrder", channel: orders, messages: ["Order"] };
const sendAny: ChannelOperation = { id: "sendAny", channel: orders };
const api = { name: "shop", version: "1", environments: {}, servers: {} };

async function shop(options: Parameters<typeof stage>[0] = {}) {
  const world = stage(options);
  const ably = await world.connected({ clientId: "till" });
  return { ...world, ably, client: createRealtime(api, { bus: ablyBus(ably, { clock: world.clock }), clock: world.clock }) };
}

describe("a document's channels over Ably", () => {
  it("are published to and subscribed to by the verbs, with the document's names and headers", async () => {
    const { client, sent } = await shop();
    const got: unknown[] = [];
    subscribe<{ id: number }>(client, onOrder, { region: "eu" }).subscribe((order, { name, headers, address }) => got.push([order, name, headers, address]));
    await settle();
    const receipt = await publish(client, sendAny, { region: "eu", payload: { id: 1 }, headers: { trace: "t" } }, { message: "Order" });
    await publish(client, sendAny, { region: "eu", payload: { id: 2 } }, { message: "Refund" });
    await settle();
    expect(receipt).toMatchObject({ status: "acknowledged", value: { serials: [expect.any(String)] } });
    expect(sent("message").map(({ channel, messages }) => [channel, messages?.[0]?.name])).toEqual([
      ["orders:eu", "order.created"],
      ["orders:eu", "Refund"],
    ]);
    expect(got).toEqual([[{ id: 1 }, "Order", { trace: "t" }, "orders:eu"]]);
    expect(client.connection.state).toBe("open");
  });

  it("are left when the loop is", async () => {
    const { ably, client } = await shop();
    const loop = (async () => {
      for await (const order of subscribe<{ id: number }>(client, onOrder, { region: "eu" })) return order;
      return null;
    })();
    await settle();
    await publish(client, sendAny, { region: "eu", payload: { id: 1 } }, { message: "Order" });
    expect(await loop).toEqual({ id: 1 });
    await settle();
    expect(ably.channels.get("orders:eu").state).toBe("detached");
  });

  it("tell a gap when a session was lost, and their end when the channel fails", async () => {
    const { clock, client, mock } = await shop();
    const subscription = subscribe<unknown>(client, onOrder, { region: "eu" });
    const told: unknown[] = [];
    subscription.on("discontinuity", (gap) => told.push(gap));
    subscription.on("error", (error) => told.push([error.kind, error.message]));
    await subscription.ready();
    const [connection] = mock.connections();
    connection?.send({ action: 11, channel: "orders:eu", flags: 0 });
    connection?.send({ action: 9, channel: "orders:eu", error: { code: 40160, message: "not any more" } });
    await clock.advance(1);
    expect(told).toEqual([{ reason: "not-resumed", lost: null, cause: null }, ["realtime", "not any more"]]);
  });

  it("have no loop that waits for ever: on a connection that failed or was closed it ends with the reason", async () => {
    const { ably, client, mock } = await shop();
    mock.connections()[0]?.send({ action: 9, error: { code: 40101, statusCode: 401, message: "not you" } });
    await settle();
    const next = () => subscribe<unknown>(client, onOrder, { region: "eu" })[Symbol.asyncIterator]().next();
    expect(ably.connection.state).toBe("failed");
    await expect(next()).rejects.toMatchObject({ code: 40101 });
    await client.close();
    ably.connect();
    await settle();
    await client.close();
    await expect(next()).rejects.toMatchObject({ kind: "realtime" });
  });

  it("are heard again after a long time without a connection, also those that were subscribed to meanwhile", async () => {
    const { ably, client, clock, mock, cut } = await shop();
    mock.faults.add({ on: "connect", do: "cut", times: 1_000 });
    cut();
    for (let turn = 0; turn < 100 && ably.connection.state !== "suspended"; turn++) await clock.advance(5_000);
    expect(ably.connection.state).toBe("suspended");
    const loop = subscribe<unknown>(client, onOrder, { region: "eu" })[Symbol.asyncIterator]();
    const next = loop.next();
    await settle();
    mock.faults.clear();
    await clock.advance(60_000);
    expect(ably.connection.state).toBe("connected");
    await publish(client, sendAny, { region: "eu", payload: { id: 1 } }, { message: "Order" });
    expect(await Promise.race([next, settle(100).then(() => "nothing")])).toMatchObject({ value: { id: 1 } });
  });

  it("give back what was not sent, or may not have been, when they are closed", async () => {
    const { client, mock, cut } = await shop();
    mock.faults.add({ on: "in", action: 15, do: "suppress" });
    void publish(client, sendAny, { region: "eu", payload: { id: 1 } }, { message: "Order" }).catch(() => undefined);
    await settle();
    mock.faults.add({ on: "connect", do: "cut" });
    cut();
    await settle();
    void publish(client, sendAny, { region: "eu", payload: { id: 2 } }, { message: "Order" }).catch(() => undefined);
    const unsent = await client.close();
    expect(unsent.map(({ message, sent }) => [message.payload, sent])).toEqual([
      [{ id: 1 }, "unknown"],
      [{ id: 2 }, "no"],
    ]);
    expect(client.connection.state).toBe("closed");
  });
});
