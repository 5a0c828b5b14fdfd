import type { Middleware, WireReply } from "../core/call.js";
import { TimeoutError } from "../core/errors.js";

/**
 * A deadline in few bytes, for `plainClient` over `plainSend`: for each attempt, its body included. `fetchSend` has deadlines of
 * its own, which cost less time.
 */
export const plainTimeout =
  (milliseconds = 60_000): Middleware =>
  (next) =>
  async (call) => {
    const limit = AbortSignal.timeout(Math.max(0, Math.min(milliseconds, call.deadline - Date.now())));
    const signal = call.signal ? AbortSignal.any([call.signal, limit]) : limit;
    const told = <T>(run: Promise<T>): Promise<T> =>
      run.catch((cause) => {
        throw limit.aborted ? new TimeoutError(`${call.operation.id} took too long`, { cause }) : cause;
      });
    const reply: WireReply = await told(next({ ...call, signal }));
    const read = reply.text;
    reply.text = () => told(read.call(reply));
    return reply;
  };
