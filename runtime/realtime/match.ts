import { readPointer } from "../core/pointer.js";
import type { Channel } from "./channel.js";

/** The name of the message that a payload can only be; null where the payload does not tell. */
export type Recogniser = (payload: unknown) => string | null;

const known: WeakMap<Channel, Recogniser> = new WeakMap();

/**
 * Tells a channel's messages apart by the fields that have one value only. What fits none of these is the message that has no such
 * field, where there is one alone.
 */
export function recogniser(channel: Channel): Recogniser {
  const found = known.get(channel) ?? make(channel);
  known.set(channel, found);
  return found;
}

function make({ messages }: Channel): Recogniser {
  const all = Object.entries(messages).map(([name, { match }]) => ({ name, wants: Object.entries(match ?? {}) }));
  const telling = all.filter(({ wants }) => wants[0]);
  const [mute, another] = all.filter(({ wants }) => !wants[0]);
  const rest = another ? null : (mute?.name ?? null);
  return (payload) => telling.find(({ wants }) => wants.every(([pointer, value]) => readPointer(payload, pointer) === value))?.name ?? rest;
}
