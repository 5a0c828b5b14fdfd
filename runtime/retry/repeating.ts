import type { Call, Middleware, Send, WireReply } from "../core/call.js";
import type { Clock } from "../core/client.js";
import { sleep } from "../core/clock.js";

/** How an attempt ended: with a reply, or with the error that there was none. */
export interface Outcome {
  readonly reply: WireReply | null;
  readonly error: unknown;
}

/** What a policy says about attempts. */
export interface RepeatPolicy {
  /** Milliseconds to wait before the next attempt; null: this failure is the call's outcome. */
  readonly wait: (call: Call, failure: Outcome) => number | null | Promise<number | null>;
  /** Sees each success, and may change it; `again` tries once more after a failure, or gives null. */
  readonly succeeded?: (call: Call, reply: WireReply, again: (failure: Outcome) => Promise<WireReply | null>) => WireReply;
}

/** The layer that repeats failed attempts as a policy says. */
export const repeating =
  ({ wait, succeeded }: RepeatPolicy, clock: Clock): Middleware =>
  (next) => {
    const again = async (call: Call, failure: Outcome): Promise<WireReply | null> => {
      const pause = call.replayable ? await wait(call, failure) : null;
      if (pause === null) return null;
      await sleep(clock, pause, call.signal, call.operation.id);
      if (call.trace) call.trace.attempts++;
      return run({ ...call, attempt: call.attempt + 1 });
    };
    const run: Send = async (call) => {
      let reply: WireReply | null = null;
      let error: unknown = null;
      try {
        reply = await next(call);
        if (reply.status < 400) return succeeded ? succeeded(call, reply, (failure) => again(call, failure)) : reply;
      } catch (thrown) {
        error = thrown;
      }
      const repeated = (await again(call, { reply, error })) ?? reply;
      if (!repeated) throw error;
      return repeated;
    };
    return run;
  };
