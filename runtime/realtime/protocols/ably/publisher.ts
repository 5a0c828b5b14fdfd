import { type AblyError, ablyError } from "./ably-error.js";
import { Action } from "./actions.js";
import type { Cipher } from "./cipher.js";
import type { Format } from "./codec.js";
import { type AblyConnection, asAblyError } from "./connection.js";
import { encodePayload, encryptPayload, type WirePayload } from "./encode-payload.js";
import type { ProtocolMessage, PublishResult, WireMessage, WirePresence } from "./frames.js";
import { quiet } from "./listeners.js";
import { type OutgoingAblyMessage, sizeOf } from "./message.js";

/** What publishing on a channel needs. */
export interface PublisherParts {
  readonly channel: string;
  readonly connection: AblyConnection;
  readonly format: Format;
  readonly cipher: () => Cipher | null;
  readonly clientId: () => string | null;
}

type Wires = { readonly messages: readonly WireMessage[] } | { readonly presence: readonly WirePresence[] };

/** Makes frames of what users publish, in their order, also where payloads have to be encrypted first. */
export class Publisher {
  readonly #parts: PublisherParts;
  /** The last of what is being encrypted; null when nothing is. */
  #tail: Promise<unknown> | null = null;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
  }

  /** One ProtocolMessage of these messages; resolves when it is acknowledged. */
  publish(messages: readonly OutgoingAblyMessage[]): Promise<PublishResult> {
    const own = this.#parts.clientId();
    for (const { clientId } of messages)
      if (clientId !== undefined && own !== null && own !== "*" && clientId !== own)
        return quiet(Promise.reject(ablyError(40012, `A message of ${clientId} can't be published by ${own}`)));
    return this.#send(messages, (payloads) => ({ messages: messages.map((message, index) => wireOf(message, payloads[index])) }));
  }

  /** One ProtocolMessage of one presence message. */
  present(presence: WirePresence): Promise<PublishResult> {
    return this.#send([presence], ([payload]) => ({ presence: [{ ...presence, data: payload?.data ?? undefined, encoding: payload?.encoding ?? undefined }] }));
  }

  #send(
    list: readonly { readonly data?: unknown; readonly encoding?: string | null | undefined }[],
    wires: (payloads: readonly WirePayload[]) => Wires,
  ): Promise<PublishResult> {
    const { format } = this.#parts;
    const cipher = this.#parts.cipher();
    try {
      if (cipher === null && this.#tail === null) return this.#submit(wires(list.map(({ data, encoding }) => encodePayload(data, format, encoding ?? null))));
    } catch (error) {
      return quiet(Promise.reject(error));
    }
    const one = ({ data, encoding }: (typeof list)[number]) =>
      cipher === null ? encodePayload(data, format, encoding ?? null) : encryptPayload(data, format, cipher, encoding ?? null);
    const encoded = Promise.all(list.map(async (each) => one(each)));
    const turn = Promise.allSettled([encoded, this.#tail]);
    this.#tail = turn;
    const done = turn.then(async () => {
      if (this.#tail === turn) this.#tail = null;
      return this.#submit(wires(await encoded));
    });
    return quiet(done);
  }

  #submit(wires: Wires): Promise<PublishResult> {
    const { connection, channel } = this.#parts;
    if ("messages" in wires) {
      const size = sizeOf(wires.messages);
      if (size > connection.maxMessageSize)
        return quiet(Promise.reject(ablyError(40009, `The messages have ${size} bytes, the limit is ${connection.maxMessageSize}`)));
    }
    const frame = (msgSerial: number): ProtocolMessage =>
      "messages" in wires
        ? { action: Action.message, channel, msgSerial, messages: wires.messages }
        : { action: Action.presence, channel, msgSerial, presence: wires.presence };
    return quiet(
      new Promise<PublishResult>((acked, reject) => {
        connection.submit({ frame, acked, nacked: (error: AblyError) => reject(asAblyError(error)) });
      }),
    );
  }
}

function wireOf({ name, id, clientId, extras }: OutgoingAblyMessage, payload: WirePayload | undefined): WireMessage {
  return { name, id, clientId, data: payload?.data ?? undefined, encoding: payload?.encoding ?? undefined, extras };
}
