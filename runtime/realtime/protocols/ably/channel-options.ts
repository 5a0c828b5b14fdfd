import type { ChannelMode } from "./actions.js";
import { type Cipher, type CipherOptions, cipherOf } from "./cipher.js";

/** How a channel is used (TB). */
export interface ChannelOptions {
  /** `rewind`, `delta`, `occupancy` ...: what the server is asked for when attaching. */
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly modes?: readonly ChannelMode[] | undefined;
  /** Payloads are encrypted with this key. */
  readonly cipher?: CipherOptions | undefined;
  /** Whether subscribing attaches; default true. */
  readonly attachOnSubscribe?: boolean | undefined;
}

/** Options as the channel keeps them. */
export interface KeptOptions extends ChannelOptions {
  readonly key: Cipher | null;
}

/** Makes the cipher once. Throws 40003 for a key of a wrong length. */
export const kept = (options: ChannelOptions): KeptOptions => ({ ...options, key: options.cipher === undefined ? null : cipherOf(options.cipher) });

/** Whether the server has to be told of the difference. */
export function differs(before: ChannelOptions, after: ChannelOptions): boolean {
  return JSON.stringify([before.params ?? {}, before.modes ?? []]) !== JSON.stringify([after.params ?? {}, after.modes ?? []]);
}
