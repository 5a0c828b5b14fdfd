import { ByteReader } from "../realtime/byte-reader.js";
import { ByteWriter } from "../realtime/byte-writer.js";
import type { PayloadLanguage } from "../realtime/payload-language.js";
import { registered } from "../realtime/registry-prefix.js";
import { protobuf } from "./protobuf.js";
import type { ProtobufTable } from "./table.js";

/** Protobuf after an id of four bytes and the message's place in its text, as Confluent's schema registry, and most that follow it, has it. */
export const confluentProtobuf: PayloadLanguage = {
  codec: (schema, int64) => {
    const { place = [0] } = JSON.parse(schema) as ProtobufTable; // the generator made it
    return registered(protobuf.codec(schema, int64), { id: 4, between: placeBytes(place), skip: placeLength });
  },
};

/** How many numbers, then the numbers, zigzag; a single zero for the first message. */
function placeBytes(place: readonly number[]): Uint8Array {
  const out = new ByteWriter();
  if (place.length === 1 && place[0] === 0) out.byte(0);
  else for (const part of [place.length, ...place]) out.varint(2 * part);
  return out.take();
}

function placeLength(bytes: Uint8Array): number {
  const from = new ByteReader(bytes);
  for (let left = from.varint() >> 1; left > 0; left--) from.varint();
  return bytes.length - from.left;
}
