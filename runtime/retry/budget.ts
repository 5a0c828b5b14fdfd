/** Says whether one more repeat is affordable, so that an outage is not answered with a storm of retries. */
export interface RetryBudget {
  /** Pays for one repeat; false when there is nothing left. */
  spend(): boolean;
  /** A call succeeded. */
  earn(): void;
}

/**
 * A token bucket shared by all calls of a client: `burst` repeats at once (default 100), refilled by `ratio` of a repeat for
 * every call that succeeds (default 0.1). Repeats at a time that the server named (Retry-After) are not charged.
 */
export function retryBudget(burst = 100, ratio = 0.1): RetryBudget {
  let tokens = burst;
  return {
    spend: () => tokens >= 1 && tokens-- > 0,
    earn: () => {
      tokens = Math.min(burst, tokens + ratio);
    },
  };
}
