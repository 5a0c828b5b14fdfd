import type { AuthNeed, Extension, ServerVariable } from "./api.js";
import type { Docs } from "./docs.js";
import type { JsonValue } from "./json.js";
import type { Schema } from "./schema.js";

/** How messages stand in the frames of a socket: what `x-clientwright-framing` holds, as the document has it. */
export interface FramingNote {
  readonly value: JsonValue;
  readonly at: string;
}

/** Where messages pass: a topic, a queue, a stream, one end of a socket. */
export interface Channel {
  /** Its key in the document. */
  readonly id: string;
  /** Template with `{param}`s; null: only known at run time. */
  readonly address: string | null;
  readonly docs: Docs;
  readonly title: string | null;
  readonly tags: readonly string[];
  /** In the order of the template, then document order. */
  readonly params: readonly ChannelParam[];
  /** Everything that may pass here, in pointer order. */
  readonly messages: readonly Message[];
  readonly operations: readonly ChannelOperation[];
  /** Ids of the servers that have it; empty: all. */
  readonly servers: readonly string[];
  readonly bindings: readonly Binding[];
  /** Its own framing; null: the server's, or the API's. */
  readonly framing: FramingNote | null;
  readonly extensions: readonly Extension[];
  readonly at: string;
}

/** A `{param}` of a channel's address. */
export interface ChannelParam {
  readonly name: string;
  readonly schema: Schema;
  readonly docs: Docs;
  /** Where a message itself says the value. */
  readonly location: MessageLocation | null;
  readonly at: string;
}

/** A place in a message (`$message.header#/replyTo`). */
export interface MessageLocation {
  readonly in: "header" | "payload";
  /** RFC 6901. */
  readonly pointer: string;
}

/** One kind of message that passes through a channel. */
export interface Message {
  /** Its key in the channel; unique there. */
  readonly id: string;
  /** What the document calls it: a proposal for its type. */
  readonly name: string;
  readonly title: string | null;
  readonly docs: Docs;
  readonly contentType: string | null;
  /** null: the document says nothing about it. */
  readonly payload: Schema | null;
  readonly headers: Schema | null;
  /** What turns its payload into bytes; null: the content type alone says how it is written. */
  readonly wire: MessageWire | null;
  readonly correlationId: MessageLocation | null;
  readonly bindings: readonly Binding[];
  /** The place of the message itself, where several channels share one. */
  readonly at: string;
}

/** An encoding that needs the schema. */
export interface MessageWire {
  readonly language: "avro" | "protobuf";
  /** The schema in the form that is read at run time. */
  readonly schema: string;
  /** The same for clients whose dates are values of their own; null: no different. */
  readonly dated: string | null;
}

/** What the described application does at a channel. */
export interface ChannelOperation {
  /** As given; null: the document gives none. */
  readonly id: string | null;
  /** Seen from the application: `send` is what its counterpart receives. */
  readonly action: "send" | "receive";
  readonly docs: Docs;
  readonly title: string | null;
  readonly tags: readonly string[];
  /** Ids of the channel's messages that this is about; never empty where the channel has any. */
  readonly messages: readonly string[];
  readonly reply: ChannelReply | null;
  /** Alternatives; null when the document says nothing about security here. */
  readonly auth: readonly AuthNeed[] | null;
  readonly bindings: readonly Binding[];
  readonly extensions: readonly Extension[];
  readonly at: string;
}

/** The answer to a request. */
export interface ChannelReply {
  /** Id of the channel that it comes through; null: the address alone says. */
  readonly channel: string | null;
  /** Where the request says the address. */
  readonly address: MessageLocation | null;
  /** Ids of that channel's messages. */
  readonly messages: readonly string[];
  readonly at: string;
}

/** What a protocol wants to know besides: one of its bindings at a server, channel, operation or message. */
export interface Binding {
  /** `mqtt`, `kafka`, ...: the key in the document. */
  readonly protocol: string;
  readonly version: string | null;
  /** Fields that are plain values, as the document has them. */
  readonly fields: readonly { readonly name: string; readonly value: JsonValue }[];
  /** Fields that are schemas (`key` of Kafka, `query` of WebSockets). */
  readonly schemas: readonly { readonly name: string; readonly schema: Schema }[];
  readonly at: string;
}

/** One place that has channels. */
export interface ChannelServer {
  /** Its key in the document. */
  readonly id: string;
  /** `wss`, `mqtt`, `kafka-secure`, ... in lower case. */
  readonly protocol: string;
  readonly protocolVersion: string | null;
  /** Template with `{variable}`s, without scheme: `broker.example.com:1883`. */
  readonly host: string;
  /** Template of what follows the host; null when there is none. */
  readonly path: string | null;
  readonly title: string | null;
  readonly docs: Docs;
  readonly tags: readonly string[];
  readonly variables: readonly ServerVariable[];
  readonly auth: readonly AuthNeed[] | null;
  readonly bindings: readonly Binding[];
  /** Its own framing; null: the API's. */
  readonly framing: FramingNote | null;
  readonly at: string;
}
