import { type Ably, ablyOver } from "../realtime/protocols/ably/ably.js";
import type { AblyOptions } from "../realtime/protocols/ably/options.js";
import { webSocketTransport } from "../realtime/transports/web-socket.js";

/**
 * A client of Ably's realtime service: connection, channels, presence. Without a transport it uses the platform's WebSocket; Node 20 has
 * none: pass `wsTransport()` of `@clientwright/runtime/ws`, which also keeps credentials out of the address.
 * @throws AblyError 40106 when the options hold no way to authenticate, 40101 for a malformed key, 40103 for a key without TLS.
 */
export function createAbly(options: AblyOptions): Ably {
  return ablyOver({ ...options, transport: options.transport ?? webSocketTransport() });
}
