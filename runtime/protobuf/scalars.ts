import type { ByteReader } from "../realtime/byte-reader.js";
import type { ByteWriter } from "../realtime/byte-writer.js";
import type { Int64Style } from "../realtime/payload-language.js";
import { unfit } from "../realtime/unfit.js";

/** https://protobuf.dev/programming-guides/encoding/#structure */
export const wire = { varint: 0, fixed64: 1, bytes: 2, start: 3, end: 4, fixed32: 5 } as const;

/** A scalar type. */
export interface Scalar {
  readonly wire: number;
  write(value: unknown, out: ByteWriter): void;
  read(from: ByteReader): unknown;
  readonly zero: unknown;
}

function whole(value: unknown, low: bigint, high: bigint): bigint {
  const isText = typeof value === "string" && /^-?\d+$/.test(value);
  const wide = typeof value === "bigint" ? value : (typeof value === "number" && Number.isSafeInteger(value)) || isText ? BigInt(value) : null;
  return wide !== null && wide >= low && wide <= high ? wide : unfit(value, `a whole number from ${low} to ${high}`);
}

const int32 = (value: unknown): bigint => whole(value, -(2n ** 31n), 2n ** 31n - 1n);
const uint32 = (value: unknown): bigint => whole(value, 0n, 2n ** 32n - 1n);
const int64 = (value: unknown): bigint => whole(value, -(2n ** 63n), 2n ** 63n - 1n);
const uint64 = (value: unknown): bigint => whole(value, 0n, 2n ** 64n - 1n);
const signed32 = (raw: bigint): number => Number(BigInt.asIntN(32, raw));
const unzig = (raw: bigint): bigint => (raw >> 1n) ^ -(raw & 1n);
const zig = (value: bigint): bigint => (value << 1n) ^ (value >> 63n);

const texts: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY, "-Infinity": Number.NEGATIVE_INFINITY };

/** JSON has no words for these numbers, so its mapping has texts. */
function floating(value: unknown): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && Object.hasOwn(texts, value) ? (texts[value] ?? 0) : unfit(value, "a number");
}

/** Text and bytes with their length before them. */
export function writeBytes(bytes: Uint8Array, out: ByteWriter): void {
  out.varint(bytes.length);
  out.raw(bytes);
}

/** Every scalar type by its name. */
export function scalars(style: Int64Style): { readonly [name: string]: Scalar } {
  const wide = (value: bigint): unknown => (style === "bigint" ? value : style === "string" ? `${value}` : Number(value));
  const zero64 = wide(0n);
  const varint = (zero: unknown, raw: (value: unknown) => bigint, read: (raw: bigint) => unknown): Scalar => ({
    wire: wire.varint,
    write: (value, out) => out.varint64(raw(value)),
    read: (from) => read(from.varint64()),
    zero,
  });
  return {
    int32: varint(0, int32, signed32),
    int64: varint(zero64, int64, (raw) => wide(BigInt.asIntN(64, raw))),
    uint32: varint(0, uint32, (raw) => Number(BigInt.asUintN(32, raw))),
    uint64: varint(zero64, uint64, wide),
    sint32: varint(
      0,
      (value) => zig(int32(value)),
      (raw) => signed32(unzig(raw)),
    ),
    sint64: varint(
      zero64,
      (value) => zig(int64(value)),
      (raw) => wide(unzig(raw)),
    ),
    bool: varint(
      false,
      (value) => (value === true ? 1n : value === false ? 0n : unfit(value, "true or false")),
      (raw) => raw !== 0n,
    ),
    fixed32: { wire: wire.fixed32, write: (value, out) => out.fixed32(Number(uint32(value))), read: (from) => from.fixed32(), zero: 0 },
    sfixed32: { wire: wire.fixed32, write: (value, out) => out.fixed32(Number(int32(value))), read: (from) => from.fixed32() | 0, zero: 0 },
    fixed64: { wire: wire.fixed64, write: (value, out) => out.fixed64(uint64(value)), read: (from) => wide(from.fixed64()), zero: zero64 },
    sfixed64: {
      wire: wire.fixed64,
      write: (value, out) => out.fixed64(int64(value)),
      read: (from) => wide(BigInt.asIntN(64, from.fixed64())),
      zero: zero64,
    },
    float: { wire: wire.fixed32, write: (value, out) => out.float(floating(value)), read: (from) => from.float(), zero: 0 },
    double: { wire: wire.fixed64, write: (value, out) => out.double(floating(value)), read: (from) => from.double(), zero: 0 },
    string: {
      wire: wire.bytes,
      write: (value, out) => writeBytes(out.text(typeof value === "string" ? value : unfit(value, "text")), out),
      read: (from) => from.text(from.varint()),
      zero: "",
    },
    bytes: {
      wire: wire.bytes,
      write: (value, out) => writeBytes(value instanceof Uint8Array ? value : unfit(value, "a Uint8Array"), out),
      read: (from) => from.raw(from.varint()),
      get zero() {
        return new Uint8Array(0);
      },
    },
  };
}
