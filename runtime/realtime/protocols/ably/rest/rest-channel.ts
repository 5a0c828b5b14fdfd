import { ablyError } from "../ably-error.js";
import { type Annotation, annotationOf, type MessageRef, type OutgoingAnnotation, serialOf } from "../channel/annotations.js";
import type { ChannelOptions } from "../channel/channel-options.js";
import { randomText } from "../message/bytes.js";
import { type Cipher, cipherOf } from "../message/cipher.js";
import { encodePayload, encryptPayload } from "../message/encode-payload.js";
import type { PublishResult, WireAnnotation, WireMessage, WirePresence } from "../message/frames.js";
import { type AblyMessage, type Edit, type EditResult, type OutgoingAblyMessage, sizeOf } from "../message/message.js";
import type { PresenceMessage } from "../presence/presence-map.js";
import { restPresence } from "../presence/presence-message.js";
import type { Paged } from "./paged.js";
import type { HistoryQuery, Requests } from "./requests.js";

/** How busy a channel is (CHM). */
export type ChannelMetrics = Readonly<Record<(typeof metricNames)[number], number>>;

/** Whether a channel is active, and who is on it (CHD). */
export interface ChannelDetails {
  readonly channelId: string;
  readonly status: { readonly isActive: boolean; readonly occupancy: { readonly metrics: ChannelMetrics } };
}

const metricNames = [
  "connections",
  "publishers",
  "subscribers",
  "presenceConnections",
  "presenceMembers",
  "presenceSubscribers",
  "objectPublishers",
  "objectSubscribers",
] as const;

/** How a channel is used over HTTP. */
export type RestChannelOptions = Pick<ChannelOptions, "cipher">;

/** A channel without a connection (RSL): publishing, history, presence and status over HTTP. */
export class RestChannel {
  readonly name: string;
  readonly #requests: Requests;
  readonly #path: string;
  #cipher: Cipher | null = null;

  /** @throws AblyError 40003 for a cipher key of a wrong length. */
  constructor(name: string, requests: Requests, options: RestChannelOptions = {}) {
    this.name = name;
    this.#requests = requests;
    this.#path = `/channels/${encodeURIComponent(name)}`;
    this.setOptions(options);
  }

  /** Other options, in place of those before (RSL7). @throws AblyError 40003 for a cipher key of a wrong length. */
  setOptions({ cipher }: RestChannelOptions): void {
    this.#cipher = cipher === undefined ? null : cipherOf(cipher);
  }

