import type { CallBody, WireReply } from "./call.js";
import type { Client } from "./client.js";
import { InputError } from "./errors.js";
import type { Body, Operation, Param } from "./operation.js";
import type { StreamMessage } from "./reply.js";

/**
 * Machinery that only some operations need. An operation names what it needs (`use: [multipart]`), or a client registers it
 * for all its operations (`codecs: [xml]`); nobody else pays for it. Operations that use none get plain parameters and JSON.
 */
export interface Codec {
  /** Every parameter that is more than its name. */
  readonly params?: ParamPrinter;
  /** Every body that is more than `json`, flat or under `at`; null: nothing to send. */
  readonly body?: (input: BodyInput) => Promise<Encoded | null>;
  /** Body values by kind (`multipart`, `xml`). */
  readonly bodies?: { readonly [kind: string]: BodyEncoder };
  /** Content codings by name (`gzip`). */
  readonly encodings?: { readonly [coding: string]: Compressor };
  /** Reply texts by kind (`xml`, `json`). Throws when the text is not of that kind. */
  readonly replies?: { readonly [kind: string]: ReplyDecoder };
  /** Streams of items by kind, beyond those that `events` reads by itself (`multipart`). */
  readonly streams?: { readonly [kind: string]: PartReader };
  /** Sees (and may replace) the input before anything is made of it; throws when it must not go out. */
  readonly input?: (operation: Operation, input: object) => object;
  /** Sees (and may replace) a decoded success body, before `unwrap`; throws when it means a failure. */
  readonly output?: (client: Client, operation: Operation, reply: WireReply, value: unknown) => unknown;
}

/** Where a parameter stands. */
export type Place = "path" | "query" | "header" | "cookie";

/**
 * Prints one parameter, ready for its place; "" when there is nothing to send. A path parameter's name comes with the
 * template's operators (`+path`, `;ids*`).
 */
export type ParamPrinter = (place: Place, param: Param, take: (key: string) => unknown) => string;

/** What a body is made of. */
export interface BodyInput {
  readonly operation: Operation;
  /** Reads an input key and claims it. */
  readonly take: (key: string) => unknown;
  /** Inputs that nobody has claimed. */
  readonly rest: () => [string, unknown][];
  readonly codecs: readonly Codec[];
}

/** Turns a body value into what the network takes. */
export type BodyEncoder = (value: unknown, body: Body, operation: Operation) => Encoded | Promise<Encoded>;

/** A body ready for the network. */
export interface Encoded {
  readonly body: CallBody;
  /** Lower-case names: `content-type` (unless the network layer sets it), `content-length` where only the encoder knows it. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Compresses an encoded body. */
export type Compressor = (body: CallBody) => CallBody | Promise<CallBody>;

/** Turns a reply's text into a value, or a promise of one. */
export type ReplyDecoder = (text: string, operation: Operation, status: number) => unknown;

/** Reads a stream of items from its bytes, one message for each. */
export type PartReader = (chunks: AsyncIterable<Uint8Array>, reading: PartReading) => AsyncGenerator<StreamMessage<unknown>, void, undefined>;

/** What a stream's items are read with. */
export interface PartReading {
  readonly reply: WireReply;
  /** Bytes that one item may have. */
  readonly limit: number;
  readonly decode: {
    /** An item that must be JSON. `last`: it stood at the end of the stream without its terminator. */
    json(text: string, last: boolean): Promise<unknown>;
    /** JSON where it is JSON, else text. */
    data(text: string): Promise<unknown>;
    /** A text that stands for itself, such as a date. */
    text(text: string): Promise<unknown>;
  };
}

/** The first codec's part that `pick` finds; throws with the name that is missing. */
export function fromCodecs<T>(codecs: readonly Codec[], pick: (codec: Codec) => T | undefined, name: string): T {
  for (const codec of codecs) {
    const found = pick(codec);
    if (found) return found;
  }
  throw new InputError(`Codec "${name}" is missing`, { remedy: "Pass `codecs: everything` to the client." });
}
