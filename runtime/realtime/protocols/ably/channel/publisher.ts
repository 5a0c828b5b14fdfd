import type { Recall } from "../../../bus.js";
import { ablyError } from "../ably-error.js";
import type { Submissions } from "../connection/submissions.js";
import { attempted, quiet } from "../listeners.js";
import * as Action from "../message/action.js";
import type { Cipher } from "../message/cipher.js";
import type { Format } from "../message/codec.js";
import { encodePayload, encryptPayload, type WirePayload } from "../message/encode-payload.js";
import type { ProtocolMessage, PublishResult, WireAnnotation, WireMessage, WirePresence } from "../message/frames.js";
import { type Edit, type EditResult, type OutgoingAblyMessage, sizeOf } from "../message/message.js";
import { serialOf } from "./annotations.js";

/** What publishing on a channel needs. */
export interface PublisherParts {
  readonly channel: string;
  readonly connection: { readonly maxMessageSize: number };
  readonly submissions: Submissions;
  readonly format: Format;
  readonly cipher: () => Cipher | null;
  readonly clientId: () => string | null;
}

/** What makes the rest of a frame once its payloads are encoded. */
type Wires = Pick<ProtocolMessage, "action" | "messages" | "presence" | "annotations" | "state" | "params">;

/** Makes frames of what users publish, in their order, also where payloads have to be encrypted first. */
export class Publisher {
  readonly #parts: PublisherParts;
  /** The last of what is being encrypted; null when nothing is. */
  #tail: Promise<unknown> | null = null;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
  }

  /** One ProtocolMessage of these messages; resolves when it is acknowledged, never where it is taken back by `recall`. */
  publish(messages: readonly OutgoingAblyMessage[], recall?: Recall): Promise<PublishResult> {
    const own = this.#parts.clientId();
    for (const { clientId } of messages)
      if (clientId !== undefined && own !== null && own !== "*" && clientId !== own)
        throw ablyError(40012, `A message of ${clientId} can't be published by ${own}`);
    const wires = (payloads: readonly WirePayload[]): Wires => ({
      action: Action.message,
      messages: messages.map((message, index) => wireOf(message, payloads[index])),
    });
    return this.#send(messages, wires, recall);
  }

  /** One ProtocolMessage of one presence message. */
  present(presence: WirePresence): Promise<PublishResult> {
    return this.#send([presence], ([payload]) => ({ action: Action.presence, presence: [{ ...presence, ...sent(payload) }] }));
  }

  /** One ProtocolMessage of one annotation. */
  annotate(annotation: WireAnnotation): Promise<PublishResult> {
    return this.#send([annotation], ([payload]) => ({ action: Action.annotation, annotations: [{ ...annotation, ...sent(payload) }] }));
  }

  /** A change to a message, by the number of its action (RTL32b). */
  async edit(action: number, { message, operation, params }: Edit): Promise<EditResult> {
    const serial = serialOf(message);
    const { data, encoding, name, extras } = message;
    const { serials } = await this.#send([{ data, encoding }], ([payload]) => ({
      action: Action.message,
      messages: [{ ...wireOf({ name, extras }, payload), action, serial, ...(operation && { version: operation }) }],
      ...(params && { params }),
    }));
    return { versionSerial: serials[0] ?? null };
  }

  /** One ProtocolMessage of what is encoded already; in its turn. */
  send(wires: Wires): Promise<PublishResult> {
    return this.#send([], () => wires);
  }

  #send(
    list: readonly { readonly data?: unknown; readonly encoding?: string | null | undefined }[],
    wires: (payloads: readonly WirePayload[]) => Wires,
    recall?: Recall,
  ): Promise<PublishResult> {
    const { format } = this.#parts;
    const cipher = this.#parts.cipher();
    const encode = ({ data, encoding }: (typeof list)[number]): WirePayload => encodePayload(data, format, encoding);
    if (cipher === null && this.#tail === null) return attempted(() => this.#submit(wires(list.map(encode)), recall));
    const encoded = Promise.all(list.map(async (each) => (cipher === null ? encode(each) : encryptPayload(each.data, format, cipher, each.encoding))));
    const turn = Promise.allSettled([encoded, this.#tail]);
    this.#tail = turn;
    const done = turn.then(async () => {
      if (this.#tail === turn) this.#tail = null;
      return this.#submit(wires(await encoded), recall);
    });
    return quiet(done);
  }

  #submit(wires: Wires, recall?: Recall): Promise<PublishResult> {
    const { connection, submissions, channel } = this.#parts;
    const size = sizeOf(wires.messages ?? wires.presence ?? wires.annotations ?? []);
    if (size > connection.maxMessageSize) throw ablyError(40009, `The messages have ${size} bytes, the limit is ${connection.maxMessageSize}`);
    // Added to, not copied: V8 makes a hidden class for each `{ ...wires, channel }`, which only a full collection frees.
    const frame = (msgSerial: number): ProtocolMessage => Object.assign(wires, { msgSerial, channel });
    return quiet(
      new Promise<PublishResult>((acked, reject) => {
        submissions.submit({ frame, acked, nacked: reject }, recall);
      }),
    );
  }
}

function wireOf({ name, id, clientId, extras }: OutgoingAblyMessage, payload: WirePayload | undefined): WireMessage {
  return { name: name ?? undefined, id, clientId, ...sent(payload), extras };
}

const sent = (payload: WirePayload | undefined) => ({ data: payload?.data ?? undefined, encoding: payload?.encoding ?? undefined });
