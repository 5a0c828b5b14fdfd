import { type ByteReader, broken } from "../realtime/byte-reader.js";
import type { ByteWriter } from "../realtime/byte-writer.js";
import type { Int64Style } from "../realtime/payload-language.js";
import { unfit } from "../realtime/unfit.js";
import type { AvroType } from "./type.js";

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;
const isInt = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31;
const isLong = (value: unknown): value is number | bigint =>
  typeof value === "bigint" ? BigInt.asIntN(64, value) === value : typeof value === "number" && Number.isSafeInteger(value);

/** Signed numbers lie zigzag: 0, -1, 1, -2 ... */
export function writeLong(value: number | bigint, out: ByteWriter): void {
  if (typeof value === "number" && value >= -(2 ** 51) && value < 2 ** 51) out.varint(value < 0 ? -2 * value - 1 : 2 * value);
  else {
    const wide = BigInt(value);
    out.varint64((wide << 1n) ^ (wide >> 63n));
  }
}

/** A zigzag number of 64 bits. */
export function readLong(from: ByteReader): bigint {
  const raw = from.varint64();
  return (raw >> 1n) ^ -(raw & 1n);
}

/** A length or count. */
export function readCount(from: ByteReader): number {
  return Number(readLong(from));
}

const empty: AvroType = {
  write: (value) => {
    if (value !== null) unfit(value, "null");
  },
  read: () => null,
  fits: (value) => value === null,
};

const boolean: AvroType = {
  write: (value, out) => out.byte(value === true ? 1 : value === false ? 0 : unfit(value, "true or false")),
  read: (from) => from.byte() !== 0,
  fits: (value) => typeof value === "boolean",
};

const int: AvroType = {
  write: (value, out) => writeLong(isInt(value) ? value : unfit(value, "a whole number of 32 bits"), out),
  read: (from) => {
    const value = Number(readLong(from));
    return isInt(value) ? value : broken32();
  },
  fits: isInt,
};

const broken32 = (): never => {
  throw broken("an int has more than 32 bits");
};

const delivered: { readonly [style in Int64Style]: (value: bigint) => unknown } = { number: Number, bigint: (value) => value, string: String };

function long(int64: Int64Style): AvroType {
  const deliver = delivered[int64];
  const taken = (value: unknown): unknown => (int64 === "string" && typeof value === "string" && /^-?\d+$/.test(value) ? BigInt(value) : value);
  return {
    write: (given, out) => {
      const value = taken(given);
      writeLong(isLong(value) ? value : unfit(given, "a whole number of 64 bits"), out);
    },
    read: (from) => deliver(readLong(from)),
    fits: (value) => isLong(taken(value)),
  };
}

const floating = (kind: "float" | "double"): AvroType => ({
  write: (value, out) => out[kind](typeof value === "number" ? value : unfit(value, "a number")),
  read: (from) => from[kind](),
  fits: (value) => typeof value === "number",
});

const bytes: AvroType = {
  write: (value, out) => {
    if (!isBytes(value)) unfit(value, "a Uint8Array");
    writeLong(value.length, out);
    out.raw(value);
  },
  read: (from) => from.raw(readCount(from)),
  fits: isBytes,
  isBytes: true,
};

const string: AvroType = {
  write: (value, out) => {
    const text = out.text(typeof value === "string" ? value : unfit(value, "text"));
    writeLong(text.length, out);
    out.raw(text);
  },
  read: (from) => from.text(readCount(from)),
  fits: (value) => typeof value === "string",
};

/** Bytes of one length. */
export const fixed = (length: number): AvroType => ({
  write: (value, out) => out.raw(isBytes(value) && value.length === length ? value : unfit(value, `a Uint8Array of ${length} bytes`)),
  read: (from) => from.raw(length),
  fits: (value) => isBytes(value) && value.length === length,
  isBytes: true,
});

/** The types without parts, by name. */
export function primitive(name: string, int64: Int64Style): AvroType | null {
  const all: Readonly<Record<string, AvroType>> = {
    null: empty,
    boolean,
    int,
    long: long(int64),
    float: floating("float"),
    double: floating("double"),
    bytes,
    string,
  };
  return Object.hasOwn(all, name) ? (all[name] ?? null) : null;
}
