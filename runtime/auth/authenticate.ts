import type { ApiDefinition } from "../core/api-definition.js";
import type { Call, Middleware } from "../core/call.js";
import type { Clock } from "../core/client.js";
import type { Operation } from "../core/operation.js";
import { putHeader } from "../core/put-header.js";
import { looksSecret } from "../core/redact.js";
import { type Auth, type CredentialMakers, chooser } from "./choose.js";
import { type HostOptions, trustedHosts } from "./hosts.js";
import { type Signer, signing } from "./signing.js";

/** What signing needs to know about the client. */
export interface AuthenticateOptions extends HostOptions {
  readonly auth?: Auth | undefined;
  readonly makers?: CredentialMakers | undefined;
  readonly clock: Clock;
  /** What the client adds to every call, names in lower case: where credentials may not go, those that look secret don't either. */
  readonly clientHeaders?: Readonly<Record<string, string>> | undefined;
}

/**
 * The layer that signs every attempt with what its operation asks for, on declared hosts only; an expired token is renewed and
 * the call sent once more.
 */
export function authenticate(api: ApiDefinition, options: AuthenticateOptions): Middleware {
  const { baseUrl, variables, clock } = options;
  const isTrusted = trustedHosts(api, options);
  const choose = chooser(api, options.auth, options.makers);
  const held = Object.entries(options.clientHeaders ?? {}).filter(([name]) => looksSecret(name));
  return (send) => {
    /** Of this composition: they send their token requests over its network. */
    const known = new WeakMap<Operation, readonly Signer[]>();
    const signersOf = (operation: Operation): readonly Signer[] => {
      const signers =
        known.get(operation) ?? choose(operation).map(({ credential, scheme }) => ({ credential, at: { api, scheme, baseUrl, variables, clock, send } }));
      known.set(operation, signers);
      return signers;
    };
    const signed = signing((call) => {
      if (isTrusted(call)) return signersOf(call.operation);
      if (call.trace) call.trace.withheld = true;
      return [];
    })(send);
    return held[0] ? (call) => signed(isTrusted(call) ? call : without(call, held)) : signed;
  };
}

/** The call without the client's own headers, unless the caller gave them for this very call. */
function without(call: Call, held: readonly (readonly [string, string])[]): Call {
  const given = Object.keys(call.options.headers ?? {}).map((name) => name.toLowerCase());
  const headers = { ...call.headers };
  // An operation's own cookies stand behind the client's, and go on.
  for (const [name, value] of held)
    if (!given.includes(name) && `${headers[name]}; `.startsWith(`${value}; `)) putHeader(headers, name, headers[name]?.slice(value.length + 2));
  return { ...call, headers };
}
