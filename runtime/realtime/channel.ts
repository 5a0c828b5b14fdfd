import type { MessageShapes, PayloadConverter } from "./convert-payloads.js";
import type { JsonText } from "./json-text.js";
import type { PayloadSchema } from "./payload-language.js";
import type { MakeDesk } from "./reply-desk.js";

/** A channel of the document: where messages travel. A plain constant of the generated code; it has no type parameters. */
export interface Channel {
  readonly id: string;
  /** Template over `params`: `orders/{region}/created`; null when it is known at run time only. */
  readonly address: string | null;
  readonly params?: readonly string[];
  /** Values of parameters that inputs leave out. */
  readonly defaults?: { readonly [param: string]: string };
  /** By name. */
  readonly messages: { readonly [name: string]: MessageDefinition };
  /** Names of the servers that have it; left out: all. */
  readonly servers?: readonly string[];
  /** How its messages stand in frames, where it differs from the API's. */
  readonly framing?: FramingDefinition;
  /** Reads and prints the JSON of its messages over brokers and event streams; default: the platform's JSON. Of sockets that is the framing's work. */
  readonly json?: JsonText;
  readonly bindings?: Bindings;
}

/** One kind of message of a channel. */
export interface MessageDefinition {
  /** Default: `application/json`. */
  readonly contentType?: string;
  /** Where the correlation id stands: `/headers/correlationId`, `/payload/requestId`. */
  readonly correlationId?: string;
  /** Fields of the payload that have one value only, by RFC 6901 pointer: they tell it from the channel's other messages. */
  readonly match?: { readonly [pointer: string]: unknown };
  /** Kinds of value by pointer, of what each payload has (`{ "/id": ["string"] }`; an empty list: any kind). Left out: `fieldNamer` never takes a payload for it. */
  readonly fields?: { readonly [pointer: string]: readonly string[] };
  /** The schema that its bytes are written by, where they are no JSON. */
  readonly schema?: PayloadSchema;
  /** What the envelope's type field holds for it; default: its name. */
  readonly type?: string;
  readonly bindings?: Bindings;
}

/** What a client does with a channel: a plain constant of the generated code. */
export interface ChannelOperation {
  readonly id: string;
  readonly channel: Channel;
  /** Names of the channel's messages that it is about; left out: all. */
  readonly messages?: readonly string[];
  /** `flat`: the input's other fields are the payload; default: it stands under `payload`. */
  readonly input?: "flat" | "payload";
  /** The answer to what is sent. */
  readonly reply?: ReplyDefinition;
  /** Alternatives of credentials, as for HTTP operations. */
  readonly auth?: readonly (string | readonly string[])[];
  /** Shapes of payloads and headers that are converted: of what is received (`out`: the answer, of a request) and sent (`in`), and what converts them. */
  readonly convert?: ({ readonly by: PayloadConverter } & MessageShapes) | undefined;
  readonly bindings?: Bindings;
}

/** Where the answer to a request comes. */
export interface ReplyDefinition {
  /** Default: the channel that the request went to. */
  readonly channel?: Channel;
  /** Where the request tells the address to answer to: `/headers/replyTo`. */
  readonly address?: string;
  readonly messages?: readonly string[];
  /** Which answer is whose, where they have no correlation id: `answersInTurn`. Default: their ids tell. */
  readonly by?: MakeDesk;
}

/** Settings of one protocol, as the document's bindings have them: `{ mqtt: { qos: 1 } }`. Of a schema of several fields: their names. */
export interface Bindings {
  readonly [protocol: string]: { readonly [field: string]: unknown };
}

/** The document's `x-clientwright-framing`: how messages stand in the frames of a socket. */
export interface FramingDefinition {
  /** `json`, `ably`, ...: a folder of `realtime/protocols`. */
  readonly framing: string;
  readonly [setting: string]: unknown;
}
