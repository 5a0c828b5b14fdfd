import { ByteReader } from "../realtime/byte-reader.js";
import { ByteWriter } from "../realtime/byte-writer.js";
import type { PayloadLanguage } from "../realtime/payload-language.js";
import { fitted } from "../realtime/unfit.js";
import { linked } from "./messages.js";
import { readMessage } from "./read.js";
import type { ProtobufTable } from "./table.js";
import { writeMessage } from "./write.js";

/**
 * Protobuf's binary encoding (https://protobuf.dev/programming-guides/encoding/) of one message, with values as in its JSON mapping,
 * but for 64-bit numbers, which are numbers or bigint, and bytes, which are bytes. Written by us: the schema comes as data, is never
 * turned into code, and nothing has to be loaded before the first message. Fields that the schema does not know are left out.
 */
export const protobuf: PayloadLanguage = {
  codec: (schema, int64) => {
    const type = linked(JSON.parse(schema) as ProtobufTable, int64); // the generator made it
    return {
      takesBytes: false,
      encode: (payload) => {
        const out = new ByteWriter();
        fitted(() => writeMessage(type, payload, out));
        return out.take();
      },
      decode: (bytes) => readMessage(type, new ByteReader(bytes)),
    };
  },
};
