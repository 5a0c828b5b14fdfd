import { kafkaBus } from "@clientwright/runtime/kafka";
import { createRealtime, publish, type RealtimeClient } from "@clientwright/runtime/realtime";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type KafkaServer, startKafkaServer } from "../../../support/kafka/kafka-server.js";

const operation = { id: "orders", channel: { id: "orders", address: "orders", messages: { order: {} } } };
const ended: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(ended.splice(0).map((end) => end())));

async function start(port?: number): Promise<KafkaServer> {
  const server = await startKafkaServer(port === undefined ? {} : { port });
  ended.push(server.close);
  return server;
}

function connect({ port }: KafkaServer): RealtimeClient {
  const definition = { name: "shop", version: "1", environments: {}, servers: { a: { url: `kafka://127.0.0.1:${port}`, protocol: "kafka" } } };
  const client = createRealtime(definition, { auth: "open", reconnect: { delay: 20, maxDelay: 50 }, bus: kafkaBus() });
  ended.unshift(() => client.close());
  return client;
}

const has = ({ batches }: KafkaServer, id: number): boolean => batches.some(({ records }) => records.includes(`{"id":${id}}`));

describe("a Kafka that goes away in the middle", () => {
  it("is waited for; what it did not acknowledge is sent when it is back, and what it did acknowledge it had", async () => {
    const first = await start();
    const client = connect(first);
    const states: string[] = [];
    client.connection.on(({ state }) => states.push(state));
    const before: number[] = [];
    const all = Array.from({ length: 300 }, async (_, id) => {
      await new Promise((resolve) => setTimeout(resolve, id));
      const receipt = await publish(client, operation, { payload: { id } });
      if (states.includes("waiting") === false) before.push(id);
      return receipt.status;
    });
    await new Promise((resolve) => setTimeout(resolve, 150));
    await first.close();
    await client.connection.until("waiting");
    const second = await start(first.port);
    expect(new Set(await Promise.all(all))).toEqual(new Set(["acknowledged"]));
    expect(before.filter((id) => !has(first, id))).toEqual([]);
    expect(Array.from({ length: 300 }, (_, id) => id).filter((id) => !has(first, id) && !has(second, id))).toEqual([]);
    expect([has(second, 299), states]).toEqual([true, expect.arrayContaining(["waiting", "open"])]);
  });

  it("gives back what was not acknowledged when the client closes meanwhile, and nothing hangs", async () => {
    const server = await start();
    const client = connect(server);
    await publish(client, operation, { payload: { id: 1 } });
    await server.close();
    const late = expect(publish(client, operation, { payload: { id: 2 } })).rejects.toMatchObject({ kind: "connection" });
    await client.connection.until("waiting");
    const unsent = await client.close();
    await late;
    expect(unsent).toMatchObject([{ address: "orders" }]);
  });
});
