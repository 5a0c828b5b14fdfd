import type { Call, Middleware, WireReply } from "../core/call.js";
import type { Clock } from "../core/client.js";
import { Watch } from "../core/watch.js";
import type { Credential, SignContext } from "./credential.js";

/** A credential and where it signs. */
export interface Signer {
  readonly credential: Credential;
  readonly at: SignContext;
}

/**
 * Signs every attempt with the signers that `pick` gives for it. On a 401 whose credential could be renewed it signs and sends
 * once more, so that an expired token costs the caller nothing. A caller's own Authorization header is left alone.
 */
export function signing(pick: (call: Call) => readonly Signer[]): Middleware {
  return (next) => async (call) => {
    if (call.headers["authorization"]) return next({ ...call, secrets: ["authorization"] });
    const signers = pick(call);
    const signing = sign(call, signers);
    const signed = signing instanceof Promise ? await signing : signing;
    const reply = await next(signed);
    const again = told(signed, reply, signers);
    if (!again || !(await again) || !call.replayable) return reply;
    // Read to its end, so that the connection serves the next attempt.
    await reply.text().catch(() => "");
    if (call.trace) call.trace.attempts++;
    const resigned = await sign(call, signers);
    const second = await next(resigned);
    if (second.status !== 401) told(resigned, second, signers);
    return second;
  };
}

/** No promise where no credential needs one. */
function sign(call: Call, signers: readonly Signer[], from = 0): Call | Promise<Call> {
  const signer = signers[from];
  if (!signer) return call;
  const signed = signer.credential.sign(call, signer.at);
  return signed instanceof Promise ? within(signed, call, signer.at.clock).then((last) => sign(last, signers, from + 1)) : sign(signed, signers, from + 1);
}

/** Waits for what other calls may wait for too (a token), but no longer than this call may take. */
async function within<T>(shared: Promise<T>, call: Call, clock: Clock): Promise<T> {
  const watch = new Watch(call, clock);
  const ended = new Promise<never>((_, reject) => {
    if (watch.reason) reject(watch.reason);
    watch.signal?.addEventListener("abort", () => reject(watch.reason));
  });
  return Promise.race([shared, ended]).finally(() => watch.release());
}

/** Shows the reply to the credentials; true when one was renewed after a 401. */
function told(signed: Call, reply: WireReply, signers: readonly Signer[]): undefined | Promise<boolean> {
  if (reply.status === 401) return renewed(signed, reply, signers);
  for (const { credential } of signers) credential.seen?.(signed, reply);
  return undefined;
}

async function renewed(signed: Call, reply: WireReply, signers: readonly Signer[]): Promise<boolean> {
  let again = false;
  for (const { credential, at } of signers) if (await credential.renew?.(signed, reply, at)) again = true;
  return again;
}
