import type { SchemeDefinition } from "../core/api-definition.js";
import type { Call } from "../core/call.js";
import { type Credential, type SignContext, withSecret } from "./credential.js";

/** An access token and what is known about it; plain JSON, so that it can be kept. */
export interface Token {
  readonly accessToken: string;
  /** Milliseconds since epoch; null: unknown. */
  readonly expiresAt: number | null;
  readonly refreshToken?: string | undefined;
  readonly scope?: string | undefined;
}

/** Keeps tokens between processes. Whoever can read it can call the API. */
export interface TokenStore {
  load(): Promise<Token | null | undefined>;
  save(token: Token): Promise<void>;
}

/** Where tokens come from and when they are renewed. */
export interface TokenSource {
  readonly serves?: readonly SchemeDefinition["type"][];
  /** Gets a new token; `old` is the one that expired or was refused, for its refresh token. */
  readonly fetch: (at: SignContext, old: Token | null) => Promise<Token>;
  readonly store?: TokenStore | undefined;
  /** Milliseconds before expiry at which a token is renewed; default 30,000, but at most a quarter of its life. */
  readonly skew?: number | undefined;
}

/**
 * Sends tokens of a source as `Authorization: Bearer`. All calls share one token and one request for it: renewed before it
 * expires, or when the server refuses it, once, whoever notices first.
 */
export function tokenCredential({ serves = ["oauth2", "oidc", "bearer"], fetch, store, skew = 30_000 }: TokenSource): Credential {
  let token: Token | null = null;
  let renewAt = 0;
  let pending: Promise<void> | null = null;

  const renew = async (at: SignContext): Promise<void> => {
    const now = at.clock.now();
    const kept = await store?.load();
    // Another process may have renewed it already: its refresh token is the only one that still works.
    const isNew = kept && kept.accessToken !== token?.accessToken && (kept.expiresAt ?? Number.POSITIVE_INFINITY) - skew > now;
    const next = isNew ? kept : await fetch(at, token ?? kept ?? null);
    token = next;
    const life = (next.expiresAt ?? Number.POSITIVE_INFINITY) - now;
    renewAt = now + Math.max(life - skew, life * 0.75);
    if (!isNew) await store?.save(next);
  };
  const current = (at: SignContext): Promise<void> => {
    pending ??= renew(at).finally(() => {
      pending = null;
    });
    return pending;
  };
  const header = (): string => `Bearer ${token?.accessToken}`;
  const put = (call: Call): Call => withSecret(call, "authorization", header());

  return {
    serves,
    sign(call, at) {
      return token && at.clock.now() < renewAt ? put(call) : current(at).then(() => put(call));
    },
    renew(signed) {
      // Only the first call that was refused with this token sends for a new one; the others find it changed.
      if (signed.headers.authorization === header()) renewAt = 0;
      return true;
    },
  };
}
