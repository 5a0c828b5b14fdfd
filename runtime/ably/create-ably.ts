import { type Ably, ablyOver } from "../realtime/protocols/ably/ably.js";
import { allFeatures } from "../realtime/protocols/ably/all-features.js";
import type { AblyFeatures } from "../realtime/protocols/ably/features.js";
import type { AblyOptions } from "../realtime/protocols/ably/options.js";
import { type WebSocketTransportOptions, webSocketTransport } from "../realtime/transports/web-socket.js";
import { authOf, currentHosts, type LegacyHosts } from "./client-options.js";

/** Options of `plainAbly`. */
export interface PlainAblyOptions extends AblyOptions {
  /** The WebSocket class, where it isn't the platform's; `transport` replaces the whole wire instead. */
  readonly WebSocket?: WebSocketTransportOptions["WebSocket"];
}

/** Options of `createAbly`. */
export interface CreateAblyOptions extends PlainAblyOptions, LegacyHosts {}

/**
 * A client of Ably's realtime service: connection, channels, presence, everything. Text is a key or a token (RSC1). Without a transport it uses the platform's WebSocket;
 * Node 20 has none: pass `wsTransport()` of `@clientwright/runtime/ws`, which also keeps credentials out of the address.
 * @throws AblyError 40106 when the options hold no way to authenticate, 40101 for a malformed key, 40103 for a key without TLS, 40000 for options
 * that conflict.
 */
export function createAbly(options: string | CreateAblyOptions): Ably {
  return plainAbly(typeof options === "string" ? authOf(options) : currentHosts(options), allFeatures);
}

/**
 * The same with the features that it is given only, so that a bundle holds nothing else: `plainAbly({ key })` hears messages,
 * `plainAbly({ key, format: "msgpack" }, { messagePack, publishing, presence })` says something and is seen.
 */
export function plainAbly(options: PlainAblyOptions, features: AblyFeatures = {}): Ably {
  const { WebSocket } = options;
  return ablyOver({ ...options, transport: options.transport ?? webSocketTransport({ WebSocket }) }, features);
}
