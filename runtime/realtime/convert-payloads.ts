import { fromWire, hasBigint, toWire } from "../core/convert.js";
import { InputError } from "../core/errors.js";
import type { Shape } from "../core/shape.js";
import type { Message, OutgoingMessage } from "./message.js";

/** Shapes of what is converted: of what is sent (`in`) and received (`out`), payloads and headers apart. */
export interface MessageShapes {
  readonly in?: Shape;
  readonly out?: Shape;
  readonly headersIn?: Shape;
  readonly headersOut?: Shape;
}

/** Turns payloads and headers into values of the program, and back: for operations whose messages hold dates or whole numbers of their own type. */
export interface PayloadConverter {
  /** What has no shape stays as it is. */
  receive(message: Message, shapes: MessageShapes): Message;
  /** `wide`: whole numbers beyond 2^53 can be sent in the payload. */
  send<T extends Pick<OutgoingMessage, "payload" | "headers">>(message: T, shapes: MessageShapes, wide: boolean): T;
}

/** A bigint goes out as a number where that loses nothing: framings print plain JSON. `larger` says what becomes of the others. */
export function asNumbers(value: unknown, larger: (value: bigint) => unknown = refuse): unknown {
  if (typeof value === "bigint") {
    return Number.isSafeInteger(Number(value)) ? Number(value) : larger(value);
  }
  if (Array.isArray(value)) return value.map((member) => asNumbers(member, larger));
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asNumbers(member, larger)]));
}

const refuse = (value: bigint): never => {
  throw new InputError(`${value} is too large for a message`, {
    remedy: "Messages carry whole numbers up to 2^53 here; larger ones need a string in the document.",
  });
};

const received = (value: unknown, shape: Shape | undefined): unknown => (shape ? fromWire(value, shape) : value);

function sent(value: unknown, shape: Shape | undefined, wide: boolean): unknown {
  if (shape === undefined) return value;
  const plain = toWire(value, shape);
  return hasBigint(shape) && !wide ? asNumbers(plain) : plain;
}

/** Dates, Temporal values and bigint in payloads and headers, by their shapes. What is not of its format stays as it came. */
export const convertPayloads: PayloadConverter = {
  receive: (message, { out, headersOut }) => ({
    ...message,
    payload: received(message.payload, out),
    headers: received(message.headers, headersOut) as Message["headers"], // an object stays one
  }),
  send: (message, shapes, wide) => ({
    ...message,
    payload: sent(message.payload, shapes.in, wide),
    headers: sent(message.headers, shapes.headersIn, false) as typeof message.headers, // an object stays one
  }),
};
