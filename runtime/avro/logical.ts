import { broken } from "../realtime/byte-reader.js";
import { unfit } from "../realtime/unfit.js";
import type { AvroNode } from "./compile.js";
import type { AvroType } from "./type.js";

/** Values as text over the type that they stand on: what is no text is written as that type, for the document's defaults come so. */
function asText(
  base: AvroType,
  { read, write, isText }: { read(raw: unknown): unknown; write(text: string): unknown; isText(text: string): boolean },
): AvroType {
  return {
    read: (from) => read(base.read(from)),
    write: (value, out) => base.write(typeof value === "string" ? write(value) : value, out),
    fits: (value, exactly) => (typeof value === "string" ? isText(value) : base.fits(value, exactly)),
  };
}

/** The logical types that are text in programs; any other is what it stands on. https://avro.apache.org/docs/1.12.0/specification/#logical-types */
export function logical({ logicalType = "", scale = 0, size, type }: AvroNode, base: AvroType): AvroType {
  const perSecond = { "timestamp-millis": 3, "timestamp-micros": 6, "timestamp-nanos": 9 }[logicalType];
  if (perSecond !== undefined && type === "long") return timestamp(perSecond, base);
  if (logicalType === "date" && type === "int") return asText(base, date);
  if (logicalType === "decimal" && (type === "bytes" || type === "fixed")) return decimal(scale, size, base);
  return base;
}

const day = 86_400_000;
const date = {
  read: (days: unknown): unknown => isoOf(Number(days) * day)?.replace(/T.*/, "") ?? days,
  write: (text: string): number => {
    const time = /^[+-]?\d{4,6}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
    return Number.isNaN(time) ? unfit(text, "a date (2026-01-31)") : time / day;
  },
  isText: (text: string) => /^[+-]?\d{4,6}-\d\d-\d\d$/.test(text),
};

/** Null beyond the years that dates of the platform reach. */
function isoOf(time: number): string | null {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

const instant = /^([+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i;

/** Counted since 1970, `digits` after the second. */
function timestamp(digits: number, base: AvroType): AvroType {
  const unit = 10n ** BigInt(digits);
  return asText(base, {
    read: (raw) => {
      const count = BigInt(raw as number | bigint | string); // a long, in whichever style
      const within = ((count % unit) + unit) % unit;
      const iso = isoOf(Number((count - within) / unit) * 1000);
      return iso === null ? raw : `${iso.slice(0, -5)}.${`${within}`.padStart(digits, "0")}Z`;
    },
    write: (text) => {
      const [, whole = "", fraction = "", zone = ""] = instant.exec(text) ?? [];
      const time = Date.parse(`${whole}${zone}`);
      if (Number.isNaN(time)) unfit(text, "a date and time (2026-01-31T12:00:00Z)");
      return BigInt(time / 1000) * unit + BigInt(fraction.padEnd(9, "0").slice(0, digits));
    },
    isText: (text) => instant.test(text),
  });
}

/** Numbers become text in more than linear time: a sender must not choose how long that takes. */
const mostDecimalBytes = 1_000;

const number = /^(-?)(\d+)(?:\.(\d+))?$/;

/** A whole number in bytes, big-endian, `scale` of its digits after the point. */
function decimal(scale: number, size: number | undefined, base: AvroType): AvroType {
  return asText(base, {
    read: (raw) => {
      const bytes = raw as Uint8Array; // of bytes or fixed
      if (bytes.length > mostDecimalBytes) throw broken(`a decimal has more than ${mostDecimalBytes} bytes`);
      const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
      const value = hex === "" ? 0n : BigInt.asIntN(8 * bytes.length, BigInt(`0x${hex}`));
      const digits = `${value < 0n ? -value : value}`.padStart(scale + 1, "0");
      const point = digits.length - scale;
      return `${value < 0n ? "-" : ""}${digits.slice(0, point)}${scale > 0 ? `.${digits.slice(point)}` : ""}`;
    },
    write: (text) => {
      const [, sign, whole, fraction = ""] = number.exec(text) ?? [];
      if (whole === undefined || fraction.length > scale) unfit(text, `a decimal number with at most ${scale} digits after the point`);
      const value = BigInt(`${sign}${whole}${fraction.padEnd(scale, "0")}`);
      return twosComplement(value, size) ?? unfit(text, `a decimal number that ${size} bytes hold`);
    },
    isText: (text) => number.test(text),
  });
}

/** In as few bytes as hold it, or as many as are wanted; null where these don't hold it. */
function twosComplement(value: bigint, size: number | undefined): Uint8Array | null {
  let length = size ?? 1;
  while (size === undefined && BigInt.asIntN(8 * length, value) !== value) length += 1;
  if (BigInt.asIntN(8 * length, value) !== value) return null;
  const hex =
    length === 0
      ? ""
      : BigInt.asUintN(8 * length, value)
          .toString(16)
          .padStart(2 * length, "0");
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
