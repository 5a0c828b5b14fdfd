import type { Call, Middleware, WireReply } from "../core/call.js";
import type { Clock } from "../core/client.js";
import { systemClock } from "../core/clock.js";
import { ConnectionError, isUnsent, TimeoutError } from "../core/errors.js";

/** How long a base URL that failed is passed over. */
export interface FailoverOptions {
  /** Milliseconds; default 30,000. */
  readonly cooldown?: number | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Spreads calls over base URLs that serve the same API, the preferred one first. One that can't be reached, times out or
 * answers 502, 503 or 504 is passed over for a while; when nothing was sent, the next is asked at once, otherwise the retry
 * layer's next attempt goes there. Calls to other addresses go through.
 */
export function failover(baseUrls: readonly string[], { cooldown = 30_000, clock = systemClock }: FailoverOptions = {}): Middleware {
  const bases = baseUrls.map((url) => url.replace(/\/+$/, ""));
  const downUntil = new Map<string, number>();
  /** Those that are up, in order of preference; when all are down, the one that has been so for longest. */
  const candidates = (): readonly string[] => {
    const up = bases.filter((base) => (downUntil.get(base) ?? 0) <= clock.now());
    return up.length > 0 ? up : [...bases].sort((a, b) => (downUntil.get(a) ?? 0) - (downUntil.get(b) ?? 0)).slice(0, 1);
  };
  return (next) => async (call) => {
    const own = bases.find((base) => startsAt(call, base));
    if (own === undefined) return next(call);
    const path = call.url.slice(own.length);
    const tries = candidates();
    const ask = async (index: number): Promise<WireReply> => {
      const base = tries[index] ?? own;
      try {
        const reply = await next(base === own ? call : { ...call, url: base + path });
        mark(base, isDown(reply));
        return reply;
      } catch (error) {
        mark(base, error instanceof ConnectionError || error instanceof TimeoutError);
        if (!isUnsent(error) || !call.replayable || index + 1 >= tries.length) throw error;
        return ask(index + 1);
      }
    };
    return ask(0);
  };

  function mark(base: string, down: boolean): void {
    if (down) downUntil.set(base, clock.now() + cooldown);
    else downUntil.delete(base);
  }
}

const startsAt = ({ url }: Call, base: string): boolean => url.startsWith(base) && /^([/?#]|$)/.test(url.slice(base.length));
const isDown = ({ status }: WireReply): boolean => status === 502 || status === 503 || status === 504;
