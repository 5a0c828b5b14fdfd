import { ByteReader, broken } from "../realtime/byte-reader.js";
import { ByteWriter } from "../realtime/byte-writer.js";
import type { PayloadLanguage } from "../realtime/payload-language.js";
import { fitted } from "../realtime/unfit.js";
import { compile } from "./compile.js";

/**
 * Avro's binary encoding (https://avro.apache.org/docs/1.12.0/specification/#binary_encoding) of single values, without header or
 * fingerprint. Written by us: the packages that do it turn schemas into code with `new Function`, which a document's text must not
 * become, and which workers and strict pages refuse. Logical types are what they stand on but where the schema keeps them: `logical.ts`.
 */
export const avro: PayloadLanguage = {
  codec: (schema, int64) => {
    const type = compile(JSON.parse(schema), int64);
    return {
      takesBytes: type.isBytes === true,
      encode: (payload) => {
        const out = new ByteWriter();
        fitted(() => type.write(payload, out));
        return out.take();
      },
      decode: (bytes) => {
        const reader = new ByteReader(bytes);
        const value = type.read(reader);
        if (reader.left > 0) throw broken(`${reader.left} bytes are left over`);
        return value;
      },
    };
  },
};
