import type { Framing } from "../../framing.js";
import { CentrifugeSession } from "./session.js";
import type { CentrifugeSettings } from "./settings.js";

/** Centrifuge's client protocol (Centrifugo, Grafana Live) in JSON: channels over one WebSocket, recovered after a break where they keep a history. */
export function centrifugeFraming(settings: CentrifugeSettings = {}): Framing {
  return {
    name: "centrifuge",
    sockets: "shared",
    delivery: "at-most-once",
    acknowledges: true,
    asks: true,
    takesCredential: settings.token ?? true,
    session: (_route, host) => new CentrifugeSession(settings, host),
  };
}
