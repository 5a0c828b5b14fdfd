/** What a schema registry calls a schema. */
export type SchemaId = number | bigint;

/** Turns payloads of one schema into bytes and back. */
export interface SchemaCodec {
  /**
   * `schemaId`: for those that go out after a schema registry's id.
   * @throws InputError, which says where, when the payload is not of the schema.
   */
  encode(payload: unknown, schemaId?: SchemaId): Uint8Array;
  /** @throws DecodeError when the bytes are not of the schema. */
  decode(bytes: Uint8Array): unknown;
  /** Whether payloads may be bytes themselves; else bytes given are taken as encoded already. */
  readonly takesBytes: boolean;
}

/** How 64-bit integers are delivered. Numbers and bigint are taken in any case. */
export type Int64Style = "number" | "bigint" | "string";

/** A language that a document's payload schemas are written in, with its form on the wire: Avro, Protobuf. */
export interface PayloadLanguage {
  /** The schema as the generated constant carries it. */
  codec(schema: string, int64: Int64Style): SchemaCodec;
}

/** What a message says about its bytes: a plain part of the generated constant. */
export interface PayloadSchema {
  readonly by: PayloadLanguage;
  readonly schema: string;
  /** Default: `number`. */
  readonly int64?: Int64Style;
}

const made: WeakMap<PayloadSchema, SchemaCodec> = new WeakMap();

/** The codec of a message's schema: made at its first message. */
export function schemaCodec(given: PayloadSchema): SchemaCodec {
  const known = made.get(given);
  if (known !== undefined) return known;
  const codec = given.by.codec(given.schema, given.int64 ?? "number");
  made.set(given, codec);
  return codec;
}
