import {
  ask,
  type ChannelOperation,
  createRealtime,
  publish,
  type RealtimeClient,
  type RealtimeDefinition,
  type RealtimeOptions,
  subscribe,
} from "@clientwright/runtime/realtime";
import { expect } from "@jest/globals";
import { asleep, type Sent } from "./asleep.js";

/** An order of the shop that the live tests of brokers share. */
export interface Order {
  readonly id: number;
  readonly item: string;
}

/** Channels of the shop as generated code has them, with the bindings of one broker. */
export interface ShopChannels {
  readonly receive: ChannelOperation;
  readonly send: ChannelOperation;
}

/** A definition as generated code has it. */
export const shopDefinition = (protocol: string, more: Partial<RealtimeDefinition> = {}): RealtimeDefinition => ({
  name: "shop",
  version: "1.0.0",
  environments: {},
  servers: { local: { url: `${protocol}://127.0.0.1`, protocol } },
  ...more,
});

/** The client of a definition, and its verbs, typed as generated functions are. */
export interface Shop {
  readonly client: RealtimeClient;
  orders(input?: object): ReturnType<typeof subscribe<Order>>;
  publish(order: Order, input?: object): ReturnType<typeof publish>;
}

export function shop(definition: RealtimeDefinition, channels: ShopChannels, options: RealtimeOptions): Shop {
  const client = createRealtime(definition, { reconnect: { delay: 50, maxDelay: 200 }, ...options });
  return {
    client,
    orders: (input = {}) => subscribe<Order>(client, channels.receive, { region: "eu", ...input }),
    publish: (order, input = {}) => publish(client, channels.send, { region: "eu", payload: order, ...input }),
  };
}

/** Bytes of live objects after a collection; the tests run with --expose-gc or skip the collection. */
async function heap(): Promise<number> {
  const { setFlagsFromString } = await import("node:v8");
  const { runInNewContext } = await import("node:vm");
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void; // V8's own
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    gc();
  }
  return process.memoryUsage().heapUsed;
}

/** Publishes and receives so many messages; the heap must not grow between the tenth part and the end. */
export async function flood(from: Shop, to: Shop, total: number, window = 200): Promise<void> {
  const mark = total / 10;
  let received = 0;
  let early = 0;
  let wake: () => void = () => undefined;
  const orders = to.orders();
  const seen = new Uint8Array(total);
  orders.subscribe(({ id }) => {
    received += seen[id] === 0 ? 1 : 0;
    seen[id] = 1;
    wake();
  });
  await orders.ready();
  const until = async (count: number): Promise<void> => {
    while (received < count)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  let pending: Promise<unknown>[] = [];
  for (let id = 0; id < total; id++) {
    pending.push(from.publish({ id, item: "tea" }));
    if (pending.length === window) {
      await Promise.all(pending);
      pending = [];
      await until(id + 1 - window * 4);
    }
    if (id + 1 === mark) {
      await until(mark);
      early = await heap();
    }
  }
  await Promise.all(pending);
  await until(total);
  const growth = (await heap()) - early;
  orders.close();
  // Ninety thousand messages more: what each would leave behind shows, were it 30 bytes.
  expect(growth).toBeLessThan(total * 0.9 * 30);
}

/**
 * Reads nothing while another client sends more than the broker keeps for it, so that it is cut off. Resolves when an order comes that is published after that,
 * with the gaps that were told and the number of messages that came before.
 */
export async function sleepThrough({ client, orders, publish: send }: Shop, sent: Sent): Promise<{ readonly gaps: readonly unknown[]; readonly came: number }> {
  const subscription = orders();
  const gaps: unknown[] = [];
  const told = new Promise((resolve) => subscription.on("discontinuity", (gap) => resolve(gaps.push(gap))));
  await subscription.ready();
  await asleep(2_500, sent);
  await client.connection.until("waiting");
  let came = 0;
  const read = (async () => {
    for await (const { id } of subscription) {
      if (id === afterwards) return;
      came++;
    }
  })();
  await told;
  await send({ id: afterwards, item: "tea" });
  await read;
  return { gaps, came };
}

const afterwards = -1;

/** Reads orders until `count` different ids are there. */
export async function collect(orders: AsyncIterable<Order>, count: number): Promise<ReadonlySet<number>> {
  const ids = new Set<number>();
  for await (const { id } of orders) {
    ids.add(id);
    if (ids.size === count) break;
  }
  return ids;
}

/** Asks with the verb of request and reply, typed as a generated function is. */
export const quote = (client: RealtimeClient, operation: ChannelOperation, payload: Order): Promise<{ readonly price: number }> =>
  ask<{ readonly price: number }>(client, operation, { payload });
