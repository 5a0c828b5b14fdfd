import type { ApiDefinition } from "../core/api-definition.js";
import type { Middleware, Send } from "../core/call.js";
import type { Clock } from "../core/client.js";
import type { Operation } from "../core/operation.js";
import { type Auth, type CredentialMakers, chooser } from "./choose.js";
import { type HostOptions, trustedHosts } from "./hosts.js";
import { type Signer, signing } from "./signing.js";

/** What signing needs to know about the client. */
export interface AuthenticateOptions extends HostOptions {
  readonly auth?: Auth | undefined;
  readonly makers?: CredentialMakers | undefined;
  readonly clock: Clock;
}

/**
 * The layer that signs every attempt with what its operation asks for, on declared hosts only; an expired token is renewed and
 * the call sent once more.
 */
export function authenticate(api: ApiDefinition, options: AuthenticateOptions): Middleware {
  const { baseUrl, variables, clock } = options;
  const isTrusted = trustedHosts(api, options);
  const choose = chooser(api, options.auth, options.makers);
  const known = new WeakMap<Operation, readonly Signer[]>();
  const signersOf = (operation: Operation, send: Send): readonly Signer[] => {
    const signers =
      known.get(operation) ?? choose(operation).map(({ credential, scheme }) => ({ credential, at: { api, scheme, baseUrl, variables, clock, send } }));
    known.set(operation, signers);
    return signers;
  };
  return signing((call, next) => (isTrusted(call) ? signersOf(call.operation, next) : []));
}
