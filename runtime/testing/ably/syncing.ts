import { Action } from "../../realtime/protocols/ably/message/actions.js";
import type { Format } from "../../realtime/protocols/ably/message/codec.js";
import type { ProtocolMessage } from "../../realtime/protocols/ably/message/frames.js";
import type { MockChannel } from "./mock-channel.js";
import { outgoingObject } from "./objects.js";
import { outgoing } from "./stored.js";

/** So many members, or objects, are in one frame. */
const size = 100;

/** A channel's members, as the frames of a sync; one even where there are none. */
export function presenceSyncs(channel: MockChannel, format: Format): readonly ProtocolMessage[] {
  const members = [...channel.members.values()].map((member) => outgoing(member, format));
  return parts(channel, members).map(({ part, channelSerial }) => ({ action: Action.sync, channel: channel.name, channelSerial, presence: part }));
}

/** A channel's objects, as the frames of a sync. */
export function objectSyncs(channel: MockChannel, format: Format): readonly ProtocolMessage[] {
  const states = channel.objects.states().map((object) => outgoingObject({ object }, format));
  return parts(channel, states).map(({ part, channelSerial }) => ({ action: Action.objectSync, channel: channel.name, channelSerial, state: part }));
}

/** A list in parts, each with the serial that names the next; the last names none. */
function parts<T>(channel: MockChannel, list: readonly T[]): readonly { readonly part: readonly T[]; readonly channelSerial: string }[] {
  const sequence = `${channel.serial.split("@")[1]}${channel.serial.slice(0, 14)}`;
  const starts = Array.from({ length: Math.max(1, Math.ceil(list.length / size)) }, (_, index) => index * size);
  return starts.map((from) => ({ part: list.slice(from, from + size), channelSerial: `${sequence}:${from + size < list.length ? from + size : ""}` }));
}
