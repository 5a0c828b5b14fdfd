import type { Declared } from "../core/reply.js";
import { given } from "./address.js";
import type { ChannelOperation } from "./channel.js";
import { ChannelSubscription } from "./channel-subscription.js";
import type { RealtimeClient } from "./realtime-client.js";
import type { SubscribeOptions, Subscription } from "./subscription.js";

/**
 * Listens to a channel: iterate it, or call its `subscribe`. Nothing is asked of the server before that.
 * @throws InputError, in the loop, when a parameter is missing; ConnectionError when the connection fails for good.
 */
export function subscribe(client: RealtimeClient, operation: ChannelOperation, input?: object, options?: SubscribeOptions): Declared;
export function subscribe<T, H = Readonly<Record<string, unknown>>>(
  client: RealtimeClient,
  operation: ChannelOperation,
  input?: object,
  options?: SubscribeOptions,
): Subscription<T, H>;
export function subscribe<T, H>(client: RealtimeClient, operation: ChannelOperation, input: object = {}, options: SubscribeOptions = {}): Subscription<T, H> {
  const route = () => given(client, operation, input).route;
  const name = client.realtime.naming(operation, client.realtime.payloads);
  return new ChannelSubscription(client.bus, route, { name, options }) as Subscription<unknown, unknown> as Subscription<T, H>; // typed by the generated function
}
