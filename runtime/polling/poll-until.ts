import type { Client } from "../core/client.js";
import { createPace, type PaceOptions } from "./pace.js";

/** How `pollUntil` looks and when it is content. */
export interface PollUntilOptions<T> extends PaceOptions {
  readonly done: (seen: T) => boolean;
  /** Called after every look. */
  readonly onLook?: ((seen: T) => void) | undefined;
  /** Milliseconds that the server asks to wait after this look; null or left out: growing intervals. */
  readonly retryAfter?: ((seen: T) => number | null) | undefined;
  /** Names the wait in a TimeoutError. */
  readonly name?: string | undefined;
}

/**
 * Looks again and again, at growing intervals, until what is seen is what was waited for: for work that no operation's
 * polling describes (buffers to drain, several jobs at once). The first look is taken at once.
 * @throws TimeoutError, AbortError, and whatever `look` throws.
 */
export async function pollUntil<T>(client: Client, look: () => PromiseLike<T>, options: PollUntilOptions<T>): Promise<T> {
  const pace = createPace(client.settings.clock, options.name ?? "The wait", options);
  for (;;) {
    const seen = await look();
    options.onLook?.(seen);
    if (options.done(seen)) return seen;
    await pace(options.retryAfter?.(seen) ?? null);
  }
}
