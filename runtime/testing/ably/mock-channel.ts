import type { WireMessage, WirePresence } from "../../realtime/protocols/ably/frames.js";
import type { MockConnection } from "./mock-connection.js";

/** A ProtocolMessage's worth of messages or presence, as the channel keeps it. */
export interface Entry {
  readonly serial: string;
  readonly id: string;
  readonly connectionId: string;
  readonly timestamp: number;
  readonly messages: readonly WireMessage[];
  readonly presence: readonly WirePresence[];
}

/** How a connection is attached. */
export interface Attachment {
  readonly modes: number;
  readonly params: Readonly<Record<string, string>>;
}

/** One channel of an app: what was said, who is there, who listens. */
export class MockChannel {
  readonly name: string;
  readonly log: Entry[] = [];
  readonly attached: Map<MockConnection, Attachment> = new Map();
  /** By connectionId and clientId. */
  readonly members: Map<string, WirePresence> = new Map();
  readonly #now: () => number;
  readonly #epoch: string;
  #count = 0;

  constructor(name: string, now: () => number) {
    this.name = name;
    this.#now = now;
    this.#epoch = Math.random().toString(36).slice(2, 12).padEnd(10, "0");
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

  append(entry: Pick<Entry, "id" | "connectionId" | "messages" | "presence">): Entry {
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
    const kept = { id: entry.id, connectionId: entry.connectionId, serial, timestamp, messages, presence };
    this.log.push(kept);
    for (const member of presence) this.#seen(member);
    return kept;
  }

  /** A member that was there before anybody came. */
  fixture(
    { clientId, data, encoding }: { readonly clientId: string; readonly data?: string; readonly encoding?: string },
    index: number,
    timestamp: number,
  ): void {
    this.#seen({ action: 1, clientId, connectionId: "fixture", id: `fixture:${index}:0`, data, encoding, timestamp });
  }

  #seen(member: WirePresence): void {
    const key = `${member.connectionId}:${member.clientId}`;
    if (member.action === 3) this.members.delete(key);
    else this.members.set(key, { ...member, action: 1 });
  }
}