  /** Publishes one message, or several as one; gives their serials (RSL1). Repeats of a failed request aren't said twice (RSL1k). */
  publish(name: string | null, data?: unknown): Promise<PublishResult>;
  publish(messages: OutgoingAblyMessage | readonly OutgoingAblyMessage[], params?: Readonly<Record<string, string>>): Promise<PublishResult>;
  async publish(first: string | null | OutgoingAblyMessage | readonly OutgoingAblyMessage[], second?: unknown): Promise<PublishResult> {
    const requests = this.#requests;
    const named = first === null || typeof first === "string";
    const given: readonly OutgoingAblyMessage[] = named ? [{ name: first ?? undefined, data: second }] : [first].flat();
    const params = named ? {} : { ...(second as Readonly<Record<string, string>> | undefined) }; // as declared
    const messages = await wiresOf(requests, given, this.#cipher);
    const size = sizeOf(messages);
    const { maxMessageSize = 65_536 } = requests.options;
    if (size > maxMessageSize) throw ablyError(40009, `The messages have ${size} bytes, the limit is ${maxMessageSize}`);
    const { body } = await requests.send({ method: "POST", path: `${this.#path}/messages`, params, body: messages });
    return { serials: (body as Partial<PublishResult> | null)?.serials ?? [] }; // Ably's own record
  }

  /** What was said before, by pages (RSL2). */
  history(query: Omit<HistoryQuery, "untilAttach"> = {}): Paged<AblyMessage> {
    return this.#requests.history(this.name, query, { cipher: this.#cipher, attachSerial: null });
  }

  /** Whether the channel is active, and who is on it (RSL8). */
  async status(): Promise<ChannelDetails> {
    const { channelId, status } = (await this.#requests.send({ method: "GET", path: this.#path })).body as ChannelDetails; // Ably's own record
    const told: Partial<ChannelMetrics> = status?.occupancy?.metrics ?? {};
    const metrics = Object.fromEntries(metricNames.map((name) => [name, told[name] ?? 0])) as ChannelMetrics; // every name stands in it
    return { channelId, status: { isActive: status?.isActive ?? false, occupancy: { metrics: { ...told, ...metrics } } } };
  }

  /** Who is present, by pages (RSP3). */
  presence(query: { readonly limit?: number; readonly clientId?: string; readonly connectionId?: string } = {}): Paged<PresenceMessage> {
    return this.#presences("/presence", query);
  }

  /** Who came and went, by pages (RSP4). */
  presenceHistory(query: Omit<HistoryQuery, "untilAttach"> = {}): Paged<PresenceMessage> {
    return this.#presences("/presence/history", query);
  }

  /** The message of this serial as it is now (RSL11). */
  getMessage(serial: MessageRef): Promise<AblyMessage> {
    return this.#requests.message(this.name, serial, this.#cipher);
  }

  /** All versions of a message, by pages (RSL14). */
  getMessageVersions(serial: MessageRef, query: HistoryQuery = {}): Paged<AblyMessage> {
    return this.#requests.versions(this.name, serial, { query, cipher: this.#cipher });
  }

  /** Changes a message (RSL15). */
  updateMessage(message: Edit["message"], operation?: Edit["operation"], params?: Edit["params"]): Promise<EditResult> {
    return this.#edit(1, { message, operation, params });
  }

  /** Marks a message as deleted (RSL15). */
  deleteMessage(message: Edit["message"], operation?: Edit["operation"], params?: Edit["params"]): Promise<EditResult> {
    return this.#edit(2, { message, operation, params });
  }

  /** Adds to the end of a message's data (RSL15). */
  appendMessage(message: Edit["message"], operation?: Edit["operation"], params?: Edit["params"]): Promise<EditResult> {
    return this.#edit(5, { message, operation, params });
  }

  /** What was said about a message, by pages (RSAN3). */
  annotations(message: MessageRef, query: HistoryQuery = {}): Paged<Annotation> {
    const item = (wire: unknown) => annotationOf({ action: 21 }, wire as WireAnnotation, 0, this.#cipher); // read leniently
    return this.#requests.paged(`${this.#message(serialOf(message))}/annotations`, { query, item });
  }

  /** Says something about a message (RSAN1). */
  annotate(message: MessageRef, annotation: OutgoingAnnotation): Promise<void> {
    return this.#annotate(0, serialOf(message), annotation);
  }

  /** Takes it back (RSAN2). */
  unannotate(message: MessageRef, annotation: OutgoingAnnotation): Promise<void> {
    return this.#annotate(1, serialOf(message), annotation);
  }

  async #annotate(action: number, messageSerial: string, annotation: OutgoingAnnotation): Promise<void> {
    if (!annotation.type) throw ablyError(40003, "An annotation has a type, such as reaction:distinct.v1");
    const requests = this.#requests;
    const id = requests.options.idempotentRestPublishing === false ? {} : { id: `${randomText(9)}:0` };
    const payload = await payloadOf(requests, annotation, this.#cipher);
    const body = [{ ...id, ...annotation, ...payload, action, messageSerial }];
    await requests.send({ method: "POST", path: `${this.#message(messageSerial)}/annotations`, body });
  }

  async #edit(action: number, { message, operation, params }: Edit): Promise<EditResult> {
    const { serial, ...given } = message;
    if (!serial) throw ablyError(40003, "The message has no serial: pass one that was received, or its serial");
    const wire = { ...given, ...(await payloadOf(this.#requests, given, this.#cipher)), serial, action, ...(operation && { version: operation }) };
    const { body } = await this.#requests.send({ method: "PATCH", path: this.#message(serial), body: wire, params: { ...params } });
    return { versionSerial: (body as Partial<EditResult> | null)?.versionSerial ?? null }; // Ably's own record
  }

  #message(serial: string): string {
    return `${this.#path}/messages/${encodeURIComponent(serial)}`;
  }

  #presences(path: string, query: object): Paged<PresenceMessage> {
    return this.#requests.paged(this.#path + path, { query, item: (wire) => restPresence(wire as WirePresence, this.#cipher) }); // read leniently
  }
}

/** Messages as they are sent: payloads encoded, with ids that make repeats recognisable where they have none (RSL1k1). */
export async function wiresOf(requests: Requests, messages: readonly OutgoingAblyMessage[], cipher: Cipher | null): Promise<readonly WireMessage[]> {
  const base = requests.options.idempotentRestPublishing === false ? null : randomText(9);
  return Promise.all(
    messages.map(async (message, index) => ({
      ...present(message),
      ...(await payloadOf(requests, message, cipher)),
      ...(base !== null && { id: message.id ?? `${base}:${index}` }),
    })),
  );
}

/** Fields that are null stay away (RSL1e). */
const present = <T extends object>(fields: T): T => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as T; // the same fields

async function payloadOf(requests: Requests, { data, encoding }: { readonly data?: unknown; readonly encoding?: string | undefined }, cipher: Cipher | null) {
  const { format } = requests;
  const wire = cipher === null ? encodePayload(data, format, encoding ?? null) : await encryptPayload(data, format, cipher, encoding ?? null);
  return { data: wire.data ?? undefined, encoding: wire.encoding ?? undefined };
}
