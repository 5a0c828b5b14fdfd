import type { AblyMessage } from "./message.js";

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

/** Whether a message is wanted; null when every one is. */
export function matcher(wanted: Wanted): ((message: AblyMessage) => boolean) | null {
  if (wanted === null) return null;
  if (typeof wanted === "string") return ({ name }) => name === wanted;
  if (isNames(wanted)) return ({ name }) => name !== null && wanted.includes(name);
  return (message) => filtered(wanted, message);
}

const isNames = (wanted: readonly string[] | MessageFilter): wanted is readonly string[] => Array.isArray(wanted);

function filtered({ name, clientId, refTimeserial, refType, isRef }: MessageFilter, message: AblyMessage): boolean {
  const ref = message.extras?.ref ?? null;
  if (name !== undefined && message.name !== name) return false;
  if (clientId !== undefined && message.clientId !== clientId) return false;
  if (refTimeserial !== undefined && ref?.timeserial !== refTimeserial) return false;
  if (refType !== undefined && ref?.type !== refType) return false;
  return isRef === undefined || isRef === (ref !== null);
}
