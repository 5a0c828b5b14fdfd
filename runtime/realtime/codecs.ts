import type { Channel } from "./channel.js";
import { contentTypeOf } from "./incoming.js";
import type { Message, OutgoingMessage } from "./message.js";

/** Turns payloads of one content type into bytes and back: Protobuf, Avro, MessagePack. */
export interface PayloadCodec {
  /** What `encode` made at the other side, as the document's types say it. */
  decode(bytes: Uint8Array, about: PayloadContext): unknown;
  encode(payload: unknown, about: PayloadContext): Uint8Array;
}

/** Whose payload it is, by the document's names. */
export interface PayloadContext {
  readonly channel: string;
  /** Null where nothing tells which of several messages it is. */
  readonly message: string | null;
}

/** By content type, without its parameters, in lower case: `{ "application/x-protobuf": codec }`. */
export type PayloadCodecs = Readonly<Record<string, PayloadCodec>>;

function codecOf(codecs: PayloadCodecs, contentType: string): PayloadCodec | undefined {
  const name = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  return Object.hasOwn(codecs, name) ? codecs[name] : undefined;
}

/** The message with its payload decoded, where it came as bytes that a codec is there for. */
export function decoded(message: Message, channel: Channel, codecs: PayloadCodecs): Message {
  const { payload, name } = message;
  if (!(payload instanceof Uint8Array)) return message;
  const codec = codecOf(codecs, contentTypeOf(channel, name));
  return codec === undefined ? message : { ...message, payload: codec.decode(payload, { channel: channel.id, message: name }) };
}

/** The message with its payload as bytes, where a codec is there for it. */
export function encoded(message: OutgoingMessage, channel: Channel, codecs: PayloadCodecs): OutgoingMessage {
  const { payload, contentType, name } = message;
  const codec = payload instanceof Uint8Array ? undefined : codecOf(codecs, contentType);
  return codec === undefined ? message : { ...message, payload: codec.encode(payload, { channel: channel.id, message: name }) };
}
