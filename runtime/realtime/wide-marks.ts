import { markWide } from "../core/lossless-json.js";
import { isRecord } from "../core/shapes.js";
import type { Frame } from "./transport.js";

/** What stands for wide integers (beyond 2^53) where JSON is read or printed as usual: texts with a mark. */
export interface WideMarks {
  /** A frame with texts for its wide integers. */
  read(frame: Frame): Frame;
  /** A frame with digits for these texts. */
  written(frame: Frame): Frame;
  /** A value that was read, with bigint for these texts. */
  value(member: unknown): unknown;
  /** An id that was read, with its digits. */
  text(id: string | null): string | null;
  /** A value to be printed, with these texts for bigint. */
  sent(member: unknown): unknown;
}

/** The mark must be one that no document holds by chance. */
export function wideMarks(mark: string): WideMarks {
  const quoted = new RegExp(`"${mark}(-?\\d+)"`, "g");
  const digits = (text: string): string => text.replace(quoted, "$1");
  const value = (member: unknown): unknown => {
    if (typeof member !== "string") return within(member, value);
    return member.startsWith(mark) ? BigInt(member.slice(mark.length)) : member.includes(mark) ? digits(member) : member;
  };
  const sent = (member: unknown): unknown => (typeof member === "bigint" ? `${mark}${member}` : within(member, sent));
  // What has no sixteen digits in a row is nearly everything, and is read as fast as ever.
  const isWide = (frame: Frame): frame is string => typeof frame === "string" && /\d{16}/.test(frame);
  return {
    read: (frame) => (isWide(frame) ? (markWide(frame, (part) => `"${mark}${part}"`) ?? frame) : frame),
    written: (frame) => (isWide(frame) ? digits(frame) : frame),
    value,
    text: (id) => id?.replace(mark, "") ?? null,
    sent,
  };
}

/** A copy of a list or record with other members; what is neither stays. */
function within(value: unknown, other: (member: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(other);
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, other(member)])) : value;
}
