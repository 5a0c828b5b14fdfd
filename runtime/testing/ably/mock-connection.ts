import { Action, modeFlags } from "../../realtime/protocols/ably/message/actions.js";
import { decodeFrame, encodeFrame, type Format } from "../../realtime/protocols/ably/message/codec.js";
import type { ProtocolMessage, PublishResult, WireAnnotation, WireMessage } from "../../realtime/protocols/ably/message/frames.js";
import { messagePack } from "../../realtime/protocols/ably/message/message-pack.js";
import { attach, grantedModes } from "./attaching.js";
import { deltaFrom } from "./deltas.js";
import type { FaultyLine } from "./faulty-line.js";
import type { Grant } from "./mock-app.js";
import { checkName, type Entry, type MockChannel } from "./mock-channel.js";
import { MockError } from "./mock-error.js";
import { outgoingObject } from "./objects.js";
import { publishFrom } from "./publishing-realtime.js";
import { outgoing } from "./stored.js";
import { objectSyncs, presenceSyncs } from "./syncing.js";

/** The mock's end of a link. */
export interface MockLink {
  send(frame: string | Uint8Array): void;
  /** Politely; code 1000 where none is given. */
  close(code?: number, reason?: string): void;
  /** Without a word. */
  cut(): void;
  /** A sign of life that is no frame. */
  ping(): void;
}

/** What a connection needs of the whole. */
export interface ConnectionWorld {
  readonly now: () => number;
  readonly maxMessageSize: number;
  /** Passes the time that an answer to a ping takes. */
  readonly thinks: () => Promise<void> | undefined;
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
  /** Where its link came in. */
  line: FaultyLine;
  /** Signs of life: how often, in ms; as frames, or as pings. */
  beats: { readonly every: number; readonly frames: boolean } = { every: 0, frames: false };
  /** How long its members stay without a link, in ms, where the client said so. */
  staysPresent: number | null = null;
  /** Since when there is no link. */
  lostAt = 0;
  readonly #world: ConnectionWorld;
  /** What each serial was answered with, so that a repeat is answered, and not said twice. */
  #answers = new Map<number, PublishResult>();

  constructor(
    id: string,
    key: string,
    { grant, clientId, world, line }: { readonly grant: Grant; readonly clientId: string | null; readonly world: ConnectionWorld; readonly line: FaultyLine },
  ) {
    this.id = id;
    this.key = key;
    this.grant = grant;
    this.clientId = clientId;
    this.#world = world;
    this.line = line;
  }

  /** Serials start again: the client did not get its old connection. */
  forgetSerials(): void {
    this.#answers = new Map();
  }

  send(frame: ProtocolMessage): void {
    this.link?.send(encodeFrame(frame, this.format === "msgpack" ? messagePack : null));
  }

  /** A frame of the client's; answers go out over its line. */
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
    this.line.out(this, frame);
  }

  async #take(frame: ProtocolMessage): Promise<void> {
    switch (frame.action) {
      case Action.heartbeat:
        await this.#world.thinks();
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

  #attach(frame: ProtocolMessage): void {
    const channel = this.#channel(frame);
    const { attached, modes, backlog } = attach(this, channel, frame);
    this.#out(attached);
    if (channel.members.size > 0) this.#sync(channel);
    if (modes & modeFlags.OBJECT_SUBSCRIBE) for (const part of objectSyncs(channel, this.format)) this.#out(part);
    for (const entry of backlog) this.deliver(channel, entry);
    channel.tellOccupancy();
  }

  #sync(channel: MockChannel): void {
    for (const part of presenceSyncs(channel, this.format)) this.#out(part);
  }

  #publish(frame: ProtocolMessage): void {
    const msgSerial = frame.msgSerial ?? 0;
    const result = this.#answers.get(msgSerial) ?? publishFrom(this, this.#channel(frame), { frame, msgSerial, maxMessageSize: this.#world.maxMessageSize });
    this.#answers.set(msgSerial, result);
    this.#out({ action: Action.ack, msgSerial, count: 1, res: [result] });
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

/** What the mock itself says about a message: for whoever listens. */
const isSummary = ({ messages }: Entry): boolean => messages[0]?.action === 4;
