import { type AblyError, ablyError } from "../ably-error.js";
import { retryDelay } from "./backoff.js";
import type { ConnectionPolicy, ConnectionStep, Life } from "./connection-state.js";
import { shuffled } from "./hosts.js";

interface Now extends ConnectionPolicy {
  readonly now: number;
}

/** Reconnects at once are at least so far apart: a server that hangs up on everyone isn't stormed. */
const distance = 1000;

/** A life that begins now. */
export function newLife({ now, stateTtl }: Now): Life {
  return { session: null, ttl: stateTtl, attempt: 0, lostAt: now, expired: false, hurriedAt: null, token: "good" };
}

/** Begins an attempt: credentials first. */
export function start(life: Life): ConnectionStep {
  const renew = life.token === "refused";
  return [{ name: "connecting", life: renew ? { ...life, token: "renewed" } : life, stage: { at: "authorizing", renew } }, [{ do: "authorize", renew }]];
}

/** Dials the primary host, or the next of the fallbacks that are left. */
export function dialling(life: Life, { now, requestTimeout, host, fallbacks, random }: Now, left: readonly string[] | null = null): ConnectionStep {
  const [next = host, ...rest] = left ?? [host, ...shuffled(fallbacks, random)];
  const resume = life.session?.key ?? null;
  return [
    {
      name: "connecting",
      life,
      stage: { at: "dialling", host: next, rest, deadline: now + requestTimeout, fallback: left !== null },
    },
    [{ do: "dial", host: next, resume }],
  ];
}

/**
 * The connection is gone: away with it, and back at once; a second apart where it goes again (RTN15a). It counts as a failed attempt, and what
 * is told as `retryIn` is the pause of such a one (RTB1): how long it takes at most until there is another attempt.
 */
export function lost(before: Life, reason: AblyError | null, now: Now): ConnectionStep {
  const until = before.hurriedAt === null ? now.now : Math.max(now.now, before.hurriedAt + distance);
  return paused({ ...before, attempt: before.attempt + 1, hurriedAt: until }, reason, now, until);
}

function paused(life: Life, reason: AblyError | null, { now, disconnectedRetry, random }: Now, until?: number): ConnectionStep {
  const retryIn = retryDelay(disconnectedRetry, life.attempt, random);
  return [{ name: "disconnected", life, until: until ?? now + retryIn, retryIn, reason: reason ?? ablyError(80003, "There is no connection") }, []];
}

/** An attempt failed at every host: wait, the longer the more failed; give up on the session's messages when its time is over (RTN14). */
export function failedAttempt(before: Life, reason: AblyError | null, now: Now): ConnectionStep {
  const life: Life = { ...before, attempt: before.attempt + 1, token: before.token === "renewed" ? "good" : before.token };
  if (now.now - life.lostAt >= life.ttl) return suspended(life, reason, now);
  return paused(life, reason, now);
}

/** Away for longer than the server keeps a session (RTN14e): what waits fails, and attempts go on at a steady pace. */
export function suspended(life: Life, reason: AblyError | null, { now, suspendedRetry }: Pick<Now, "now" | "suspendedRetry">): ConnectionStep {
  const why = reason ?? ablyError(80002, "No connection for too long");
  return [{ name: "suspended", life: { ...life, expired: true }, until: now + suspendedRetry, retryIn: suspendedRetry, reason: why }, []];
}

/** The token was refused: another one, once; the second time the attempt is over (RTN14b, RTN15h). */
export function refusedToken(life: Life, error: AblyError, now: Now): ConnectionStep {
  if (!now.renewable) {
    const reason = ablyError(40171, `The token was refused (${error.code}), and there is no way to get another`, { cause: error });
    return [{ name: "failed", reason }, [{ do: "hangUp" }]];
  }
  const [state, effects] = life.token === "renewed" ? failedAttempt({ ...life, token: "refused" }, error, now) : start({ ...life, token: "refused" });
  return [state, [{ do: "hangUp" }, ...effects]];
}
