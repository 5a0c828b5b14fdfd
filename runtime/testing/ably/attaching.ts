import { allows } from "../../realtime/protocols/ably/auth/capability.js";
import { Action, type ChannelMode, Flag, flagsOfModes, modeFlags } from "../../realtime/protocols/ably/message/actions.js";
import type { ProtocolMessage } from "../../realtime/protocols/ably/message/frames.js";
import { ChannelView } from "./channel-view.js";
import type { Grant } from "./mock-app.js";
import type { Entry, MockChannel } from "./mock-channel.js";
import type { MockConnection } from "./mock-connection.js";
import { MockError } from "./mock-error.js";

const defaultModes = flagsOfModes(["PRESENCE", "PUBLISH", "SUBSCRIBE", "PRESENCE_SUBSCRIBE"]);

/** What an ATTACH leads to. */
export interface Attaching {
  readonly attached: ProtocolMessage;
  /** What was granted. */
  readonly modes: number;
  /** What the connection gets of what was said before. */
  readonly backlog: readonly Entry[];
}

/** Attaches a connection to a channel: afresh, or where it stood. */
export function attach(connection: MockConnection, channel: MockChannel, frame: ProtocolMessage): Attaching {
  const { channelSerial } = frame;
  const params = knownParams(channel, frame);
  const wanted = wantedModes(frame.flags ?? 0, params);
  const modes = grantedModes(connection.grant, channel.name, wanted);
  const before = channel.attached.get(connection);
  const missed = channelSerial ? channel.after(channelSerial) : null;
  channel.attached.set(connection, { modes, wanted, params, base: null });
  const resumed = missed !== null;
  const begins = before?.params["rewind"] === undefined && !((frame.flags ?? 0) & Flag.attachResume); // a second ATTACH may be the first that asks
  const backlog = missed ?? (begins ? rewound(channel, params) : []);
  const at =
    backlog.length > 0 && !resumed ? channel.serialAt(Number(backlog[0]?.serial.split("-")[0]) - 1) : channelSerial && resumed ? channelSerial : channel.serial;
  const flags =
    modes |
    (resumed ? Flag.resumed : 0) |
    (channel.members.size > 0 ? Flag.hasPresence : 0) |
    (modes & modeFlags.OBJECT_SUBSCRIBE ? Flag.hasObjects : 0) |
    (backlog.length > 0 ? Flag.hasBacklog : 0);
  const lost = channelSerial && !resumed ? { error: new MockError(90003, "The channel's continuity is lost", 400).info } : {};
  const told = Object.keys(params).length > 0 ? { params } : {};
  return { attached: { action: Action.attached, channel: channel.name, channelSerial: at, flags, ...told, ...lost }, modes, backlog };
}

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
function knownParams(channel: MockChannel, { params }: ProtocolMessage): Readonly<Record<string, string>> {
  const all = { ...(channel instanceof ChannelView ? channel.params : {}), ...params };
  return Object.fromEntries(Object.entries(all).filter(([name]) => knownNames.includes(name)));
}

/** The modes that are asked for: by `params`, by flags, or those that everybody gets. */
function wantedModes(flags: number, { modes }: Readonly<Record<string, string>>): number {
  const named = (modes ?? "").split(",").map((mode) => mode.trim().toUpperCase());
  const all = Object.keys(modeFlags) as ChannelMode[]; // the keys of the constant
  return flagsOfModes(all.filter((mode) => named.includes(mode))) || flags & flagsOfModes(all) || defaultModes;
}

/** The backlog that `rewind` asks for: so many messages, or so many seconds or minutes of them, as they are now. The last leads to where the channel is. */
function rewound(channel: MockChannel, { rewind }: Readonly<Record<string, string>>): readonly Entry[] {
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
