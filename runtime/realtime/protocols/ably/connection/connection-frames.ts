import { errorOf, reasonOf } from "../ably-error.js";
import * as Action from "../message/action.js";
import type { ProtocolMessage } from "../message/frames.js";
import type { ConnectionEvent } from "./connection-state.js";

/** What a frame without a channel means for the connection; null for nothing (RTF1). */
export function eventOf({ action, connectionId, connectionDetails, error }: ProtocolMessage): ConnectionEvent | null {
  switch (action) {
    case Action.connected: {
      const { connectionKey, connectionStateTtl = null } = connectionDetails ?? {};
      return { type: "connected", session: { id: connectionId ?? "", key: connectionKey ?? "" }, ttl: connectionStateTtl, error: errorOf(error) };
    }
    case Action.disconnected:
      return { type: "disconnected", error: errorOf(error) };
    case Action.closed:
      return { type: "closed" };
    case Action.error:
      return { type: "error", error: reasonOf(error, 50000, "The connection was ended") };
    default:
      return null;
  }
}
