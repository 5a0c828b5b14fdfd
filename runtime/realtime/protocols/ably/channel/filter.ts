import { type AblyFeatures, need } from "../features.js";
import { toBase64, toUtf8 } from "../message/bytes.js";
import type { AblyMessage } from "../message/message.js";
import type { ChannelOptions } from "./channel-options.js";

/** Which messages a listener wants (MFI): those that agree in every field given. */
export interface MessageFilter {
  readonly name?: string | undefined;
  readonly clientId?: string | undefined;
  readonly refTimeserial?: string | undefined;
  readonly refType?: string | undefined;
  /** Whether it refers to another message. */
  readonly isRef?: boolean | undefined;
}

/** All, those of a name or of several, or those that a filter wants. */
export type Wanted = string | readonly string[] | MessageFilter | null;

/** Whether a message is wanted; null when every one is. Throws 40019 for a filter where the client has no `filters`. */
export function matcher(wanted: Wanted, { filters }: AblyFeatures): ((message: AblyMessage) => boolean) | null {
  if (wanted === null) return null;
  if (typeof wanted === "string") return ({ name }) => name === wanted;
  if (isNames(wanted)) return ({ name }) => name !== null && wanted.includes(name);
  return need(filters, "filters").matcher(wanted);
}

const isNames = (wanted: readonly string[] | MessageFilter): wanted is readonly string[] => Array.isArray(wanted);

/** What filters can do: a feature of its own (`filters`). */
export interface FilterFeature {
  readonly matcher: (filter: MessageFilter) => (message: AblyMessage) => boolean;
  readonly derived: (name: string, filter: string, options: ChannelOptions) => string;
}

/** The name of a channel that a JMESPath filter is in front of (RTS5). */
function derived(name: string, filter: string, { params }: ChannelOptions): string {
  const query = new URLSearchParams(params).toString();
  return `[filter=${toBase64(toUtf8(filter))}${query && `?${query}`}]${name}`;
}

/** Whether a message agrees with a filter in every field given. */
const filtered =
  ({ name, clientId, refTimeserial, refType, isRef }: MessageFilter) =>
  (message: AblyMessage): boolean => {
    const ref = message.extras?.ref ?? null;
    if (name !== undefined && message.name !== name) return false;
    if (clientId !== undefined && message.clientId !== clientId) return false;
    if (refTimeserial !== undefined && ref?.timeserial !== refTimeserial) return false;
    if (refType !== undefined && ref?.type !== refType) return false;
    return isRef === undefined || isRef === (ref !== null);
  };

/** Subscriptions to the messages of a filter, and derived channels. */
export const filters: FilterFeature = { matcher: filtered, derived };
