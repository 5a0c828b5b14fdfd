/** The settings of `x-clientwright-framing: { framing: centrifuge, ... }`. PROTOCOL.md says what each means. */
export interface CentrifugeSettings {
  readonly framing?: "centrifuge";
  /** false: the credential is not sent in `connect`. */
  readonly token?: boolean;
  /** Goes into `connect`. */
  readonly data?: unknown;
  /** What the client calls itself. */
  readonly name?: string;
  readonly version?: string;
  /**
   * The token of a channel that wants one of its own; null where it doesn't. Asked before each subscription, again before the token
   * expires, and once more when it was refused. Only in code: `framing: centrifugeFraming({ channelToken })`.
   */
  readonly channelToken?: (channel: string, reason: ChannelTokenReason) => string | null | Promise<string | null>;
}

/** Why a channel's token is asked for: `refused`, because the server did not take the last one. */
export type ChannelTokenReason = "subscribe" | "expires" | "refused";
