import type { ApiDefinition } from "../core/api-definition.js";
import type { Call, Middleware, Send, WireReply } from "../core/call.js";
import type { Clock } from "../core/client.js";
import { sleep, systemClock } from "../core/clock.js";
import { type Backoff, backoff } from "./backoff.js";
import { type RetryBudget, retryBudget } from "./budget.js";
import { withIdempotencyKey } from "./repeat.js";
import { retryAfter } from "./retry-after.js";
import { isFinal, isRepeatable, mayRepeatError, mayRepeatReply, type RetryStatuses } from "./verdict.js";

/** How failed attempts are repeated. What is left out comes from the API's own definition, then from the defaults. */
export interface RetryOptions extends Backoff, RetryStatuses {
  /** How many times a failed attempt may be repeated; default 2. */
  readonly retries?: number | undefined;
  /** Milliseconds for each attempt, its body included; default: only the call's whole deadline counts. */
  readonly attemptTimeout?: number | undefined;
  /** Headers that may name the time of the next attempt; default `retry-after-ms`, `retry-after`, `x-retry-after`. */
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

interface Failed {
  readonly reply: WireReply | null;
  readonly error: unknown;
}

/**
 * Repeats failed attempts: waits with full jitter, or until the time that the server named; never beyond the call's deadline
 * (then the failure is delivered at once); never what must not happen twice, unless it carries an idempotency key, nothing was
 * sent, or the status says that it was not processed; never a used-up quota; never more than the budget allows.
 */
export function retry(api: ApiDefinition, options: RetryOptions = {}, clock: Clock = systemClock): Middleware {
  const { budget = retryBudget(), onRetry, retries = api.retry?.retries ?? 2, retryAfter: names = api.retry?.retryAfter } = options;

  /** Milliseconds to wait before the next attempt, or null when this failure is the call's outcome. */
  const delay = (call: Call, reply: WireReply | null, error: unknown): number | null => {
    const repeatable = isRepeatable(call, api.idempotencyHeader);
    const asked = reply ? retryAfter(reply.headers, clock.now(), names) : null;
    const may = reply ? mayRepeatReply(reply, repeatable, { ...api.retry, ...options, waits: asked !== null }) : mayRepeatError(error, repeatable);
    const wait = asked ?? backoff(call.attempt, options);
    return may && clock.now() + wait < call.deadline && (asked !== null || !budget || budget.spend()) ? wait : null;
  };

  /** Waits and tries again; null when this failure is the call's outcome. */
  const again = async (next: Send, call: Call, { reply, error }: Failed): Promise<WireReply | null> => {
    const { attempt, options: own } = call;
    const wait = attempt > (own.retries ?? retries) || !call.replayable ? null : delay(call, reply, error);
    if (wait === null || (reply && isFinal(await buffered(reply)))) return null;
    onRetry?.({ call, attempt, wait, status: reply?.status ?? null, error });
    await sleep(clock, wait, call.signal);
    if (call.trace) call.trace.attempts++;
    return run(next, { ...call, attempt: attempt + 1 });
  };

  const run = async (next: Send, call: Call): Promise<WireReply> => {
    const { attemptTimeout = options.attemptTimeout } = call.options;
    let reply: WireReply | null = null;
    let error: unknown = null;
    try {
      reply = await next(attemptTimeout ? { ...call, deadline: Math.min(call.deadline, clock.now() + attemptTimeout) } : call);
    } catch (thrown) {
      error = thrown;
    }
    if (!reply || reply.status >= 400) {
      const repeated = await again(next, call, { reply, error });
      if (repeated) return repeated;
      if (!reply) throw error;
      return reply;
    }
    budget?.earn();
    return isRepeatable(call, api.idempotencyHeader) ? rereadable(next, call, reply) : reply;
  };

  /** A text that breaks off in the middle is a failed attempt too. */
  const rereadable = (next: Send, call: Call, reply: WireReply): WireReply => {
    const read = reply.text;
    reply.text = () =>
      read.call(reply).catch(async (error) => {
        const repeated = await again(next, call, { reply: null, error });
        if (repeated?.status !== reply.status) throw error;
        return repeated.text();
      });
    return reply;
  };

  return (next) => (call) => run(next, withIdempotencyKey(call, api.idempotencyHeader));
}

/** Reads the body of a failed attempt to its end, which frees the connection for the next one; it can still be read by others. */
async function buffered(reply: WireReply): Promise<string> {
  const text = await reply.text().catch(() => "");
  const read = reply.toResponse();
  reply.text = async () => text;
  reply.toResponse = () => new Response(text, read);
  return text;
}
