import type { ApiDefinition } from "../core/api-definition.js";
import type { Call, Middleware } from "../core/call.js";
import type { Clock } from "../core/client.js";
import { systemClock } from "../core/clock.js";
import { ConnectionError, TimeoutError } from "../core/errors.js";
import { buffered } from "../core/release.js";
import { retryAfter } from "../core/retry-after.js";
import { type Backoff, backoff } from "./backoff.js";
import { type RetryBudget, retryBudget } from "./budget.js";
import { withIdempotencyKey } from "./repeat.js";
import { type RepeatPolicy, repeating } from "./repeating.js";
import { isFinal, isRepeatable, mayRepeatError, mayRepeatReply, type RetryStatuses } from "./verdict.js";

/** How failed attempts are repeated. What is left out comes from the API's own definition, then from the defaults. */
export interface RetryOptions extends Backoff, RetryStatuses {
  /** How many times a failed attempt may be repeated; default 2. */
  readonly retries?: number | undefined;
  /** Milliseconds for each attempt, its body included; default: only the call's whole deadline counts. */
  readonly attemptTimeout?: number | undefined;
  /** Headers that may name the time of the next attempt; default `retry-after-ms`, `x-ms-retry-after-ms`, `retry-after`, `x-retry-after`. */
  readonly retryAfter?: readonly string[] | undefined;
  /** Shared by all calls of the client; null: no budget. */
  readonly budget?: RetryBudget | null | undefined;
  /** Told before each wait. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
}

/** One repeat that is about to happen. */
export interface RetryEvent {
  readonly call: Call;
  /** The attempt that failed, from 1. */
  readonly attempt: number;
  /** Milliseconds until the next attempt. */
  readonly wait: number;
  /** Its status, or null when there was no reply. */
  readonly status: number | null;
  /** Why there was no reply, or null. */
  readonly error: unknown;
}

/**
 * Repeats failed attempts: waits with full jitter, or until the time that the server named; never beyond the call's deadline
 * (then the failure is delivered at once); never what must not happen twice, unless it carries an idempotency key, nothing was
 * sent, or the status says that it was not processed; never a used-up quota; never more than the budget allows.
 */
export function retry(api: ApiDefinition, options: RetryOptions = {}, clock: Clock = systemClock): Middleware {
  const { budget = retryBudget(), onRetry, retries = api.retry?.retries ?? 2, retryAfter: names = api.retry?.retryAfter } = options;
  const key = api.idempotencyHeader;

  const pauseAfter: RepeatPolicy["wait"] = async (call, { reply, error }) => {
    const { attempt, deadline } = call;
    const repeatable = isRepeatable(call, key);
    const asked = reply ? retryAfter(reply.headers, clock.now(), names) : null;
    const may = reply ? mayRepeatReply(reply, repeatable, { ...api.retry, ...options, waits: asked !== null }) : mayRepeatError(error, repeatable);
    const pause = asked ?? backoff(attempt, options);
    if (!may || attempt > (call.options.retries ?? retries) || clock.now() + pause >= deadline) return null;
    if (asked === null && budget && !budget.spend()) return null;
    if (reply && isFinal(await buffered(reply))) return null;
    // Its body took its time.
    if (clock.now() + pause >= deadline) return null;
    onRetry?.({ call, attempt, wait: pause, status: reply?.status ?? null, error });
    return pause;
  };

  const wait: RepeatPolicy["wait"] = async (call, failure) => {
    const pause = await pauseAfter(call, failure);
    if (pause === null) tellAttempts(failure.error, call);
    return pause;
  };

  const succeeded: RepeatPolicy["succeeded"] = (call, reply, again) => {
    budget?.earn();
    if (!isRepeatable(call, key)) return reply;
    const read = reply.text;
    // A text that breaks off in the middle is a failed attempt too.
    reply.text = () =>
      read.call(reply).catch(async (error) => {
        const repeated = await again({ reply: null, error });
        if (repeated?.status !== reply.status) {
          await repeated?.cancel();
          throw error;
        }
        return repeated.text();
      });
    return reply;
  };

  /** Gives each attempt its own deadline within the call's. */
  const limited: Middleware = (next) => (call) => {
    const { attemptTimeout: limit = options.attemptTimeout } = call.options;
    const deadline = limit ? clock.now() + limit : call.deadline;
    return next(deadline < call.deadline ? { ...call, deadline, limit } : call);
  };

  return (next) => {
    const run = repeating({ wait, succeeded }, clock)(limited(next));
    return (call) => run(withIdempotencyKey(call, key));
  };
}

/** Says in the error that ends a call how many attempts there were; in one that several calls share (no token could be had) those of the first. */
function tellAttempts(error: unknown, { trace, attempt }: Call): void {
  if (!(error instanceof ConnectionError || error instanceof TimeoutError) || error.attempts) return;
  const attempts = trace?.attempts ?? attempt;
  Object.assign(error, { attempts }, attempts > 1 && { message: `${error.message} (${attempts} attempts)` });
}
