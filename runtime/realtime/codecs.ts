import { own } from "../core/own.js";
import type { Channel } from "./channel.js";
import { contentTypeOf, definitionOf } from "./incoming.js";
import type { Message, OutgoingMessage } from "./message.js";
import { schemaCodec } from "./payload-language.js";

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

function codecOf(codecs: PayloadCodecs | undefined, contentType: string): PayloadCodec | undefined {
  return codecs && own(codecs, contentType.split(";")[0]?.trim().toLowerCase() ?? "");
}

/** The message with its payload decoded, where it came as bytes that a codec is there for: the user's, else the one of its schema. */
export function decoded(message: Message, channel: Channel, codecs: PayloadCodecs): Message {
  const { payload, name } = message;
  if (!(payload instanceof Uint8Array)) return message;
  const codec = codecOf(codecs, contentTypeOf(channel, name));
  if (codec !== undefined) return { ...message, payload: codec.decode(payload, { channel: channel.id, message: name }) };
  const schema = definitionOf(channel, name)?.schema;
  return schema === undefined ? message : { ...message, payload: schemaCodec(schema).decode(payload) };
}

/** The message with its payload as bytes, where a codec is there for it. Bytes go as they are. */
export function encoded(message: OutgoingMessage, channel: Channel, codecs: PayloadCodecs | undefined): OutgoingMessage {
  const { payload, contentType, name } = message;
  const isBytes = payload instanceof Uint8Array;
  const codec = codecOf(codecs, contentType);
  if (codec !== undefined) return isBytes ? message : { ...message, payload: codec.encode(payload, { channel: channel.id, message: name }) };
  const schema = definitionOf(channel, name)?.schema;
  const coder = schema === undefined ? null : schemaCodec(schema);
  return coder === null || (isBytes && !coder.takesBytes) ? message : { ...message, payload: coder.encode(payload, message.schemaId) };
}

/** Whether payloads of a channel's messages may be bytes that their schemas read. */
export const hasSchemas = ({ messages }: Channel): boolean => Object.values(messages).some(({ schema }) => schema !== undefined);
