import { Action, Flag, flagsOfModes, modeFlags } from "../../realtime/protocols/ably/actions.js";
import { allows } from "../../realtime/protocols/ably/capability.js";
import { decodeFrame, encodeFrame, type Format } from "../../realtime/protocols/ably/codec.js";
import type { ProtocolMessage, PublishResult, WireMessage, WirePresence } from "../../realtime/protocols/ably/frames.js";
import type { Grant } from "./mock-app.js";
import type { Attachment, Entry, MockChannel } from "./mock-channel.js";
import { MockError } from "./mock-error.js";
import { outgoing, stored } from "./stored.js";

/** The mock's end of a link. */
export interface MockLink {
  send(frame: string | Uint8Array): void;
  close(): void;
  /** Without a word. */
  cut(): void;
  /** A sign of life that is no frame. */
  ping(): void;
}

/** What a connection needs of the whole. */
export interface ConnectionWorld {
  readonly now: () => number;
  /** A frame goes out, past the faults. */
  readonly out: (connection: MockConnection, frame: ProtocolMessage) => void;
  readonly reauthorize: (connection: MockConnection, token: string) => Promise<void>;
  readonly closed: (connection: MockConnection) => void;
}

const defaultModes = flagsOfModes(["PRESENCE", "PUBLISH", "SUBSCRIBE", "PRESENCE_SUBSCRIBE"]);

/** One client's connection: it outlives its links. */
export class MockConnection {
  readonly id: string;
  key: string;
  grant: Grant;
  clientId: string | null;
  format: Format = "json";
  echo = true;
  link: MockLink | null = null;
  /** Since when there is no link. */
  lostAt = 0;
  readonly #world: ConnectionWorld;
  /** What each serial was answered with, so that a repeat is answered, and not said twice. */
  #answers = new Map<number, PublishResult>();

  constructor(
    id: string,
    key: string,
    { grant, clientId, world }: { readonly grant: Grant; readonly clientId: string | null; readonly world: ConnectionWorld },
  ) {
    this.id = id;
    this.key = key;
    this.grant = grant;
    this.clientId = clientId;
    this.#world = world;
  }

  /** Serials start again: the client did not get its old connection. */
  forgetSerials(): void {
    this.#answers = new Map();
  }

  send(frame: ProtocolMessage): void {
    this.link?.send(encodeFrame(frame, this.format));
  }

  /** A frame of the client's; answers go through `world.out`. */
  async receive(raw: string | Uint8Array | ProtocolMessage): Promise<void> {
    const frame = typeof raw === "string" || raw instanceof Uint8Array ? decodeFrame(raw) : raw;
    try {
      await this.#take(frame);
    } catch (error) {
      if (!(error instanceof MockError)) throw error;
      const { msgSerial, channel } = frame;
      if (typeof msgSerial === "number") this.#out({ action: Action.nack, msgSerial, count: 1, error: error.info });
      else this.#out({ action: Action.error, ...(channel && { channel }), error: error.info });
    }
  }

