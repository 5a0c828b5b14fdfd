import type { ByteReader } from "../realtime/byte-reader.js";
import type { ByteWriter } from "../realtime/byte-writer.js";

/** One Avro type, ready to read and write. */
export interface AvroType {
  write(value: unknown, out: ByteWriter): void;
  read(from: ByteReader): unknown;
  /** Whether a value may stand in this branch of a union; `exactly`: without anything that would be lost. */
  fits(value: unknown, exactly: boolean): boolean;
  /** Values may be bytes. */
  readonly isBytes?: true;
}
