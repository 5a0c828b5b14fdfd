import type { Framing } from "../../framing.js";
import { SocketIoSession } from "./session.js";
import type { SocketIoSettings } from "./settings.js";

/** Socket.IO (protocol 5 over Engine.IO 4, by WebSocket): channels are namespaces, messages events, `ask` waits for the acknowledgement. */
export function socketIoFraming(settings: SocketIoSettings = {}): Framing {
  return {
    name: "socket.io",
    sockets: "shared",
    delivery: "at-most-once",
    asks: true,
    takesCredential: settings.credential !== null,
    session: (_route, host) => new SocketIoSession(settings, host),
  };
}
