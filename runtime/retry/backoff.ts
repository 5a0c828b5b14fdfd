/** How long to wait before a repeat when the server doesn't say. */
export interface Backoff {
  /** Upper end of the first wait in milliseconds; it doubles with every attempt. Default 500. */
  readonly delay?: number | undefined;
  /** Upper end of any wait in milliseconds. Default 8000. */
  readonly maxDelay?: number | undefined;
  /** 0 to 1; replaceable in tests. */
  readonly random?: (() => number) | undefined;
}

/** Milliseconds before the attempt after `attempt` (from 1): anything between 0 and the doubled delay ("full jitter"), so that callers spread out. */
export function backoff(attempt: number, { delay = 500, maxDelay = 8000, random = Math.random }: Backoff = {}): number {
  return random() * Math.min(maxDelay, delay * 2 ** (attempt - 1));
}
