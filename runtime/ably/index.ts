export { type Timers, timersClock } from "../core/timers-clock.js";
export type { Ably, AblyAuth, AblyChannels } from "../realtime/protocols/ably/ably.js";
export { type AblyBusOptions, ablyBus } from "../realtime/protocols/ably/ably-bus.js";
export { AblyError } from "../realtime/protocols/ably/ably-error.js";
export {
  annotations,
  deltas,
  encryption,
  filters,
  messagePack,
  network,
  ping,
  presence,
  publishing,
  recovery,
  remedies,
  requests,
  tokens,
} from "../realtime/protocols/ably/all-features.js";
export type { Capability } from "../realtime/protocols/ably/auth/capability.js";
export type { AuthOptions } from "../realtime/protocols/ably/auth/token-source.js";
export type { TokenDetails, TokenParams, TokenRequest } from "../realtime/protocols/ably/auth/tokens.js";
export type { AblyAnnotations, Annotation, MessageRef, OutgoingAnnotation } from "../realtime/protocols/ably/channel/annotations.js";
export type { AblyChannel } from "../realtime/protocols/ably/channel/channel.js";
export type { ChannelStateChange } from "../realtime/protocols/ably/channel/channel-change.js";
export type { ChannelStateName } from "../realtime/protocols/ably/channel/channel-machine.js";
export type { ChannelOptions } from "../realtime/protocols/ably/channel/channel-options.js";
export type { MessageFilter } from "../realtime/protocols/ably/channel/filter.js";
export type { AblyConnection } from "../realtime/protocols/ably/connection/connection.js";
export type { AblyConnectionChange } from "../realtime/protocols/ably/connection/connection-change.js";
export type { ConnectionStateName } from "../realtime/protocols/ably/connection/connection-state.js";
export type { AblyFeatures } from "../realtime/protocols/ably/features.js";
export type { ChannelMode, MessageAction, PresenceAction } from "../realtime/protocols/ably/message/actions.js";
export { type CipherOptions, randomCipherKey } from "../realtime/protocols/ably/message/cipher.js";
export type { PublishResult } from "../realtime/protocols/ably/message/frames.js";
export type { AblyMessage, Edit, EditResult, MessageOperation, OutgoingAblyMessage } from "../realtime/protocols/ably/message/message.js";
export type { AblyOptions, AblyTimeouts, Network } from "../realtime/protocols/ably/options.js";
export type { AblyPresence, PresenceQuery } from "../realtime/protocols/ably/presence/presence.js";
export { memberKey, type PresenceMessage } from "../realtime/protocols/ably/presence/presence-map.js";
export type { LocalDevice, PushDeviceToken, PushPlatform, PushRecipient, PushStorage } from "../realtime/protocols/ably/push/push-device.js";
export type { ActivateOptions, DeactivateOptions } from "../realtime/protocols/ably/push/push-events.js";
export type { Registration } from "../realtime/protocols/ably/push/push-registrar.js";
export type { PushTarget } from "../realtime/protocols/ably/push/push-target.js";
export type { Page, Paged } from "../realtime/protocols/ably/rest/paged.js";
export type { HistoryQuery, RestRequest } from "../realtime/protocols/ably/rest/requests.js";
export type { AblyRest, BatchPresence, BatchPublished, BatchSpec, Stats, StatsQuery } from "../realtime/protocols/ably/rest/rest.js";
export type { RestAuth, RevocationTarget, Revoked } from "../realtime/protocols/ably/rest/rest-auth.js";
export type { BatchFailure, BatchResult } from "../realtime/protocols/ably/rest/rest-batch.js";
export type { ChannelDetails, ChannelMetrics, RestChannel, RestChannelOptions } from "../realtime/protocols/ably/rest/rest-channel.js";
export type { RestChannels } from "../realtime/protocols/ably/rest/rest-channels.js";
export type { ApnsBroadcast, LiveActivities, LiveActivityPayload, PushAdmin, PushDevice, PushSubscription } from "../realtime/protocols/ably/rest/rest-push.js";
export type { AnyRequest, HttpPage } from "../realtime/protocols/ably/rest/rest-request.js";
export { ablyProtocol } from "./ably-protocol.js";
export type { LegacyHosts } from "./client-options.js";
export { type CreateAblyOptions, createAbly, type PlainAblyOptions, plainAbly } from "./create-ably.js";
export { createPushTarget } from "./create-push-target.js";
export { type CreateAblyRestOptions, createAblyRest, restOf } from "./create-rest.js";
export { type DecodeOptions, decodeAnnotation, decodeMessage, decodeMessages, decodePresence, decodePresences } from "./decode.js";
export type { LogHandler, LogLevel, LogOptions } from "./logging.js";
