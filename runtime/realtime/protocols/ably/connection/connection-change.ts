import type { AblyError } from "../ably-error.js";
import type { ProtocolMessage } from "../message/frames.js";
import type { ConnectionStateName } from "./connection-state.js";

/** One step of a connection's life. `update`: it stayed connected, and something about it changed. */
export interface AblyConnectionChange {
  readonly previous: ConnectionStateName;
  readonly current: ConnectionStateName;
  readonly event: ConnectionStateName | "update";
  readonly reason: AblyError | null;
  /** Milliseconds after which there is another attempt at the latest; null when there is none to wait for. The first one after a loss comes at once. */
  readonly retryIn: number | null;
}

/** What the connection tells its channels. */
export interface ConnectionOwner {
  /** A frame for a channel. */
  channelFrame(frame: ProtocolMessage): void;
  /** Before users are told. */
  connectionChanged(change: AblyConnectionChange): void;
  /** A new life: nothing of the old is kept. */
  reset(): void;
}
