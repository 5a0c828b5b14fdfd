import type { PresenceAction } from "../message/actions.js";

/** Someone who is, or was, present on a channel. */
export interface PresenceMessage {
  readonly id: string | null;
  readonly action: PresenceAction;
  readonly clientId: string;
  readonly connectionId: string;
  readonly data: unknown;
  /** The transforms of `data` that could not be undone; null when all were. */
  readonly encoding: string | null;
  readonly extras: Readonly<Record<string, unknown>> | null;
  readonly timestamp: number;
}

/** One member: who it is, on which connection (TP3h). */
export const memberKey = ({ connectionId, clientId }: PresenceMessage): string => `${connectionId}:${clientId}`;

/** No sequence is called so: the next part belongs to the announced sync, whatever its own. */
const announced = "\0announced";

/** Who is present on a channel (RTP2), and the sync that fills it (RTP18, RTP19). */
export class PresenceMap {
  readonly #members = new Map<string, PresenceMessage>();
  /** Members that a running sync has not seen yet; null while there is none. */
  #unseen: Set<string> | null = null;
  #sequence: string | null = null;
  /** Those who left during a sync: told at its end, if they stay away. */
  readonly #left = new Map<string, PresenceMessage>();

  get syncing(): boolean {
    return this.#unseen !== null;
  }

  /** Those who are present, without the marks of those who left during a sync. */
  members(): readonly PresenceMessage[] {
    return [...this.#members.values()].filter((member) => member.action !== "absent");
  }

  /** Takes a message in; false when what is known is newer. */
  put(message: PresenceMessage): boolean {
    const key = memberKey(message);
    const known = this.#members.get(key);
    this.#unseen?.delete(key);
    if (known !== undefined && !isNewer(message, known)) return false;
    if (message.action === "leave" || message.action === "absent") return this.#remove(key, { message, known });
    this.#members.set(key, message.action === "present" ? message : { ...message, action: "present" });
    return true;
  }

  /** Whether that is to be told. During a sync a mark stays, so that an older message of it doesn't bring the member back (RTP2h2). */
  #remove(key: string, { message, known }: { readonly message: PresenceMessage; readonly known: PresenceMessage | undefined }): boolean {
    const there = known !== undefined && known.action !== "absent";
    if (this.#unseen === null || message.action !== "leave") {
      this.#members.delete(key);
      return there;
    }
    this.#members.set(key, { ...message, action: "absent" });
    if (there) this.#left.set(key, message);
    return false;
  }

  /** A sync is announced: who is known now must be in it, or leaves at its end. */
  expectSync(): void {
    this.#sequence = announced;
    this.#unseen = new Set(this.#members.keys());
  }

  /** A part of a sync begins: one with another sequence than the running one starts afresh (RTP18a). Null: all in one message. */
  startSync(channelSerial: string | null): void {
    const sequence = channelSerial === null ? null : sequenceOf(channelSerial);
    const before = this.#sequence;
    this.#sequence = sequence;
    if (this.#unseen !== null && (before === sequence || before === announced)) return;
    this.#unseen = new Set(this.#members.keys());
  }

  /** A part of a sync ends; after the last one, gives those who left unseen (RTP19). `now` is their leaving's timestamp. */
  endPart(channelSerial: string | null, now: number): readonly PresenceMessage[] | null {
    if (this.#unseen === null || (channelSerial !== null && cursorOf(channelSerial) !== "")) return null;
    const gone = [...this.#unseen].flatMap((key) => this.#members.get(key) ?? []).filter((member) => member.action !== "absent");
    const left = this.#stayedAway();
    for (const key of this.#unseen) this.#members.delete(key);
    for (const [key, member] of this.#members) if (member.action === "absent") this.#members.delete(key);
    this.#unseen = null;
    this.#sequence = null;
    return [...left, ...gone.map((member) => leaving(member, now))];
  }

  #stayedAway(): readonly PresenceMessage[] {
    const away = [...this.#left].flatMap(([key, message]) => (this.#members.get(key)?.action === "absent" ? [message] : []));
    this.#left.clear();
    return away;
  }

  /** Nobody is there (RTP19a): gives all who were, as leaving. */
  empty(now: number): readonly PresenceMessage[] {
    const gone = [...this.#stayedAway(), ...this.members().map((member) => leaving(member, now))];
    this.clear();
    return gone;
  }

  /** Forgets all, silently (RTP5a). */
  clear(): void {
    this.#members.clear();
    this.#left.clear();
    this.#unseen = null;
    this.#sequence = null;
  }
}

const leaving = (member: PresenceMessage, now: number): PresenceMessage => ({ ...member, action: "leave", id: null, timestamp: now });
const sequenceOf = (serial: string): string => serial.slice(0, serial.indexOf(":") >>> 0);
const cursorOf = (serial: string): string => (serial.includes(":") ? serial.slice(serial.indexOf(":") + 1) : "");

/** Whether the incoming message is the newer of two about one member (RTP2b). */
export function isNewer(incoming: PresenceMessage, known: PresenceMessage): boolean {
  const [one, two] = [placeOf(incoming), placeOf(known)];
  if (one === null || two === null) return incoming.timestamp >= known.timestamp;
  return one.serial === two.serial ? one.index > two.index : one.serial > two.serial;
}

/** Out of `connectionId:msgSerial:index`; null for what the server made itself, whose id begins otherwise. */
function placeOf({ id, connectionId }: PresenceMessage): { readonly serial: number; readonly index: number } | null {
  if (id === null || !id.startsWith(`${connectionId}:`)) return null;
  const [serial, index] = id
    .slice(connectionId.length + 1)
    .split(":")
    .map(Number);
  return serial === undefined || index === undefined || Number.isNaN(serial) || Number.isNaN(index) ? null : { serial, index };
}
