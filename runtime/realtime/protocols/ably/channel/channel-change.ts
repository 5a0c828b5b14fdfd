import type { AblyError } from "../ably-error.js";
import type { ChannelStateName } from "./channel-machine.js";

/** One step of a channel's life. */
export interface ChannelStateChange {
  readonly previous: ChannelStateName;
  readonly current: ChannelStateName;
  readonly event: ChannelStateName | "update";
  readonly reason: AblyError | null;
  /** False: messages may have been missed since the channel was attached before. */
  readonly resumed: boolean;
  readonly hasBacklog: boolean;
  /** Milliseconds until it is attached again by itself, where it is suspended; else null (RTB1). */
  readonly retryIn: number | null;
}
