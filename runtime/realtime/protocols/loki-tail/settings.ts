/** The settings of `x-clientwright-framing: { framing: loki-tail, ... }`. PROTOCOL.md says what each means. */
export interface LokiTailSettings {
  readonly framing?: "loki-tail";
  /** What a message is; default `entries`. */
  readonly messages?: "entries" | "frames";
}
