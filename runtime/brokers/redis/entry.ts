import type { OutgoingMessage } from "../../realtime/message.js";
import type { Frame } from "../../realtime/transport.js";
import { object } from "../bindings.js";
import type { Received } from "../received.js";

/** A byte-order mark is part of a text. */
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** An entry of a stream, as the package gives it where values are bytes. */
export interface Entry {
  readonly id: string;
  readonly fields: Readonly<Record<string, Uint8Array>>;
}

/** A message as the fields of an entry. PROTOCOL.md, section 4. */
export function entryOf({ contentType, headers, correlationId, replyTo, name }: OutgoingMessage, body: Frame): Record<string, string | Buffer> {
  return {
    payload: typeof body === "string" ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    contentType,
    ...(headers !== null && { headers: JSON.stringify(headers) }),
    ...(correlationId !== null && { correlationId }),
    ...(replyTo !== null && { replyTo }),
    ...(name !== null && { name }),
  };
}

/** What an entry tells. One that another kind of producer wrote has no payload: its fields are the payload. */
export function receivedOf({ id, fields }: Entry, address: string, now: number): Received {
  const told = (name: string): string | null => (fields[name] === undefined ? null : utf8.decode(fields[name]));
  const isOurs = fields["payload"] !== undefined;
  const all = JSON.stringify(Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, utf8.decode(value)])));
  return {
    body: fields["payload"] ?? new TextEncoder().encode(all),
    contentType: isOurs ? told("contentType") : "application/json",
    headers: isOurs ? headersOf(told("headers")) : {},
    address,
    id,
    correlationId: isOurs ? told("correlationId") : null,
    replyTo: isOurs ? told("replyTo") : null,
    name: isOurs ? told("name") : null,
    receivedAt: now,
  };
}

function headersOf(text: string | null): Received["headers"] {
  try {
    return { ...object(JSON.parse(text ?? "{}")) };
  } catch {
    return {};
  }
}
