import { ask, type ChannelOperation, type RealtimeClient, type SubscribeOptions, type Subscription, subscribe } from "../../runtime/realtime/index.js";

// Compiled by tsc, never run: what generated channel functions and their callers write must have the types that they expect.

interface Order {
  readonly id: string;
}
declare const client: RealtimeClient;
declare const operation: ChannelOperation;

/** As the generator writes it: the verb takes its type from the function around it. */
function onOrder(own: RealtimeClient, input: { readonly region: string }, options?: SubscribeOptions): Subscription<Order> {
  return subscribe(own, operation, input, options);
}
function getQuote(own: RealtimeClient, input: { readonly payload: number }): Promise<Order> {
  return ask(own, operation, input);
}

export async function read(): Promise<string> {
  for await (const order of onOrder(client, { region: "eu" }, { buffer: 10, overflow: "dropOldest" })) return order.id;
  for await (const { payload, id, headers } of onOrder(client, { region: "eu" }).messages()) return `${payload.id} ${id} ${Object.keys(headers)}`;
  const off: () => void = onOrder(client, { region: "eu" }).subscribe((order, message) => order.id === message.payload.id);
  off();
  const orders = onOrder(client, { region: "eu" });
  orders.on("discontinuity", ({ reason, lost }) => reason === "dropped" && lost);
  orders.on("error", ({ kind, remedy }) => `${kind} ${remedy}`);
  // @ts-expect-error there is no such event
  orders.on("close", () => undefined);
  // @ts-expect-error an order has no total
  orders.subscribe((order) => order.total);
  // @ts-expect-error the region is missing
  onOrder(client, {});
  // @ts-expect-error no such policy
  onOrder(client, { region: "eu" }, { overflow: "drop" });
  return (await getQuote(client, { payload: 1 })).id;
}
