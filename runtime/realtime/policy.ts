import type { Policy } from "./machine.js";
import type { ConnectionOptions } from "./realtime-options.js";

/** The numbers of a connection's life, of what was given and what is usual. */
export function policyOf({ heartbeat = 15_000, patience: given, openTimeout = 10_000, closeTimeout = 5_000, reconnect = {} }: ConnectionOptions): Policy {
  const patience = given ?? 25_000;
  const mutePatience = given ?? 0;
  const { delay = 500, maxDelay = 30_000, attempts = Number.POSITIVE_INFINITY, random = Math.random } = reconnect;
  // Full jitter: callers that lost the same server spread out.
  return {
    heartbeat,
    patience,
    mutePatience,
    openTimeout,
    closeTimeout,
    attempts,
    stable: 5_000,
    delay: (attempt) => random() * Math.min(maxDelay, delay * 2 ** (attempt - 1)),
  };
}
