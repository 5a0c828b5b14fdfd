import type { AblyAuth } from "../ably.js";
import { ablyError } from "../ably-error.js";
import type { AuthOptions } from "../auth/token-source.js";
import type { TokenDetails, TokenParams, TokenRequest } from "../auth/tokens.js";
import { quiet } from "../listeners.js";
import type { Requests } from "./requests.js";
import { type BatchResult, batchOf } from "./rest-batch.js";

/** Whose tokens are revoked (TRT): `{ type: "clientId", value: "kim" }`, `revocationKey`, `channel`. */
export interface RevocationTarget {
  readonly type: string;
  readonly value: string;
}

/** What became of one revocation (TRS). */
export interface Revoked {
  readonly target: string;
  readonly issuedBefore: number;
  readonly appliesAt: number;
}

/** Who a REST client is (RSA). */
export class RestAuth implements AblyAuth {
  readonly #requests: Requests;
  readonly #authorized: (() => Promise<void>)[] = [];

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** As given, or as the token says; null when nobody knows (RSA7). */
  get clientId(): string | null {
    const { options, authority } = this.#requests;
    return options.clientId ?? authority.tokenClientId;
  }

  /** The token in use; null where there is none (RSA16). */
  get tokenDetails(): TokenDetails | null {
    return this.#requests.authority.token;
  }

  /** Gets a new token by new rules, which hold from now on (RSA10). On a client with a connection use its own `auth.authorize`, which tells the server. */
  async authorize(params?: TokenParams, options?: AuthOptions): Promise<TokenDetails> {
    const token = await this.#requests.tokens.authorize(params, options);
    for (const told of this.#authorized) quiet(told());
    return token;
  }

  /** Tells whenever `authorize` got a token. */
  onAuthorized(listener: () => Promise<void>): void {
    this.#authorized.push(listener);
  }

  /** A new token, which is given, not kept (RSA8). */
  requestToken(params?: TokenParams, options?: AuthOptions): Promise<TokenDetails> {
    return this.#requests.tokens.requestToken(params, options);
  }

  /** A signed request that others may get a token with (RSA9). */
  createTokenRequest(params?: TokenParams, options?: AuthOptions): Promise<TokenRequest> {
    return this.#requests.tokens.createTokenRequest(params, options);
  }

  /** Ends tokens that were issued before now, or before `issuedBefore` (RSA17). Needs the key itself: rejects with 40162 where tokens are used. */
  async revokeTokens(
    targets: readonly RevocationTarget[],
    options: { readonly issuedBefore?: number; readonly allowReauthMargin?: boolean } = {},
  ): Promise<BatchResult<Revoked>> {
    const { authority } = this.#requests;
    if (!authority.usesKey) throw ablyError(40162, "Tokens are revoked with the key itself, not with a token");
    const name = authority.key?.split(":")[0] ?? "";
    const { body } = await this.#requests.send({
      method: "POST",
      path: `/keys/${encodeURIComponent(name)}/revokeTokens`,
      body: { targets: targets.map(({ type, value }) => `${type}:${value}`), ...options },
      auth: "basic",
    });
    return batchOf<Revoked>(body);
  }
}
