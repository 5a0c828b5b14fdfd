import { type AblyFeatures, need } from "../features.js";
import type { ChannelMode } from "../message/actions.js";
import type { Cipher, CipherOptions } from "../message/cipher.js";

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

/** Makes the cipher once. Throws 40003 for a key of a wrong length, 40019 where the client can't encrypt. */
export const kept = (options: ChannelOptions, { encryption }: AblyFeatures): KeptOptions => ({
  ...options,
  key: options.cipher === undefined ? null : need(encryption, "encryption")(options.cipher),
});

/** Whether the server has to be told of the difference. */
export function differs(before: ChannelOptions, after: ChannelOptions): boolean {
  return JSON.stringify([before.params ?? {}, before.modes ?? []]) !== JSON.stringify([after.params ?? {}, after.modes ?? []]);
}
