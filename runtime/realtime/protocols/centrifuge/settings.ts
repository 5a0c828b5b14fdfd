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
}
