import type { Call, Middleware, WireReply } from "../core/call.js";

/** Told about every single attempt, next to the network: signed, and once more for each repeat. */
export interface AttemptHooks {
  /** May return a changed call, which is what goes out. Headers named in `call.secrets` hold credentials. */
  readonly onAttempt?: ((call: Call) => Call | undefined | Promise<Call | undefined>) | undefined;
  /** The body has not been read; reading it here takes it from the caller. */
  readonly onReply?: ((call: Call, reply: WireReply) => unknown) | undefined;
  /** There was no reply. */
  readonly onFailure?: ((call: Call, error: unknown) => unknown) | undefined;
}

/** The layer that runs hooks, each waited for; what one throws is what the call rejects with, and nothing is repeated. */
export function attemptHooks({ onAttempt, onReply, onFailure }: AttemptHooks): Middleware {
  return (next) => async (call) => {
    const changed = onAttempt?.(call); // waited for only where there is something: each wait is a turn of its own
    const sent = (changed && (await changed)) ?? call;
    let reply: WireReply;
    try {
      reply = await next(sent);
    } catch (error) {
      await onFailure?.(sent, error);
      throw error;
    }
    try {
      if (onReply) await onReply(sent, reply);
      return reply;
    } catch (error) {
      await reply.cancel();
      throw error;
    }
  };
}
