import { DecodeError, InputError } from "../core/errors.js";
import type { SchemaCodec, SchemaId } from "./payload-language.js";

/** How a schema registry's id stands before payloads, after a byte of zero; numbers are big-endian. */
export interface RegistryPrefix {
  /** Bytes of the id. `8or4`: written in eight, read in either: registries count from one, so that an id of eight bytes begins with four zeros, one of four never does. */
  readonly id: 4 | "8or4";
  /** What stands between the id and the payload: written as it is. */
  readonly between?: Uint8Array;
  /** How long that is in bytes that came: readers trust the document's schema, whatever it says. */
  skip?(rest: Uint8Array): number;
}

const isWide = ({ id }: RegistryPrefix, bytes: Uint8Array): boolean => id !== 4 && bytes.subarray(1, 5).every((byte) => byte === 0);

/** A codec whose payloads come after a schema registry's id. Bytes are decoded by the document's schema: the registry is not asked. */
export function registered(codec: SchemaCodec, prefix: RegistryPrefix): SchemaCodec {
  const { between = new Uint8Array(), skip = () => 0 } = prefix;
  return {
    takesBytes: codec.takesBytes,
    encode: (payload, schemaId) => {
      const id = idBytes(schemaId, prefix);
      const own = codec.encode(payload);
      const out = new Uint8Array(1 + id.length + between.length + own.length);
      out.set(id, 1);
      out.set(between, 1 + id.length);
      out.set(own, 1 + id.length + between.length);
      return out;
    },
    decode: (bytes) => {
      const length = 1 + (isWide(prefix, bytes) ? 8 : 4);
      if (bytes[0] !== 0 || bytes.length < length) throw unregistered(bytes);
      const rest = bytes.subarray(length);
      return codec.decode(rest.subarray(skip(rest)));
    },
  };
}

function idBytes(schemaId: SchemaId | undefined, { id }: RegistryPrefix): Uint8Array {
  if (schemaId === undefined)
    throw new InputError("The message goes out after its schema's id in the registry, and that was not given", {
      remedy: "Pass { schemaId } in the options: the id that your registry has for the schema.",
    });
  if (!/^\d+$/.test(`${schemaId}`) || BigInt(schemaId) >= 2n ** 32n) throw new InputError(`${schemaId} is no schema's id: a whole number below 2^32`);
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, BigInt(schemaId));
  return id === 4 ? out.subarray(4) : out;
}

const unregistered = (bytes: Uint8Array): DecodeError =>
  new DecodeError(`The bytes of a payload don't begin with a schema registry's id: ${hex(bytes.subarray(0, 9))}`, {
    status: 101,
    contentType: null,
    text: "",
    remedy: "See that its sender uses the registry's format that schemaIdPayloadEncoding names.",
  });

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