  #out(frame: ProtocolMessage): void {
    this.#world.out(this, frame);
  }

  async #take(frame: ProtocolMessage): Promise<void> {
    switch (frame.action) {
      case Action.heartbeat:
        return this.#out({ action: Action.heartbeat, ...(frame.id && { id: frame.id }) });
      case Action.close:
        this.#out({ action: Action.closed });
        return this.#world.closed(this);
      case Action.disconnect:
        return this.link?.close();
      case Action.attach:
        return this.#attach(frame);
      case Action.detach:
        return this.#detach(frame);
      case Action.message:
      case Action.presence:
      case Action.annotation:
        return this.#publish(frame);
      case Action.sync:
        return this.#sync(this.#channel(frame));
      case Action.auth:
        return this.#world.reauthorize(this, frame.auth?.accessToken ?? "");
      default:
    }
  }

  #channel({ channel }: ProtocolMessage): MockChannel {
    const name = (channel ?? "").replace(/^\[[^\]]*\]/, "");
    if (name === "" || name.startsWith(":") || name.includes("\n")) throw new MockError(40010, `Invalid channel name: ${channel}`);
    return this.grant.app.channel(channel ?? "");
  }

  #attach(frame: ProtocolMessage): void {
    const channel = this.#channel(frame);
    const { channelSerial, params = {} } = frame;
    const modes = this.#granted(channel.name, frame);
    const before = channel.attached.get(this);
    const missed = channelSerial ? channel.after(channelSerial) : null;
    channel.attached.set(this, { modes, params: params ?? {} });
    const resumed = missed !== null;
    const backlog = missed ?? (before === undefined ? rewound(channel, params ?? {}) : []);
    const at =
      backlog.length > 0 && !resumed
        ? channel.serialAt(Number(backlog[0]?.serial.split("-")[0]) - 1)
        : channelSerial && resumed
          ? channelSerial
          : channel.serial;
    const flags = modes | (resumed ? Flag.resumed : 0) | (channel.members.size > 0 ? Flag.hasPresence : 0) | (backlog.length > 0 ? Flag.hasBacklog : 0);
    const lost = channelSerial && !resumed ? { error: new MockError(90003, "The channel's continuity is lost", 400).info } : {};
    this.#out({
      action: Action.attached,
      channel: channel.name,
      channelSerial: at,
      flags,
      ...(Object.keys(params ?? {}).length > 0 && { params: params ?? {} }),
      ...lost,
    });
    if (channel.members.size > 0) this.#sync(channel);
    for (const entry of backlog) this.deliver(channel, entry);
  }

  #granted(name: string, { flags, params }: ProtocolMessage): number {
    const asked = params?.["modes"];
    const named =
      asked === undefined ? 0 : asked.split(",").reduce((bits, mode) => bits | (modeFlags[mode.trim().toUpperCase() as keyof typeof modeFlags] ?? 0), 0); // other names have no bit
    const wanted = named || (flags ?? 0) & flagsOfModes(Object.keys(modeFlags) as (keyof typeof modeFlags)[]) || defaultModes; // the keys of the constant
    const may = (operation: string): boolean => allows(this.grant.capability, name, operation);
    let granted = 0;
    if (may("publish")) granted |= modeFlags.PUBLISH;
    if (may("subscribe")) granted |= modeFlags.SUBSCRIBE | modeFlags.PRESENCE_SUBSCRIBE;
    if (may("presence")) granted |= modeFlags.PRESENCE;
    if (may("annotation-publish")) granted |= modeFlags.ANNOTATION_PUBLISH;
    if (may("annotation-subscribe")) granted |= modeFlags.ANNOTATION_SUBSCRIBE;
    if (granted === 0) throw new MockError(40160, `Channel denied access based on given capability; channelId = ${name}`, 401);
    return granted & wanted;
  }

  #detach(frame: ProtocolMessage): void {
    const channel = this.#channel(frame);
    channel.attached.delete(this);
    this.leave(channel);
    this.#out({ action: Action.detached, channel: channel.name });
  }

  #sync(channel: MockChannel): void {
    const members = [...channel.members.values()];
    const size = 100;
    for (let from = 0; from === 0 || from < members.length; from += size) {
      const last = from + size >= members.length;
      const presence = members.slice(from, from + size).map((member) => outgoing(member, this.format));
      this.#out({
        action: Action.sync,
        channel: channel.name,
        channelSerial: `${channel.serial.split("@")[1]}${channel.serial.slice(0, 14)}:${last ? "" : from + size}`,
        presence,
      });
    }
  }

  #publish(frame: ProtocolMessage): void {
    const msgSerial = frame.msgSerial ?? 0;
    const known = this.#answers.get(msgSerial);
    const result = known ?? this.#append(frame, msgSerial);
    this.#answers.set(msgSerial, result);
    this.#out({ action: Action.ack, msgSerial, count: 1, res: [result] });
  }

  #append(frame: ProtocolMessage, msgSerial: number): PublishResult {
    const channel = this.#channel(frame);
    const operation = frame.action === Action.message ? "publish" : frame.action === Action.presence ? "presence" : "annotation-publish";
    if (!allows(this.grant.capability, channel.name, operation)) throw new MockError(40160, `No ${operation} on ${channel.name}`, 401);
    if (frame.action === Action.annotation) return this.#annotate(channel, frame);
    const messages = (frame.messages ?? []).map((message) => this.#identified(stored(message)));
    const presence = (frame.presence ?? []).map((member) => this.#present(stored(member)));
    const repeated = messages.length > 0 && messages.every(({ id }) => id && channel.log.some((entry) => entry.messages.some((each) => each.id === id)));
    if (repeated) return { serials: messages.map(() => null) };
    const entry = channel.append({
      id: `${this.id}:${msgSerial}`,
      connectionId: this.id,
      messages: messages.map((message) => this.#edited(channel, message)),
      presence,
    });
    for (const listener of channel.attached.keys()) listener.deliver(channel, entry);
    return { serials: entry.messages.map(({ version, serial }) => version?.serial ?? serial ?? null) };
  }

  #identified(message: WireMessage): WireMessage {
    const { clientId } = message;
    if (clientId && this.clientId !== null && this.clientId !== "*" && clientId !== this.clientId)
      throw new MockError(40012, `${this.clientId} can't publish as ${clientId}`);
    return clientId || this.clientId === null || this.clientId === "*" ? message : { ...message, clientId: this.clientId };
  }

  /** Updates, deletes and appends keep the message's serial and get a version of their own. */
  #edited(channel: MockChannel, message: WireMessage): WireMessage {
    if (!message.action || !message.serial) return message;
    if (!this.grant.app.isMutable(channel.name)) throw new MockError(93002, "Message updates are not enabled for this channel");
    const original = channel.log.flatMap((entry) => entry.messages).findLast(({ serial }) => serial === message.serial);
    if (original === undefined) throw new MockError(40400, "No such message", 404);
    const version = { ...message.version, serial: `${channel.serialAt(channel.log.length + 1)}:000`, timestamp: this.#world.now() };
    const data = message.action === 5 && typeof original.data === "string" ? `${original.data}${message.data ?? ""}` : (message.data ?? original.data);
    return { ...original, ...message, data, action: message.action === 5 ? 1 : message.action, version, id: undefined };
  }

  #present(member: WirePresence): WirePresence {
    const clientId = member.clientId ?? this.clientId;
    if (!clientId || clientId === "*") throw new MockError(40012, "Presence needs a clientId", 400);
    if (this.clientId !== null && this.clientId !== "*" && clientId !== this.clientId)
      throw new MockError(40012, `${this.clientId} can't be present as ${clientId}`);
    return { ...member, clientId };
  }

  #annotate(channel: MockChannel, frame: ProtocolMessage): PublishResult {
    const annotations = (frame.annotations ?? []).map((annotation, index) => ({
      ...annotation,
      serial: `${channel.serial}:a${index}`,
      clientId: annotation.clientId ?? this.clientId,
    }));
    for (const [listener, { modes }] of channel.attached)
      if (modes & modeFlags.ANNOTATION_SUBSCRIBE)
        this.#world.out(listener, { action: Action.annotation, channel: channel.name, connectionId: this.id, timestamp: this.#world.now(), annotations });
    return { serials: annotations.map(({ serial }) => serial) };
  }

  /** Sends an entry of a channel, as far as it is wanted here. */
  deliver(channel: MockChannel, entry: Entry): void {
    const { modes } = channel.attached.get(this) ?? ({ modes: 0 } as Attachment);
    const { id, connectionId, serial, timestamp } = entry;
    const envelope = { channel: channel.name, channelSerial: serial, id, connectionId, timestamp };
    const own = connectionId === this.id;
    if (entry.messages.length > 0 && modes & modeFlags.SUBSCRIBE && (this.echo || !own))
      this.#out({ action: Action.message, ...envelope, messages: entry.messages.map((message) => outgoing(message, this.format)) });
    if (entry.presence.length > 0 && (modes & modeFlags.PRESENCE_SUBSCRIBE || own))
      this.#out({ action: Action.presence, ...envelope, presence: entry.presence.map((member) => outgoing(member, this.format)) });
  }

  /** This connection's members leave a channel: made by the server, so with an id of its own. */
  leave(channel: MockChannel): void {
    const gone = [...channel.members.values()].filter(({ connectionId }) => connectionId === this.id);
    for (const member of gone) {
      const entry = channel.append({
        id: `mock-leave-${this.id}`,
        connectionId: this.id,
        messages: [],
        presence: [{ ...member, action: 3, id: `mock-leave:${this.id}:${channel.log.length}` }],
      });
      for (const listener of channel.attached.keys()) listener.deliver(channel, entry);
    }
  }
}

/** The backlog that `rewind` asks for: so many messages, or so many seconds or minutes. */
function rewound(channel: MockChannel, { rewind }: Readonly<Record<string, string>>): readonly Entry[] {
  const [, amount, unit] = /^(\d+)([sm]?)$/.exec(rewind ?? "") ?? [];
  if (amount === undefined) return [];
  const said = channel.log.filter((entry) => entry.messages.length > 0);
  if (!unit) return Number(amount) === 0 ? [] : said.slice(-Math.min(Number(amount), 100));
  const last = said.at(-1)?.timestamp ?? 0;
  return said.filter(({ timestamp }) => timestamp >= last - Number(amount) * (unit === "m" ? 60_000 : 1000));
}
