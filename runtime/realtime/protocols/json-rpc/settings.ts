import type { Template } from "../../template.js";

/** The settings of `x-clientwright-framing: { framing: json-rpc, ... }`. PROTOCOL.md says what each means. */
export interface JsonRpcSettings {
  readonly framing?: "json-rpc";
  /** Where methods stand in the document; default `channel`: a channel's address is its method. */
  readonly method?: "channel" | "message";
  readonly subprotocols?: readonly string[];
  /** The first request of a link. */
  readonly hello?: JsonRpcCall;
  readonly ping?: JsonRpcCall;
  /** The notification that tells the server that nobody waits for a request any more; its word is `{id}`. */
  readonly cancel?: JsonRpcCall;
  readonly subscribe?: JsonRpcCall;
  readonly unsubscribe?: JsonRpcCall;
  /** Where the result of `subscribe` names the subscription. */
  readonly subscription?: string;
  /** Where a notification names its channel or subscription; default: its method. */
  readonly channel?: string;
  /** Where a notification holds its payload; default `/params`. */
  readonly payload?: string;
}

/** A request or notification that the framing itself makes. */
export interface JsonRpcCall {
  readonly method: string;
  readonly params?: Template;
}
