import { type AblyError, ablyError } from "../ably-error.js";
import { need } from "../features.js";
import { handOn, type Later } from "../later.js";
import { Listeners, listening, quiet } from "../listeners.js";
import type { Cipher } from "../message/cipher.js";
import { decodePayload, type Payload } from "../message/decode-payload.js";
import type { Extras, ProtocolMessage, WireAnnotation } from "../message/frames.js";
import type { Paged } from "../rest/paged.js";
import type { HistoryQuery, Requests } from "../rest/requests.js";
import type { AblyChannel } from "./channel.js";
import type { Publisher } from "./publisher.js";

/** What a client says about a message (TAN): a reaction, a read receipt, a vote. */
export interface Annotation {
  readonly id: string | null;
  readonly action: "annotation.create" | "annotation.delete";
  /** `name:method.v1`: the method says how annotations are summed up: distinct, unique, multiple, flag or total. */
  readonly type: string | null;
  readonly name: string | null;
  readonly count: number | null;
  readonly clientId: string | null;
  readonly data: unknown;
  /** The transforms of `data` that could not be undone; null when all were. */
  readonly encoding: string | null;
  readonly extras: Extras | null;
  readonly timestamp: number | null;
  readonly serial: string | null;
  /** Of the message that it is about. */
  readonly messageSerial: string | null;
}

/** An annotation to publish or take back. */
export interface OutgoingAnnotation {
  /** `name:method.v1`, such as `reaction:distinct.v1`. */
  readonly type: string;
  /** What is counted: the emoji of a reaction. */
  readonly name?: string | undefined;
  /** For `multiple`: how often; default 1. */
  readonly count?: number | undefined;
  readonly clientId?: string | undefined;
  readonly data?: unknown;
  readonly extras?: Readonly<Record<string, unknown>> | undefined;
}

/** Which message: a received one, or its serial. */
export type MessageRef = string | { readonly serial?: string | null | undefined };

/** What annotations need of their channel. */
export interface AnnotationsParts {
  readonly channel: AblyChannel;
  readonly publisher: () => Publisher;
  readonly requests: Requests | null;
  readonly cipher: () => Cipher | null;
  readonly thrown: (cause: unknown) => void;
  readonly warn: (error: AblyError) => void;
}

/** The annotations of a channel's messages (RTAN). Their sums come as messages with the action `message.summary`. */
export class AblyAnnotations {
  readonly #parts: AnnotationsParts;
  readonly #listeners: Listeners<Annotation>;

  constructor(parts: AnnotationsParts) {
    this.#parts = parts;
    this.#listeners = new Listeners(parts.thrown);
  }

  /** Says something about a message; resolves when the server has it (RTAN1). */
  publish(message: MessageRef, annotation: OutgoingAnnotation): Promise<void> {
    return this.#send(0, message, annotation);
  }

  /** Takes it back (RTAN2). */
  delete(message: MessageRef, annotation: OutgoingAnnotation): Promise<void> {
    return this.#send(1, message, annotation);
  }

  /** Calls the listener for each annotation, or for those of a type or of several; returns what ends it. The channel needs the mode ANNOTATION_SUBSCRIBE (RTAN4). */
  subscribe(listener: (annotation: Annotation) => void): () => void;
  subscribe(type: string | readonly string[], listener: (annotation: Annotation) => void): () => void;
  subscribe(first: string | readonly string[] | ((annotation: Annotation) => void), second?: (annotation: Annotation) => void): () => void {
    this.#parts.channel.attachForSubscription("ANNOTATION_SUBSCRIBE", 93001);
    return this.#listeners.add(listening(first, second, ({ type }) => type));
  }

  /** What was said about a message, by pages (RTAN3). */
  get(message: MessageRef, query: HistoryQuery = {}): Paged<Annotation> {
    const { requests, channel } = this.#parts;
    const path = `/channels/${encodeURIComponent(channel.name)}/messages/${encodeURIComponent(serialOf(message))}/annotations`;
    return need(requests, "requests").paged(path, { query, item: (wire) => annotationOf({ action: 21 }, wire as WireAnnotation, 0, this.#parts.cipher()) }); // read leniently
  }

  /** A frame of annotations. */
  received(frame: ProtocolMessage): Later {
    const read = (frame.annotations ?? []).map((wire, index) => annotationOf(frame, wire, index, this.#parts.cipher()));
    return handOn(read, (annotation) => this.#listeners.tell(annotation));
  }

  #send(action: number, message: MessageRef, annotation: OutgoingAnnotation): Promise<void> {
    const send = async (): Promise<void> => {
      const messageSerial = serialOf(message);
      if (!annotation.type) throw ablyError(40003, "An annotation has a type, such as reaction:distinct.v1");
      await this.#parts.channel.sending((publisher) => publisher.annotate({ ...annotation, action, messageSerial }));
    };
    return quiet(send());
  }
}

/** The serial that a reference means. Throws 40003 where it has none. */
export function serialOf(message: MessageRef): string {
  const serial = typeof message === "string" ? message : message.serial;
  if (!serial) throw ablyError(40003, "Pass a message that was received, or its serial");
  return serial;
}

/** An annotation with what it takes from its envelope; later, when it is encrypted. */
export function annotationOf(envelope: ProtocolMessage, wire: WireAnnotation, index: number, cipher: Cipher | null): Annotation | Promise<Annotation> {
  const payload = decodePayload(wire.data, wire.encoding, { cipher });
  const read = ({ data, encoding }: Payload): Annotation => ({
    id: wire.id ?? (envelope.id ? `${envelope.id}:${index}` : null),
    action: wire.action === 1 ? "annotation.delete" : "annotation.create",
    type: wire.type ?? null,
    name: wire.name ?? null,
    count: wire.count ?? null,
    clientId: wire.clientId ?? null,
    data: data ?? null,
    encoding,
    extras: wire.extras ?? null,
    timestamp: wire.timestamp ?? envelope.timestamp ?? null,
    serial: wire.serial ?? null,
    messageSerial: wire.messageSerial ?? null,
  });
  return payload instanceof Promise ? payload.then(read) : read(payload);
}
