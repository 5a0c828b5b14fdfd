import type { ApiDefinition } from "../core/api-definition.js";
import type { Call, Middleware, WireReply } from "../core/call.js";
import type { Clock } from "../core/client.js";
import type { Operation } from "../core/operation.js";
import { type Auth, type Chosen, type CredentialMakers, chooser } from "./choose.js";
import type { SignContext } from "./credential.js";
import { type HostOptions, trustedHosts } from "./hosts.js";

/** What signing needs to know about the client. */
export interface AuthenticateOptions extends HostOptions {
  readonly auth?: Auth | undefined;
  readonly makers?: CredentialMakers | undefined;
  readonly clock: Clock;
}

interface Signer extends Chosen {
  readonly at: SignContext;
}

/**
 * The layer that signs every attempt, for declared hosts only. On a 401 whose credential could be renewed it signs and sends
 * once more, so that an expired token costs the caller nothing. A caller's own Authorization header is left alone.
 */
export function authenticate(api: ApiDefinition, options: AuthenticateOptions): Middleware {
  const { baseUrl, variables, clock } = options;
  const isTrusted = trustedHosts(api, options);
  const choose = chooser(api, options.auth, options.makers);
  return (next) => {
    const known = new Map<Operation, readonly Signer[]>();
    const signersOf = (operation: Operation): readonly Signer[] => {
      let signers = known.get(operation);
      if (!signers) {
        signers = choose(operation).map((one) => ({ ...one, at: { api, scheme: one.scheme, baseUrl, variables, clock, send: next } }));
        known.set(operation, signers);
      }
      return signers;
    };
    return async (call) => {
      if (call.headers.authorization) return next({ ...call, secrets: ["authorization"] });
      if (!isTrusted(call)) return next(call);
      const signers = signersOf(call.operation);
      const signed = await sign(call, signers);
      const reply = await next(signed);
      if (reply.status !== 401) {
        for (const { credential } of signers) credential.seen?.(signed, reply);
        return reply;
      }
      if (!(await renewed(signed, reply, signers)) || !call.replayable) return reply;
      // Read to its end, so that the connection serves the next attempt.
      await reply.text().catch(() => "");
      if (call.trace) call.trace.attempts++;
      return next(await sign(call, signers));
    };
  };
}

async function sign(call: Call, signers: readonly Signer[]): Promise<Call> {
  let signed = call;
  for (const { credential, at } of signers) signed = await credential.sign(signed, at);
  return signed;
}

async function renewed(signed: Call, reply: WireReply, signers: readonly Signer[]): Promise<boolean> {
  let again = false;
  for (const { credential, at } of signers) again = (await credential.renew?.(signed, reply, at)) || again;
  return again;
}
