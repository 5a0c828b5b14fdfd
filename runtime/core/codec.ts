import type { CallBody } from "./call.js";
import type { Body } from "./operation.js";
import type { Shape } from "./shape.js";

/**
 * Machinery that only some operations need: `multipart`, `compress`, `convert`, `xml`. An operation names what it needs
 * (`use: [multipart]`), or a client registers it for all its operations (`codecs: [xml]`); nobody else pays for it.
 */
export interface Codec {
  /** Request bodies by kind (`multipart`, `xml`). */
  readonly bodies?: { readonly [kind: string]: BodyEncoder };
  /** Reply texts by output kind (`xml`). Throws when the text is not of that kind. */
  readonly replies?: { readonly [kind: string]: (text: string, shape: Shape | undefined) => unknown };
  /** Content codings by name (`gzip`). */
  readonly encodings?: { readonly [coding: string]: Compressor };
  /** Conversion of values by Shape. */
  readonly convert?: Converter;
}

/** Turns a body value into what the network takes. `shape` is the operation's `convert.in`. */
export type BodyEncoder = (value: unknown, body: Body, shape: Shape | undefined) => Encoded | Promise<Encoded>;

export interface Encoded {
  readonly body: CallBody;
  /** Content-Type; null: the network layer sets it, or there is none. */
  readonly type: string | null;
  /** Bytes; null when unknown. Only needed where the body itself (a stream) doesn't tell. */
  readonly length?: number | null;
}

export type Compressor = (body: Encoded) => Encoded | Promise<Encoded>;

export interface Converter {
  /** Wire text of JSON -> value with dates, bigint, bytes as the shape wants them. */
  parse(text: string, shape: Shape): unknown;
  /** Value decoded by others (XML) -> the same, converted. */
  fromWire(value: unknown, shape: Shape): unknown;
  /** Input -> plain values (dates as text, bigint kept, bytes as base64). The input is not changed. */
  toWire(value: unknown, shape: Shape): unknown;
  /** JSON text; bigint goes out as a number with all its digits. */
  print(value: unknown): string;
}
