import type { Framing } from "../../framing.js";
import { uses } from "../../template.js";
import { JsonRpcSession } from "./session.js";
import type { JsonRpcSettings } from "./settings.js";

/** JSON-RPC 2.0 over one WebSocket: `ask` is a request, `publish` a notification, notifications of the server are messages. */
export function jsonRpcFraming(settings: JsonRpcSettings = {}): Framing {
  return {
    name: "json-rpc",
    sockets: "shared",
    delivery: "at-most-once",
    asks: true,
    takesCredential: uses(settings.hello?.params, "credential"),
    session: (_route, host) => new JsonRpcSession(settings, host),
  };
}
