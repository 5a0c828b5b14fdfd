import type { Channel } from "./channel.js";
import { decodePayload, isJson } from "./payload.js";
import type { Frame } from "./transport.js";

/** `decodePayload`; where the channel reads its JSON itself, that counts. */
export const incomingPayload = ({ json }: Channel, frame: Frame, contentType: string): unknown =>
  json && isJson(contentType) ? json.parse(frame) : decodePayload(frame, contentType);
