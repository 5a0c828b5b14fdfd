import { encodeAny } from "./bodies.js";
import type { BodyEncoder, Codec, Encoded } from "./codec.js";
import { InputError } from "./errors.js";
import { type FileData, toBody } from "./file.js";
import type { Body, BodyKind, Operation } from "./operation.js";
import { printJson } from "./prepare.js";

/** Writes one item as it stands in the body. */
type Printer = (item: unknown) => string;

const contentTypes: { readonly [kind in BodyKind]?: string } = {
  jsonl: "application/x-ndjson",
  "json-seq": "application/json-seq",
  sse: "text/event-stream",
};

/** JSON of one item, with the conversions of the operation's own codec. */
function jsonOf(item: unknown, operation: Operation): string {
  const own = operation.use?.find((codec) => codec.bodies?.["json"])?.bodies?.["json"];
  const text: unknown = own ? (own(item, { kind: "json" }, operation) as Encoded).body : printJson(item, operation); // that of `convert` prints text at once
  if (typeof text !== "string") throw new InputError(`${operation.id} was not sent: an item of the body is no JSON value`, { value: item });
  return text;
}

const lines = (field: string, text: string): string => text.replace(/^/, `${field}: `).replace(/\r\n|\r|\n/g, `\n${field}: `);

/** A server-sent event: its whole form `{ event, id, retry, data }`, or data alone. */
function eventOf(item: unknown, { stream = {} }: Body, operation: Operation): string {
  const { data, ...head } = stream.item ? (item as { readonly data?: unknown }) : { data: item }; // the generated input type
  const asText = typeof data === "string" && stream.data !== "json" && (stream.item || stream.data === "text");
  let text = "";
  for (const name of ["event", "id", "retry"]) {
    const value = (head as { readonly [name: string]: unknown })[name]; // whatever was given
    if (value === undefined || value === null) continue;
    if (/[\0\r\n]/.test(`${value}`)) throw new InputError(`${operation.id} was not sent: "${name}" of an event has a line break`, { value });
    text += `${name}: ${value}\n`;
  }
  return data === undefined ? `${text}\n` : `${text}${lines("data", asText ? data : jsonOf(data, operation))}\n\n`;
}

const printers: { readonly [kind: string]: (body: Body, operation: Operation) => Printer } = {
  jsonl: (_, operation) => (item) => `${jsonOf(item, operation)}\n`,
  "json-seq": (_, operation) => (item) => `\u001e${jsonOf(item, operation)}\n`,
  sse: (body, operation) => (item) => eventOf(item, body, operation),
};

async function* printed(items: Iterable<unknown> | AsyncIterable<unknown>, print: Printer): AsyncGenerator<string, void, undefined> {
  for await (const item of items) yield print(item);
}

/** A list is printed at once, and can be sent again; anything else goes out item by item as it comes. */
const encodeItems =
  (kind: string): BodyEncoder =>
  (value, body, operation) => {
    const print = (printers[kind] as (typeof printers)[string])(body, operation); // one of the kinds below
    const headers = { "content-type": body.type ?? contentTypes[body.kind] ?? "" };
    if (Array.isArray(value)) return { body: value.map(print).join(""), headers };
    if (typeof value !== "object" || value === null || !(Symbol.asyncIterator in value || Symbol.iterator in value))
      throw new InputError(`${operation.id} was not sent: its body is a list of items, or an iterable of them`, { value });
    const items = value as Iterable<unknown> | AsyncIterable<unknown>; // just looked at
    return { body: toBody(printed(items, print) satisfies FileData), headers };
  };

/**
 * Bodies that are one item after another: JSON lines, JSON sequences (RFC 7464), server-sent events. The input is a list, which
 * is sent as a whole, or any iterable, sync or async, whose items go out as they come: such a call is not repeated.
 */
export const sequences: Codec = {
  body: encodeAny,
  bodies: { jsonl: encodeItems("jsonl"), "json-seq": encodeItems("json-seq"), sse: encodeItems("sse") },
};
