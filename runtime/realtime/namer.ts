import type { ChannelOperation } from "./channel.js";
import { decoded, hasSchemas, type PayloadCodecs } from "./codecs.js";
import { recogniser } from "./match.js";
import type { Message } from "./message.js";
import type { Naming } from "./naming.js";

type About = Pick<ChannelOperation, "channel" | "messages" | "convert">;

/**
 * Gives messages the document's names, and payloads the values that their types say: what a frame calls its type is looked up, else the payload's constants tell; where the operation
 * knows one message only and nothing speaks against it, that is it. Null for a message of the channel that the operation is not about.
 */
export const namer: Naming = (operation, payloads) => {
  const named = byName(operation);
  if (!operation.convert && !payloads && !hasSchemas(operation.channel)) return named;
  return (came) => {
    const message = named(came);
    return message && valued(message, operation, payloads);
  };
};

/** The message with its payload as its types say: bytes through the codec of their content type, then dates and bigints. */
function valued(came: Message, { channel, convert }: About, payloads: PayloadCodecs = {}): Message {
  const message = decoded(came, channel, payloads);
  return convert ? convert.by.receive(message, convert) : message;
}

function byName({ channel, messages: own }: About): (message: Message) => Message | null {
  const names = own ?? Object.keys(channel.messages);
  const [single = null] = names.length === 1 ? names : [];
  const isAlone = single !== null && (Object.keys(channel.messages).length === 1 || channel.messages[single]?.match === undefined);
  const byType = new Map(Object.entries(channel.messages).flatMap(([name, { type = name }]) => [[name, name] as const, [type, name] as const]));
  const wanted = own === undefined ? null : new Set(own);
  const recognise = recogniser(channel);
  return (message) => {
    const name = (message.name === null ? recognise(message.payload) : byType.get(message.name)) ?? null;
    if (name === null && message.name === null && single !== null) return isAlone ? { ...message, name: single } : null;
    if (name === null) return message;
    if (wanted !== null && !wanted.has(name)) return null;
    return name === message.name ? message : { ...message, name };
  };
}
