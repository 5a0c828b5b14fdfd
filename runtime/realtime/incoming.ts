import { own } from "../core/own.js";
import { readPointer } from "../core/pointer.js";
import type { Channel, MessageDefinition } from "./channel.js";

/** Of frames that can't carry any: known by its identity. */
export const noHeaders: Readonly<Record<string, unknown>> = Object.freeze({});

/** What the document says of a message; undefined where the name isn't known. */
export const definitionOf = ({ messages }: Channel, name: string | null): MessageDefinition | undefined => (name === null ? undefined : own(messages, name));

/** The content type of a message, by its name; of the channel's first where the name isn't known. */
export const contentTypeOf = (channel: Channel, name: string | null): string =>
  (definitionOf(channel, name) ?? Object.values(channel.messages)[0])?.contentType ?? "application/json";

/** The correlation id of a message, where the document says that it stands: in its headers or payload. Null when it isn't there. */
export function correlationOf(channel: Channel, name: string | null, parts: { readonly headers: unknown; readonly payload: unknown }): string | null {
  for (const [key, { correlationId }] of Object.entries(channel.messages)) {
    if (correlationId === undefined || (name !== null && name !== key)) continue;
    const value = readPointer(parts, correlationId);
    if (typeof value === "string" || typeof value === "number") return `${value}`;
  }
  return null;
}
