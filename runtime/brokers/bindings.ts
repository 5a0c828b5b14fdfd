import type { Route } from "../realtime/bus.js";
import type { Bindings } from "../realtime/channel.js";
import type { OutgoingMessage } from "../realtime/message.js";

/** Fields of one protocol's bindings; what a document writes there is checked by whoever reads it. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of a protocol's bindings; several names where versions differ, the first counts most. */
export function fieldsOf(bindings: Bindings | undefined, ...protocols: readonly string[]): Fields {
  const found: Record<string, unknown> = Object.create(null);
  for (const protocol of [...protocols].reverse()) Object.assign(found, bindings !== undefined && Object.hasOwn(bindings, protocol) ? bindings[protocol] : {});
  return found;
}

/** The fields of the bindings of an outgoing message. */
export function messageFields({ channel }: Route, { name }: OutgoingMessage, ...protocols: readonly string[]): Fields {
  const known = name !== null && Object.hasOwn(channel.messages, name) ? channel.messages[name] : undefined;
  return fieldsOf(known?.bindings, ...protocols);
}

export const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
export const flag = (value: unknown): boolean | null => (typeof value === "boolean" ? value : null);
/** A number of at least `least`. */
export const count = (value: unknown, least = 0): number | null => (typeof value === "number" && value >= least ? value : null);
export const object = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {}); // any object can be looked into

/** Headers as texts: what is no text goes as JSON; undefined and null are left out. */
export function textHeaders(headers: Readonly<Record<string, unknown>> | null): Record<string, string> {
  const texts: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value === undefined || value === null) continue;
    texts[name] = typeof value === "string" ? value : JSON.stringify(value);
  }
  return texts;
}
