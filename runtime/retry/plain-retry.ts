import type { Middleware } from "../core/call.js";
import type { Clock } from "../core/client.js";
import { plainClock } from "../core/plain-clock.js";
import { retryAfter } from "../core/retry-after.js";
import { backoff } from "./backoff.js";
import { repeatOf } from "./repeat.js";
import { repeating } from "./repeating.js";

/**
 * Retries in few bytes, for `plainClient`: 408, 425, 429, 500 and 502 to 504, broken connections and deadlines, with the waits
 * of `retry`; a call that must not happen twice only after 429, or 503 with Retry-After. No budget, quotas, idempotency keys, hooks.
 */
export const plainRetry = (retries = 2, clock: Clock = plainClock): Middleware =>
  repeating(
    {
      wait({ attempt, operation, options, deadline }, { reply, error }) {
        const asked = reply && retryAfter(reply.headers, clock.now());
        const wait = asked ?? backoff(attempt);
        const { kind, transient } = (error ?? {}) as { readonly kind?: string; readonly transient?: boolean }; // what our own errors have
        const isUnprocessed = transient || reply?.status === 429 || (reply?.status === 503 && asked !== null);
        const isPassing = /^(408|425|50[0234]|connection|timeout)$/.test(`${reply?.status ?? kind}`);
        const may = isUnprocessed || (isPassing && repeatOf(operation) !== "never");
        return may && wait < 2 ** 31 && attempt <= (options.retries ?? retries) && clock.now() + wait < deadline ? wait : null;
      },
    },
    clock,
  );
