import { parsePointer } from "../../../core/pointer.js";
import type { Recognised } from "./settings.js";

/** Reads one place of a frame; undefined when it isn't there. */
export type Reader = (frame: unknown) => unknown;

/** A reader of a pointer; most are one field, which costs no loop. */
export function reader(pointer: string | undefined): Reader | null {
  if (pointer === undefined) return null;
  const path = parsePointer(pointer).map(String);
  const [only = ""] = path;
  return path.length === 1 ? (frame) => field(frame, only) : (frame) => path.reduce<unknown>(field, frame);
}

const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined; // just checked

/** What tells one kind of frame from the others; without `when` everything fits. */
export function recogniser({ when }: Recognised): (frame: unknown) => boolean {
  const wanted = Object.entries(when ?? {}).map(([pointer, value]) => ({ read: reader(pointer) as Reader, value })); // a key is never undefined
  const [only, another] = wanted;
  if (only && !another) return (frame) => only.read(frame) === only.value;
  return (frame) => wanted.every(({ read, value }) => read(frame) === value);
}

/** Text of a value, where it is one that can name something; else null. */
export const nameOf = (value: unknown): string | null =>
  typeof value === "string" ? value : typeof value === "number" || typeof value === "bigint" ? `${value}` : null;
