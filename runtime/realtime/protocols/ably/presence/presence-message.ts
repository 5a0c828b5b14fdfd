import { type AblyError, ablyError } from "../ably-error.js";
import * as Action from "../message/action.js";
import { presenceActions } from "../message/actions.js";
import type { Cipher } from "../message/cipher.js";
import { decodePayload, type Payload } from "../message/decode-payload.js";
import type { ProtocolMessage, WirePresence } from "../message/frames.js";
import type { PresenceMessage } from "./presence-map.js";

/** The members of a frame with what they take from it; later, those that are encrypted. */
export function readPresence(
  frame: ProtocolMessage,
  cipher: Cipher | null,
  warn: (error: AblyError) => void,
): readonly (PresenceMessage | Promise<PresenceMessage>)[] {
  return (frame.presence ?? []).map((wire, index) => {
    const read = (payload: Payload): PresenceMessage => {
      const { failure } = payload;
      if (failure !== null) warn(ablyError(failure.code, failure.message, { cause: failure }));
      return presenceMessageOf(frame, wire, index, payload);
    };
    const payload = decodePayload(wire.data, wire.encoding, { cipher });
    return payload instanceof Promise ? payload.then(read) : read(payload);
  });
}

/** A presence message of the REST interface. */
export async function restPresence(wire: WirePresence, cipher: Cipher | null): Promise<PresenceMessage> {
  return presenceMessageOf({ action: Action.presence }, { action: 1, ...wire }, 0, await decodePayload(wire.data, wire.encoding, { cipher }));
}

function presenceMessageOf(frame: ProtocolMessage, wire: WirePresence, index: number, { data, encoding }: Payload): PresenceMessage {
  return {
    id: wire.id ?? (frame.id ? `${frame.id}:${index}` : null),
    action: presenceActions[wire.action ?? 0] ?? "absent",
    clientId: wire.clientId ?? "",
    connectionId: wire.connectionId ?? frame.connectionId ?? "",
    data: data ?? null,
    encoding,
    extras: wire.extras ?? null,
    timestamp: wire.timestamp ?? frame.timestamp ?? 0,
  };
}
