import type { SchemeDefinition } from "../core/api-definition.js";
import type { Call } from "../core/call.js";
import { AbortError, TimeoutError } from "../core/errors.js";
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
  let pending: Promise<Token> | null = null;

  const keep = (next: Token, now: number): void => {
    token = next;
    renewAt = next.expiresAt === null ? Number.POSITIVE_INFINITY : next.expiresAt - Math.min(skew, (next.expiresAt - now) / 4);
  };
  const renew = async (at: SignContext): Promise<Token> => {
    const now = at.clock.now();
    const kept = await store?.load();
    // Another process may have renewed it already: its refresh token is the only one that still works.
    const isNew = kept && kept.accessToken !== token?.accessToken && !(kept.expiresAt !== null && kept.expiresAt - skew <= now);
    const next = isNew ? kept : await fetch(at, token ?? kept ?? null);
    keep(next, now);
    if (!isNew) await store?.save(next);
    return next;
  };
  const current = (at: SignContext): Token | Promise<Token> => {
    if (token && at.clock.now() < renewAt) return token;
    pending ??= renew(at).finally(() => {
      pending = null;
    });
    return pending;
  };
  const put = (call: Call, { accessToken }: Token): Call => withSecret(call, "authorization", `Bearer ${accessToken}`);

  return {
    serves,
    sign(call, at) {
      const found = current(at);
      return "then" in found ? within(found, call, at).then((fresh) => put(call, fresh)) : put(call, found);
    },
    renew(signed) {
      // Only the first call that was refused with this token sends for a new one; the others find it changed.
      if (signed.headers.authorization === `Bearer ${token?.accessToken}`) renewAt = 0;
      return true;
    },
  };
}

/** Waits for what other calls wait for too, but no longer than this call may take. */
function within<T>(shared: Promise<T>, { deadline, signal }: Call, { clock }: SignContext): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new AbortError("Aborted while waiting for a token", { cause: signal?.reason }));
    const cancel = deadline < Number.POSITIVE_INFINITY ? clock.wake(deadline, () => reject(new TimeoutError("There was no token in time"))) : null;
    signal?.addEventListener("abort", stop);
    if (signal?.aborted) stop();
    shared.then(resolve, reject).finally(() => {
      cancel?.();
      signal?.removeEventListener("abort", stop);
    });
  });
}
