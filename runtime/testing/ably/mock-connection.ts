import { Action, type ChannelMode, Flag, modeFlags } from "../../realtime/protocols/ably/actions.js";
import { allows } from "../../realtime/protocols/ably/capability.js";
import { decodeFrame, encodeFrame, type Format } from "../../realtime/protocols/ably/codec.js";
import type { ProtocolMessage, PublishResult, WireAnnotation, WireMessage, WirePresence } from "../../realtime/protocols/ably/frames.js";
import { messagePack } from "../../realtime/protocols/ably/message-pack.js";
import { annotate } from "./annotating.js";
import { grantedModes, knownParams, rewound, wantedModes } from "./attaching.js";
import { deltaFrom } from "./deltas.js";
import { edited, isEdit } from "./edits.js";
import type { Grant } from "./mock-app.js";
import { checkName, type Entry, type MockChannel } from "./mock-channel.js";
import { MockError } from "./mock-error.js";
import { type ObjectMessage, outgoingObject } from "./objects.js";
import { checkSize } from "./publishing.js";
import { notify } from "./push.js";
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
  readonly maxMessageSize: number;
  /** A frame goes out, past the faults. */
  readonly out: (connection: MockConnection, frame: ProtocolMessage) => void;
  readonly reauthorize: (connection: MockConnection, token: string) => Promise<void>;
  readonly closed: (connection: MockConnection) => void;
}

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
    this.link?.send(encodeFrame(frame, this.format === "msgpack" ? messagePack : null));
  }

  /** A frame of the client's; answers go through `world.out`. */
  async receive(raw: string | Uint8Array | ProtocolMessage): Promise<void> {
    const frame = typeof raw === "string" || raw instanceof Uint8Array ? decodeFrame(raw, messagePack) : raw;
    try {
      await this.#take(frame);
    } catch (error) {
      if (!(error instanceof MockError)) throw error;
      const { msgSerial, channel } = frame;
      if (typeof msgSerial === "number") this.#out({ action: Action.nack, msgSerial, count: 1, error: error.info });
      else this.#out({ action: Action.error, ...(typeof channel === "string" && { channel }), error: error.info });
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
      case Action.object:
        return this.#publish(frame);
      case Action.sync:
        return this.#sync(this.#channel(frame));
      case Action.auth:
        return this.#world.reauthorize(this, frame.auth?.accessToken ?? "");
      default:
    }
  }

  #channel({ channel }: ProtocolMessage): MockChannel {
    checkName(channel ?? "");
    return this.grant.app.channel(channel ?? "");
  }

  #attach(frame: ProtocolMessage): void {
    const channel = this.#channel(frame);
    const { channelSerial } = frame;
    const params = knownParams(channel, frame);
    const wanted = wantedModes(frame.flags ?? 0, params);
    const modes = grantedModes(this.grant, channel.name, wanted);
    const before = channel.attached.get(this);
    const missed = channelSerial ? channel.after(channelSerial) : null;
    channel.attached.set(this, { modes, wanted, params, base: null });
    const resumed = missed !== null;
    const begins = before?.params["rewind"] === undefined && !((frame.flags ?? 0) & Flag.attachResume); // a second ATTACH may be the first that asks
    const backlog = missed ?? (begins ? rewound(channel, params) : []);
    const at =
      backlog.length > 0 && !resumed
        ? channel.serialAt(Number(backlog[0]?.serial.split("-")[0]) - 1)
        : channelSerial && resumed
          ? channelSerial
          : channel.serial;
    const flags =
      modes |
      (resumed ? Flag.resumed : 0) |
      (channel.members.size > 0 ? Flag.hasPresence : 0) |
      (channel.objects.any ? Flag.hasObjects : 0) |
      (backlog.length > 0 ? Flag.hasBacklog : 0);
    const lost = channelSerial && !resumed ? { error: new MockError(90003, "The channel's continuity is lost", 400).info } : {};
    this.#out({
      action: Action.attached,
      channel: channel.name,
      channelSerial: at,
      flags,
      ...(Object.keys(params).length > 0 && { params }),
      ...lost,
    });
    if (channel.members.size > 0) this.#sync(channel);
    if (channel.objects.any && modes & modeFlags.OBJECT_SUBSCRIBE) this.#syncObjects(channel);
    for (const entry of backlog) this.deliver(channel, entry);
    channel.tellOccupancy();
  }

  /** What a new token grants is what holds from now on: attachments that it doesn't cover fail. */
  regrant(): void {
    for (const channel of this.grant.app.channels.values()) {
      const attachment = channel.attached.get(this);
      if (attachment === undefined) continue;
      try {
        channel.attached.set(this, { ...attachment, modes: grantedModes(this.grant, channel.name, attachment.wanted) });
      } catch (error) {
        if (!(error instanceof MockError)) throw error;
        channel.attached.delete(this);
        this.leave(channel);
        this.#out({ action: Action.error, channel: channel.name, error: error.info });
      }
    }
  }

  /** How many are at a channel, as a message of the channel's own. */
  tellOccupancy(channel: MockChannel): void {
    const data = JSON.stringify({ metrics: channel.metrics });
    this.#out({ action: Action.message, channel: channel.name, messages: [{ name: "[meta]occupancy", data, encoding: "json" }], timestamp: this.#world.now() });
  }

  #detach(frame: ProtocolMessage): void {
    const channel = this.#channel(frame);
    channel.attached.delete(this);
    this.leave(channel);
    channel.tellOccupancy();
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

  #syncObjects(channel: MockChannel): void {
    const states = channel.objects.states().map((object) => outgoingObject({ object }, this.format));
    const size = 100;
    for (let from = 0; from < states.length; from += size) {
      const cursor = from + size < states.length ? from + size : "";
      const channelSerial = `${channel.serial.split("@")[1]}${channel.serial.slice(0, 14)}:${cursor}`;
      this.#out({ action: Action.objectSync, channel: channel.name, channelSerial, state: states.slice(from, from + size) });
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
    const [operation, mode] = needs(frame.action);
    const attachment = channel.attached.get(this);
    const edits = (frame.messages ?? []).some(isEdit);
    if ((!edits && !allows(this.grant.capability, channel.name, operation)) || (attachment !== undefined && !(attachment.modes & modeFlags[mode])))
      throw new MockError(40160, `No ${operation} on ${channel.name}`, 401);
    if (frame.action === Action.annotation) return this.#annotate(channel, frame);
    if (frame.action === Action.object) return this.#operate(channel, frame, msgSerial);
    checkSize(frame.messages ?? [], this.#world.maxMessageSize);
    const messages = (frame.messages ?? []).map((message) => this.#identified(stored(message)));
    const presence = (frame.presence ?? []).map((member) => this.#present(stored(member)));
    const repeated = messages.length > 0 && messages.every(({ id }) => id && channel.log.some((entry) => entry.messages.some((each) => each.id === id)));
    if (repeated) return { serials: messages.map(() => null) };
    const entry = channel.append({
      id: `${this.id}:${msgSerial}`,
      connectionId: this.id,
      messages: messages.map((message) => (isEdit(message) ? edited(channel, message, this) : message)),
      presence,
    });
    this.grant.app.stats.count("messages.inbound.realtime", frame);
    channel.tell(entry);
    notify(this.grant.app, channel, entry.messages);
    return { serials: entry.messages.map(({ version, serial }) => version?.serial ?? serial ?? null) };
  }

  #operate(channel: MockChannel, { state }: ProtocolMessage, msgSerial: number): PublishResult {
    const given = (state ?? []) as readonly ObjectMessage[]; // looked at where they are applied
    const own = this.clientId === null || this.clientId === "*" ? {} : { clientId: this.clientId };
    const operations = given.map((each) => ({ ...each, ...own }));
    const entry = channel.append({ id: `${this.id}:${msgSerial}`, connectionId: this.id, messages: [], presence: [], state: operations });
    channel.tell(entry);
    return { serials: entry.state.map(({ serial }) => serial ?? null) };
  }

  #identified(message: WireMessage): WireMessage {
    const { clientId } = message;
    if (clientId && this.clientId !== null && this.clientId !== "*" && clientId !== this.clientId)
      throw new MockError(40012, `${this.clientId} can't publish as ${clientId}`);
    return clientId || this.clientId === null || this.clientId === "*" ? message : { ...message, clientId: this.clientId };
  }

  #present(member: WirePresence): WirePresence {
    const clientId = member.clientId ?? this.clientId;
    if (!clientId || clientId === "*") throw new MockError(40012, "Presence needs a clientId", 400);
    if (this.clientId !== null && this.clientId !== "*" && clientId !== this.clientId)
      throw new MockError(40012, `${this.clientId} can't be present as ${clientId}`);
    return { ...member, clientId };
  }

  #annotate(channel: MockChannel, frame: ProtocolMessage): PublishResult {
    const said = (frame.annotations ?? []).map((annotation) => ({ ...stored(annotation), clientId: annotation.clientId ?? this.clientId ?? undefined }));
    return { serials: annotate(channel, said, this.id) };
  }

  /** Sends an entry of a channel, as far as it is wanted here. */
  deliver(channel: MockChannel, entry: Entry): void {
    const { modes } = channel.attached.get(this) ?? { modes: 0 };
    const { id, connectionId, serial, timestamp } = entry;
    const envelope = { channel: channel.name, channelSerial: serial, id, connectionId, timestamp };
    const own = connectionId === this.id;
    if (entry.messages.length > 0 && modes & modeFlags.SUBSCRIBE && (this.echo || !own || isSummary(entry)))
      this.#out({ action: Action.message, ...envelope, messages: entry.messages.map((message) => outgoing(this.#asDelta(channel, message), this.format)) });
    if (entry.state.length > 0 && modes & modeFlags.OBJECT_SUBSCRIBE)
      this.#out({ action: Action.object, ...envelope, state: entry.state.map((each) => outgoingObject(each, this.format)) });
    if (entry.presence.length > 0 && (modes & modeFlags.PRESENCE_SUBSCRIBE || own))
      this.#out({ action: Action.presence, ...envelope, presence: entry.presence.map((member) => outgoing(member, this.format)) });
  }

  /** Annotations, for those who listen to them. */
  tellAnnotations(channel: MockChannel, connectionId: string, annotations: readonly WireAnnotation[]): void {
    const { modes } = channel.attached.get(this) ?? { modes: 0 };
    if (!(modes & modeFlags.ANNOTATION_SUBSCRIBE)) return;
    this.#out({
      action: Action.annotation,
      channel: channel.name,
      channelSerial: channel.serial,
      id: annotations[0]?.serial ?? "",
      connectionId,
      timestamp: channel.now(),
      annotations: annotations.map((annotation) => outgoing(annotation, this.format)),
    });
  }

  #asDelta(channel: MockChannel, message: WireMessage): WireMessage {
    const attachment = channel.attached.get(this);
    if (attachment?.params["delta"] !== "vcdiff") return message;
    const [sent, base] = deltaFrom(attachment.base, message);
    attachment.base = base;
    return sent;
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
      channel.tell(entry);
    }
  }
}

/** What an action needs to be granted, as operation and as mode. */
function needs(action: number): readonly [operation: string, mode: ChannelMode] {
  if (action === Action.message) return ["publish", "PUBLISH"];
  if (action === Action.presence) return ["presence", "PRESENCE"];
  return action === Action.object ? ["object-publish", "OBJECT_PUBLISH"] : ["annotation-publish", "ANNOTATION_PUBLISH"];
}

/** What the mock itself says about a message: for whoever listens. */
const isSummary = ({ messages }: Entry): boolean => messages[0]?.action === 4;
