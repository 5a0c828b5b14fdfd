import { type ChannelMode, flagsOfModes, modeFlags } from "../../realtime/protocols/ably/actions.js";
import { allows } from "../../realtime/protocols/ably/capability.js";
import type { ProtocolMessage } from "../../realtime/protocols/ably/frames.js";
import { ChannelView } from "./channel-view.js";
import type { Grant } from "./mock-app.js";
import type { Entry, MockChannel } from "./mock-channel.js";
import { MockError } from "./mock-error.js";

const defaultModes = flagsOfModes(["PRESENCE", "PUBLISH", "SUBSCRIBE", "PRESENCE_SUBSCRIBE"]);

/** The modes of those that are asked for which a grant allows. Throws 40160 where it allows nothing at all. */
export function grantedModes({ capability }: Grant, name: string, wanted: number): number {
  const may = (operation: string): boolean => allows(capability, name, operation);
  let granted = 0;
  if (may("publish")) granted |= modeFlags.PUBLISH;
  if (may("subscribe")) granted |= modeFlags.SUBSCRIBE | modeFlags.PRESENCE_SUBSCRIBE;
  if (may("presence")) granted |= modeFlags.PRESENCE;
  if (may("object-publish")) granted |= modeFlags.OBJECT_PUBLISH;
  if (may("object-subscribe")) granted |= modeFlags.OBJECT_SUBSCRIBE;
  if (may("annotation-publish")) granted |= modeFlags.ANNOTATION_PUBLISH;
  if (may("annotation-subscribe")) granted |= modeFlags.ANNOTATION_SUBSCRIBE;
  if (granted === 0) throw new MockError(40160, `Channel denied access based on given capability; channelId = ${name}`, 401);
  return granted & wanted;
}

const knownNames = ["modes", "delta", "rewind", "rewindLimit", "occupancy", "appendMode"];

/** The params of an attachment that there are, those in the channel's own name among them. */
export function knownParams(channel: MockChannel, { params }: ProtocolMessage): Readonly<Record<string, string>> {
  const all = { ...(channel instanceof ChannelView ? channel.params : {}), ...params };
  return Object.fromEntries(Object.entries(all).filter(([name]) => knownNames.includes(name)));
}

/** The modes that are asked for: by `params`, by flags, or those that everybody gets. */
export function wantedModes(flags: number, { modes }: Readonly<Record<string, string>>): number {
  const named = (modes ?? "").split(",").map((mode) => mode.trim().toUpperCase());
  const all = Object.keys(modeFlags) as ChannelMode[]; // the keys of the constant
  return flagsOfModes(all.filter((mode) => named.includes(mode))) || flags & flagsOfModes(all) || defaultModes;
}

/** The backlog that `rewind` asks for: so many messages, or so many seconds or minutes of them, as they are now. The last leads to where the channel is. */
export function rewound(channel: MockChannel, { rewind }: Readonly<Record<string, string>>): readonly Entry[] {
  const [, amount, unit] = /^(\d+)([sm]?)$/.exec(rewind ?? "") ?? [];
  if (amount === undefined) return [];
  const said = channel.log.map((entry) => channel.current(entry)).filter(({ messages }) => messages.length > 0);
  const since = (said.at(-1)?.timestamp ?? 0) - Number(amount) * (unit === "m" ? 60_000 : 1000);
  const wanted = unit ? said.filter(({ timestamp }) => timestamp >= since) : lastMessages(said, Math.min(Number(amount), 100));
  return wanted.map((entry, index) => (index === wanted.length - 1 ? { ...entry, serial: channel.serial } : entry));
}

function lastMessages(said: readonly Entry[], count: number): readonly Entry[] {
  const last: Entry[] = [];
  for (let [index, left] = [said.length - 1, count]; index >= 0 && left > 0; index--) {
    const entry = said[index];
    if (entry === undefined) break;
    last.unshift({ ...entry, messages: entry.messages.slice(-left) });
    left -= entry.messages.length;
  }
  return last;
}
