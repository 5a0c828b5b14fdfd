import { fromWire, hasBigint, toWire } from "../core/convert.js";
import { InputError } from "../core/errors.js";
import type { Shape } from "../core/shape.js";

/** Turns payloads into values of the program, and back: for operations whose payloads hold dates or whole numbers of their own type. */
export interface PayloadConverter {
  /** Without a shape: the payload as it is. */
  receive(payload: unknown, shape: Shape | undefined): unknown;
  /** `wide`: whole numbers beyond 2^53 can be sent. */
  send(payload: unknown, shape: Shape | undefined, wide?: boolean): unknown;
}

/** A bigint goes out as a number where that loses nothing: framings print plain JSON. */
function asNumbers(value: unknown): unknown {
  if (typeof value === "bigint") {
    if (Number.isSafeInteger(Number(value))) return Number(value);
    throw new InputError(`${value} is too large for a message`, {
      remedy: "Messages carry whole numbers up to 2^53; larger ones need a string in the document.",
    });
  }
  if (Array.isArray(value)) return value.map(asNumbers);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asNumbers(member)]));
}

/** Dates, Temporal values and bigint in payloads, by their shapes. What is not of its format stays as it came. */
export const convertPayloads: PayloadConverter = {
  receive: (payload, shape) => (shape ? fromWire(payload, shape) : payload),
  send: (payload, shape, wide = false) => {
    const plain = shape ? toWire(payload, shape) : payload;
    return shape && hasBigint(shape) && !wide ? asNumbers(plain) : plain;
  },
};
