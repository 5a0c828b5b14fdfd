import { type Annotation, annotationOf } from "../realtime/protocols/ably/channel/annotations.js";
import { type CipherOptions, cipherOf } from "../realtime/protocols/ably/message/cipher.js";
import { decodePayload } from "../realtime/protocols/ably/message/decode-payload.js";
import type { WireAnnotation, WireMessage, WirePresence } from "../realtime/protocols/ably/message/frames.js";
import { type AblyMessage, received } from "../realtime/protocols/ably/message/message.js";
import type { PresenceMessage } from "../realtime/protocols/ably/presence/presence-map.js";
import { restPresence } from "../realtime/protocols/ably/presence/presence-message.js";

/** How to read what came another way than by this client: a webhook, a queue, a notification. */
export interface DecodeOptions {
  /** The key of the channel, where its payloads are encrypted. */
  readonly cipher?: CipherOptions;
}

/** A message as Ably's integrations send it, an object or its JSON text, with its payload decoded (TM3). What can't be undone stays, with the `encoding` that is left. Throws SyntaxError for text that is no JSON. */
export async function decodeMessage(encoded: object | string, options: DecodeOptions = {}): Promise<AblyMessage> {
  const wire = parsed(encoded) as WireMessage; // read leniently
  return received({ action: 15 }, wire, 0, await decodePayload(wire.data, wire.encoding, { cipher: cipher(options) }));
}

/** Likewise, a presence message (TP4). */
export async function decodePresence(encoded: object | string, options: DecodeOptions = {}): Promise<PresenceMessage> {
  return restPresence(parsed(encoded) as WirePresence, cipher(options)); // read leniently
}

/** Likewise, an annotation. */
export async function decodeAnnotation(encoded: object | string, options: DecodeOptions = {}): Promise<Annotation> {
  return annotationOf({ action: 21 }, parsed(encoded) as WireAnnotation, 0, cipher(options)); // read leniently
}

/** Messages of a list, or of its JSON text, in order. */
export const decodeMessages = (encoded: readonly object[] | string, options: DecodeOptions = {}): Promise<readonly AblyMessage[]> =>
  Promise.all(list(encoded).map((each) => decodeMessage(each, options)));

/** Likewise, presence messages. */
export const decodePresences = (encoded: readonly object[] | string, options: DecodeOptions = {}): Promise<readonly PresenceMessage[]> =>
  Promise.all(list(encoded).map((each) => decodePresence(each, options)));

const cipher = (options: DecodeOptions) => (options.cipher ? cipherOf(options.cipher) : null);

const parsed = (encoded: object | string): object => (typeof encoded === "string" ? (JSON.parse(encoded) as object) : encoded); // read leniently

const list = (encoded: readonly object[] | string): readonly object[] => parsed(encoded) as readonly object[]; // read leniently
