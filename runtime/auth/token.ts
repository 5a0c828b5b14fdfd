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
export function tokenCredential(source: TokenSource): Credential {
  const { store, fetch, skew = 30_000 } = source;
  if (!store) return sharedToken(source);
  return sharedToken({
    ...source,
    async fetch(at, old) {
      const kept = await store.load();
      // Another process may have renewed it already: its refresh token is the only one that still works.
      if (kept && kept.accessToken !== old?.accessToken && (kept.expiresAt ?? 1 / 0) - skew > at.clock.now()) return kept;
      const next = await fetch(at, old ?? kept ?? null);
      await store.save(next);
      return next;
    },
  });
}

/** `tokenCredential` without a store. */
export function sharedToken({ serves = ["oauth2", "oidc", "bearer"], fetch, skew = 30_000 }: Omit<TokenSource, "store">): Credential {
  let token: Token | null = null;
  let renewAt = 0;
  let pending: Promise<void> | null = null;

  const renew = async (at: SignContext): Promise<void> => {
    token = await fetch(at, token);
    const now = at.clock.now();
    const life = (token.expiresAt ?? 1 / 0) - now;
    renewAt = now + Math.max(life - skew, life * 0.75);
  };
  const header = (): string => `Bearer ${token?.accessToken}`;

  return {
    serves,
    sign(call, at) {
      const put = (): Call => withSecret(call, "authorization", header());
      if (token && at.clock.now() < renewAt) return put();
      // Not inside `renew`: a source that throws at once would end before it is kept here, and be kept for ever.
      pending ??= renew(at).finally(() => {
        pending = null;
      });
      return pending.then(put);
    },
    renew(signed) {
      // Only the first call that was refused with this token sends for a new one; the others find it changed.
      if (signed.headers["authorization"] === header()) renewAt = 0;
      return true;
    },
  };
}
