import { setTarget } from "../core/pointer.js";
import type { ChannelOperation } from "./channel.js";
import { definitionOf } from "./incoming.js";
import type { OutgoingMessage } from "./message.js";

type Parts = Pick<OutgoingMessage, "headers" | "payload">;

/** Headers and payload with a value at `/headers/...` or `/payload/...`. */
export const withValue = ({ headers, payload }: OutgoingMessage, at: string, value: unknown): Parts => setTarget<Parts>({ headers, payload }, at, value);

/** Writes the correlation id where the document says that it stands. */
export function correlated({ channel }: ChannelOperation, message: OutgoingMessage): OutgoingMessage {
  const at = message.correlationId === null ? undefined : definitionOf(channel, message.name)?.correlationId;
  return at === undefined ? message : { ...message, ...withValue(message, at, message.correlationId) };
}
