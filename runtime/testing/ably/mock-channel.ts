import { modeFlags } from "../../realtime/protocols/ably/message/actions.js";
import type { WireAnnotation, WireMessage, WirePresence } from "../../realtime/protocols/ably/message/frames.js";
import type { ChannelView } from "./channel-view.js";
import { whole } from "./edits.js";
import { LiveObjects } from "./live-objects.js";
import type { MockConnection } from "./mock-connection.js";
import { MockError } from "./mock-error.js";
import { keptOperation, type ObjectMessage } from "./objects.js";
import { stored } from "./stored.js";
import { summaryOf } from "./summaries.js";

/** A ProtocolMessage's worth of messages or presence, as the channel keeps it. */
export interface Entry {
  readonly serial: string;
  readonly id: string;
  readonly connectionId: string;
  readonly timestamp: number;
  readonly messages: readonly WireMessage[];
  readonly presence: readonly WirePresence[];
  readonly state: readonly ObjectMessage[];
}

/** What is said, before it has its place. */
export type Said = Pick<Entry, "id" | "connectionId" | "messages" | "presence"> & Partial<Pick<Entry, "state">>;

/** How a connection is attached. */
export interface Attachment {
  /** The modes it may use now. */
  readonly modes: number;
  /** The modes it asked for. */
  readonly wanted: number;
  readonly params: Readonly<Record<string, string>>;
  /** What the next delta is from. */
  base: { readonly id: string; readonly payload: Uint8Array } | null;
}

/** Throws 40010 for names that no channel can have. */
export function checkName(name: string): void {
  const bare = name.replace(/^\[[^\]]*\]/, "");
  if (bare === "" || /^[:[]|\n/.test(bare)) throw new MockError(40010, `Invalid channel name: ${name}`);
}

/** One channel of an app: what was said, who is there, who listens. */
export class MockChannel {
  readonly name: string;
  readonly attached: Map<MockConnection, Attachment> = new Map();
  /** By connectionId and clientId. */
  readonly members: Map<string, WirePresence>;
  readonly objects: LiveObjects = new LiveObjects();
  /** Derived channels: they hear what this one hears. */
  readonly views: ChannelView[] = [];
  readonly #log: Entry[] = [];
  /** All versions of each message, whole, by its serial. */
  readonly #versions = new Map<string, WireMessage[]>();
  readonly #annotations = new Map<string, WireAnnotation[]>();
  readonly #now: () => number;
  readonly #epoch: string;
  #count = 0;

  constructor(name: string, now: () => number, members: Map<string, WirePresence> = new Map()) {
    this.name = name;
    this.members = members;
    this.#now = now;
    this.#epoch = Math.random().toString(36).slice(2, 12).padEnd(10, "0");
  }

  /** Everything that was said, in order. */
  get log(): readonly Entry[] {
    return this.#log;
  }

  /** Where the channel stands: the serial of its last entry. */
  get serial(): string {
    return this.log.at(-1)?.serial ?? this.serialAt(0);
  }

  /** Serials of one channel are in order as text. */
  serialAt(count: number): string {
    return `${String(count).padStart(14, "0")}-000@${this.#epoch}`;
  }

  /** The entries after a serial; null when it is of another channel, or of none. */
  after(serial: string): readonly Entry[] | null {
    if (!serial.endsWith(`@${this.#epoch}`)) return null;
    return this.log.filter((entry) => entry.serial > serial);
  }

