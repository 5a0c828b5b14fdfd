import { readPointer } from "../core/pointer.js";
import type { Channel } from "./channel.js";

/** Of frames that can't carry any: known by its identity. */
export const noHeaders: Readonly<Record<string, unknown>> = Object.freeze({});

/** The content type of a message, by its name; of the channel's first where the name isn't known. */
export function contentTypeOf({ messages }: Channel, name: string | null): string {
  const known = name !== null && Object.hasOwn(messages, name) ? messages[name] : Object.values(messages)[0];
  return known?.contentType ?? "application/json";
}

/** The correlation id of a message, where the document says that it stands: in its headers or payload. Null when it isn't there. */
export function correlationOf(channel: Channel, name: string | null, parts: { readonly headers: unknown; readonly payload: unknown }): string | null {
  for (const [own, { correlationId }] of Object.entries(channel.messages)) {
    if (correlationId === undefined || (name !== null && name !== own)) continue;
    const value = readPointer(parts, correlationId);
    if (typeof value === "string" || typeof value === "number") return `${value}`;
  }
  return null;
}
