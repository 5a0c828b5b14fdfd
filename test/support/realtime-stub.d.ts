// The realtime entry point as generated code uses it, until the verbs are part of it.
import type { Credential } from "@clientwright/runtime";
import type { ChannelOperation } from "../../runtime/dist/realtime/channel.js";
import type { Message, Receipt } from "../../runtime/dist/realtime/message.js";
import type { RealtimeClient } from "../../runtime/dist/realtime/realtime-client.js";
import type { RealtimeDefinition } from "../../runtime/dist/realtime/realtime-definition.js";
import type { PublishOptions, SubscribeOptions, Subscription } from "../../runtime/dist/realtime/subscription.js";

export type { Unsent } from "../../runtime/dist/realtime/bus.js";
export type { Channel, ChannelOperation } from "../../runtime/dist/realtime/channel.js";
export type { Message, PublishOptions, RealtimeClient, RealtimeDefinition, Receipt, SubscribeOptions, Subscription };
export interface RealtimeOptions {
  readonly server?: string | undefined;
  readonly variables?: Readonly<Record<string, string>> | undefined;
  readonly auth?: Credential | "open" | Readonly<Record<string, unknown>> | undefined;
}
export declare function createRealtime(api: RealtimeDefinition, options?: RealtimeOptions): RealtimeClient;
export declare function subscribe<T, H>(client: RealtimeClient, operation: ChannelOperation, input?: object, options?: SubscribeOptions): Subscription<T, H>;
export declare function publish(client: RealtimeClient, operation: ChannelOperation, input?: object, options?: PublishOptions): Promise<Receipt>;
export declare function ask<T>(client: RealtimeClient, operation: ChannelOperation, input?: object, options?: PublishOptions): Promise<T>;
