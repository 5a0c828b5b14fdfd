export type { Bus, Delivery, Feed, RequestReplyOptions, Route, Sink, Unsent } from "./bus.js";
export type { Bindings, Channel, ChannelOperation, FramingDefinition, MessageDefinition, ReplyDefinition } from "./channel.js";
export type { ConnectionChange, ConnectionStateName, ConnectionView, UntilOptions } from "./connection.js";
export type { FrameSink, Framing, FramingSession, SessionHost, Verdict } from "./framing.js";
export type { Discontinuity, Message, OutgoingMessage, Receipt } from "./message.js";
export type { RealtimeClient, RealtimeSettings } from "./realtime-client.js";
export type { RealtimeDefinition, RealtimeServer } from "./realtime-definition.js";
export type { Overflow, PublishOptions, SubscribeOptions, Subscription } from "./subscription.js";
export type { Frame, Link, LinkEnd, LinkEvents, OpenRequest, Transport } from "./transport.js";
