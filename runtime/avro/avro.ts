import { ByteReader, broken } from "../realtime/byte-reader.js";
import { ByteWriter } from "../realtime/byte-writer.js";
import type { PayloadLanguage } from "../realtime/payload-language.js";
import { fitted } from "../realtime/unfit.js";
import { type AvroSchema, compile } from "./compile.js";
import { singleObjectMark } from "./fingerprint.js";

/**
 * Avro's binary encoding (https://avro.apache.org/docs/1.12.0/specification/#binary_encoding) of single values, without header; the fingerprint
 * of the schema before one (single-object encoding) is read over. Written by us: the packages that do it turn schemas into code with `new Function`, which a document's text must not
 * become, and which workers and strict pages refuse. Logical types are what they stand on but where the schema keeps them: `logical.ts`.
 */
export const avro: PayloadLanguage = {
  codec: (schema, int64) => {
    const parsed: AvroSchema = JSON.parse(schema);
    const type = compile(parsed, int64);
    let mark: Uint8Array | undefined;
    const isMarked = (bytes: Uint8Array): boolean => {
      if (bytes[0] !== 0xc3 || bytes[1] !== 1) return false; // most are not
      mark ??= singleObjectMark(parsed);
      return mark.every((byte, index) => bytes[index] === byte);
    };
    return {
      takesBytes: type.isBytes === true,
      encode: (payload) => {
        const out = new ByteWriter();
        fitted(() => type.write(payload, out));
        return out.take();
      },
      decode: (bytes) => {
        const reader = new ByteReader(isMarked(bytes) ? bytes.subarray(10) : bytes);
        const value = type.read(reader);
        if (reader.left > 0) throw broken(`${reader.left} bytes are left over`);
        return value;
      },
    };
  },
};
