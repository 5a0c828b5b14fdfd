import type { ChannelOperation } from "./channel.js";
import type { Message } from "./message.js";

/**
 * Gives messages the document's names: what a frame calls its type is looked up; where the operation knows one message only, that is it.
 * Null for a message of the channel that the operation is not about.
 */
export function namer({ channel, messages: own }: ChannelOperation): (message: Message) => Message | null {
  const names = own ?? Object.keys(channel.messages);
  const single = names.length === 1 ? (names[0] ?? null) : null;
  const byType = new Map(Object.entries(channel.messages).flatMap(([name, { type = name }]) => [[name, name] as const, [type, name] as const]));
  const wanted = own === undefined ? null : new Set(own);
  return (message) => {
    if (message.name === null) return single === null ? message : { ...message, name: single };
    const name = byType.get(message.name);
    if (name === undefined) return message;
    if (wanted !== null && !wanted.has(name)) return null;
    return name === message.name ? message : { ...message, name };
  };
}