  /** The serial that the next entry will get. */
  nextSerial(): string {
    return this.serialAt(this.#count + 1);
  }

  /** The mock's time. */
  now(): number {
    return this.#now();
  }

  /** The versions of a message, the oldest first; none when it isn't there. */
  versions(serial: string): readonly WireMessage[] {
    return this.#versions.get(serial) ?? [];
  }

  /** A message as it is now, with what was said about it; null when it isn't there. */
  latest(serial: string): WireMessage | null {
    const last = this.versions(serial).at(-1);
    if (last === undefined) return null;
    return { ...last, annotations: { summary: summaryOf(this.annotations(serial)) } };
  }

  /** An entry with its messages as they are now; edits and sums, which stand elsewhere, are left out. */
  current(entry: Entry): Entry {
    const messages = entry.messages.flatMap((message) => ((message.action ?? 0) === 0 ? (this.latest(message.serial ?? "") ?? message) : []));
    return { ...entry, messages };
  }

  /** What was said about a message, in its order. */
  annotations(serial: string): readonly WireAnnotation[] {
    return this.#annotations.get(serial) ?? [];
  }

  /** Keeps an annotation; gives it as it goes out. */
  annotate(annotation: WireAnnotation): WireAnnotation {
    const serial = annotation.messageSerial ?? "";
    const list = this.#annotations.get(serial) ?? [];
    const kept = { ...annotation, serial: `${this.nextSerial()}:a${String(list.length).padStart(3, "0")}`, timestamp: this.now() };
    this.#annotations.set(serial, [...list, kept]);
    return kept;
  }

  append(entry: Said): Entry {
    const [serial, timestamp] = [this.serialAt(++this.#count), this.#now()];
    const messages = entry.messages.map((message, index) => {
      const own = message.serial ?? `${serial}:${String(index).padStart(3, "0")}`;
      const version = message.version ?? { serial: own, timestamp };
      return {
        ...message,
        id: message.id ?? `${entry.id}:${index}`,
        timestamp,
        connectionId: entry.connectionId,
        serial: own,
        version,
        action: message.action ?? 0,
      };
    });
    const presence = entry.presence.map((member, index) => ({
      ...member,
      id: member.id ?? `${entry.id}:${index}`,
      timestamp,
      connectionId: member.connectionId ?? entry.connectionId,
    }));
    const { id, connectionId } = entry;
    const state = (entry.state ?? []).map((each, index) => {
      const own = { id: `${id}:${index}`, serial: `${serial}:${String(index).padStart(3, "0")}`, serialTimestamp: timestamp };
      return { ...each, ...own, connectionId, timestamp, siteCode: "mock", ...(each.operation && { operation: keptOperation(each.operation) }) };
    });
    for (const each of state) this.objects.apply(each);
    const kept = { id, connectionId, serial, timestamp, messages, presence, state };
    this.#log.push(kept);
    for (const message of messages) if (message.action !== 4) this.#version(message);
    for (const member of presence) this.#seen(member);
    return kept;
  }

  /** Gives an entry to whoever is attached, here and at derived channels. */
  tell(entry: Entry): void {
    this.hear(entry);
    for (const view of this.views) view.hear(view.seen(entry));
    if (entry.presence.length > 0) this.tellOccupancy();
  }

  /** Gives an entry to whoever is attached here. */
  hear(entry: Entry): void {
    for (const connection of this.attached.keys()) connection.deliver(this, entry);
  }

  /** How many are here, as REST and `occupancy=metrics` say it. */
  get metrics(): Readonly<Record<string, number>> {
    const attached = [...this.attached.values()];
    const having = (bit: number): number => attached.filter(({ modes }) => modes & bit).length;
    return {
      connections: attached.length,
      publishers: having(modeFlags.PUBLISH),
      subscribers: having(modeFlags.SUBSCRIBE),
      presenceConnections: having(modeFlags.PRESENCE),
      presenceMembers: this.members.size,
      presenceSubscribers: having(modeFlags.PRESENCE_SUBSCRIBE),
      objectPublishers: having(modeFlags.OBJECT_PUBLISH),
      objectSubscribers: having(modeFlags.OBJECT_SUBSCRIBE),
    };
  }

  /** Tells those who asked for it how many are here. */
  tellOccupancy(): void {
    for (const [connection, { params }] of this.attached) if (params["occupancy"]) connection.tellOccupancy(this);
  }

  /** A member that was there before anybody came. */
  fixture(
    { clientId, data, encoding }: { readonly clientId: string; readonly data?: string; readonly encoding?: string },
    index: number,
    timestamp: number,
  ): void {
    const member = stored({ action: 2, clientId, connectionId: "fixture", id: `fixture:${index}:0`, data, encoding, timestamp });
    this.append({ id: `fixture:${index}`, connectionId: "fixture", messages: [], presence: [member] });
  }

  #version(message: WireMessage): void {
    const serial = message.serial ?? "";
    const before = this.#versions.get(serial) ?? [];
    this.#versions.set(serial, [...before, whole(before.at(-1) ?? null, message)]);
  }

  #seen(member: WirePresence): void {
    const key = `${member.connectionId}:${member.clientId}`;
    if (member.action === 3) this.members.delete(key);
    else this.members.set(key, { ...member, action: 1 });
  }
}
