import type { Middleware } from "../core/call.js";
import type { Clock } from "../core/client.js";
import { plainClock } from "../core/plain-clock.js";
import type { Credential, SignContext } from "./credential.js";

/** What `signedBy` needs to know. */
export interface SignedByOptions {
  /** Calls below this address are signed, others are not. */
  readonly baseUrl: string;
  readonly clock?: Clock | undefined;
}

/**
 * Signing in few bytes, for `plainClient`: one credential for all operations; an expired token is renewed and the call sent
 * once more. `createClient` does this by itself, per operation and for every declared host.
 */
export function signedBy(credential: Credential, { baseUrl, clock = plainClock }: SignedByOptions): Middleware {
  return (send) => async (call) => {
    if (!call.url.startsWith(`${baseUrl}/`)) return send(call);
    const at: SignContext = { api: { name: "plain", version: "", environments: {} }, scheme: undefined, baseUrl, variables: {}, clock, send };
    const signed = await credential.sign(call, at);
    const reply = await send(signed);
    const again = reply.status === 401 && call.replayable && (await credential.renew?.(signed, reply, at));
    return again ? send(await credential.sign(call, at)) : reply;
  };
}
