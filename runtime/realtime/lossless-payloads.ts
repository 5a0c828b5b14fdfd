import { fromWire, toWire } from "../core/convert.js";
import { Digits, roundDigits } from "../core/lossless-json.js";
import type { Shape } from "../core/shape.js";
import { isRecord } from "../core/shapes.js";
import { asNumbers, convertPayloads, type PayloadConverter } from "./convert-payloads.js";
import type { Message } from "./message.js";

/** A bigint that was read becomes one of the program where its type says so, and else the number that JSON.parse makes of it. */
function received(value: unknown, shape: Shape = {}): unknown {
  return holdsBigint(value) ? roundDigits(fromWire(marked(value), shape)) : fromWire(value, shape);
}

const holdsBigint = (value: unknown): boolean =>
  typeof value === "bigint" || (Array.isArray(value) ? value.some(holdsBigint) : isRecord(value) && Object.values(value).some(holdsBigint));

/** A copy: other subscriptions read the same message. */
function marked(value: unknown): unknown {
  if (typeof value === "bigint") return new Digits(`${value}`);
  if (Array.isArray(value)) return value.map(marked);
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, marked(member)])) : value;
}

/** `convertPayloads` for channels whose JSON is `losslessJson`: whole numbers of any size are sent and received in payloads. */
export const losslessPayloads: PayloadConverter = {
  receive: (message, { out, headersOut }) => ({
    ...message,
    payload: received(message.payload, out),
    headers: received(message.headers, headersOut) as Message["headers"], // an object stays one
  }),
  send: (message, { in: shape = {}, headersIn }, wide) => ({
    ...convertPayloads.send(message, headersIn === undefined ? {} : { headersIn }, wide),
    // Small ones go out as numbers, so that a bus of the user's own may print them as it likes.
    payload: asNumbers(toWire(message.payload, shape), (value) => value),
  }),
};
