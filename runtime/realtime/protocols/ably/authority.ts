import { ablyError } from "./ably-error.js";
import { toBase64, toUtf8 } from "./bytes.js";
import { hostsOf, isLoopback, originOf } from "./hosts.js";
import { type AblyKey, parseKey } from "./key.js";
import type { AblyOptions } from "./options.js";
import { type AuthOptions, fetchToken, isRenewable } from "./token-source.js";
import { clientIdOfToken, signTokenRequest, type TokenDetails, type TokenParams, type TokenRequest } from "./tokens.js";

/** How a connection or a request proves who it is. */
export type Credentials = { readonly key: string } | { readonly accessToken: string };

/** Who the client is, and the token it has (RSA). */
export class Authority {
  readonly #options: AblyOptions;
  readonly #now: () => number;
  #auth: AuthOptions;
  #params: TokenParams;
  #token: TokenDetails | null;
  /** A token on its way: everyone who wants one waits for the same. */
  #fetching: Promise<TokenDetails> | null = null;

  constructor(options: AblyOptions, now: () => number) {
    this.#options = options;
    this.#now = now;
    this.#auth = options;
    this.#params = { ...(options.clientId !== undefined && { clientId: options.clientId }), ...options.defaultTokenParams };
    this.#token = options.tokenDetails ?? (options.token === undefined ? null : { token: options.token });
    if (!this.usesKey && this.#token === null && !this.renewable) throw ablyError(40106, "There is no way to authenticate");
    const { primary } = hostsOf(options);
    if (this.usesKey && options.tls === false && !isLoopback(primary)) throw ablyError(40103, "A key is not sent without TLS");
    if (this.#key !== null && options.clientId === "*") throw ablyError(40012, "A clientId is a name; only a token's may be *");
  }

  get #key(): AblyKey | null {
    return this.#auth.key === undefined ? null : parseKey(this.#auth.key);
  }

  /** Whether the key itself is sent (RSA4). */
  get usesKey(): boolean {
    const { key, token, tokenDetails, authUrl, authCallback, useTokenAuth } = this.#auth;
    return key !== undefined && !useTokenAuth && token === undefined && tokenDetails === undefined && authUrl === undefined && authCallback === undefined;
  }

  get renewable(): boolean {
    return isRenewable(this.#auth);
  }

  /** The token in use, if there is one. */
  get token(): TokenDetails | null {
    return this.#token;
  }

  /** Who the token says this is; null when it doesn't. */
  get tokenClientId(): string | null {
    return this.#token === null ? null : clientIdOfToken(this.#token);
  }

  /** What to connect with. With `renew` the token that is there won't do. */
  async credentials(renew: boolean): Promise<Credentials> {
    if (this.usesKey) return { key: this.#auth.key ?? "" };
    if (!renew && this.#token !== null) return { accessToken: this.#token.token };
    return { accessToken: (await this.#fetch()).token };
  }

  /** As an `Authorization` header (RSA3, RSA11). */
  async header(renew = false): Promise<string> {
    const credentials = await this.credentials(renew);
    return "key" in credentials ? `Basic ${toBase64(toUtf8(credentials.key))}` : `Bearer ${toBase64(toUtf8(credentials.accessToken))}`;
  }

  /** A new token by new rules, which hold from now on (RSA10). */
  async authorize(params?: TokenParams, options?: AuthOptions): Promise<TokenDetails> {
    if (options !== undefined) this.#auth = { ...options, key: options.key ?? this.#auth.key, useTokenAuth: true };
    else this.#auth = { ...this.#auth, useTokenAuth: true };
    const { timestamp, ...kept } = params ?? this.#params;
    this.#params = { ...(this.#options.clientId !== undefined && { clientId: this.#options.clientId }), ...kept };
    const given = options?.tokenDetails ?? (options?.token === undefined ? null : { token: options.token });
    if (given !== null && !options?.authCallback && !options?.authUrl) return this.#accept(given);
    this.#fetching = null;
    return this.#fetch(timestamp === undefined ? {} : { timestamp });
  }

  /** A signed request that others may get a token with. */
  createTokenRequest(params: TokenParams = {}): Promise<TokenRequest> {
    const key = this.#key;
    if (key === null) return Promise.reject(ablyError(40101, "Signing needs a key"));
    return signTokenRequest(key, { ...this.#params, ...params, timestamp: params.timestamp ?? this.#now() });
  }

  #fetch(more: TokenParams = {}): Promise<TokenDetails> {
    this.#fetching ??= this.#fetchNow({ ...this.#params, ...more }).finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  async #fetchNow(params: TokenParams): Promise<TokenDetails> {
    const { fetch: fetcher = fetch } = this.#options;
    const origin = originOf(hostsOf(this.#options).primary, this.#options, "http");
    return this.#accept(await fetchToken(this.#auth, params, { fetch: fetcher, now: this.#now, origin }, this.#key));
  }

  /** A token for somebody else is none for us (RSA15). */
  #accept(token: TokenDetails): TokenDetails {
    const [own, told] = [this.#options.clientId, clientIdOfToken(token)];
    if (own !== undefined && told !== null && told !== "*" && told !== own)
      throw ablyError(40102, `The token is for ${told}, this client is ${own}`, { statusCode: 401 });
    this.#token = token;
    return token;
  }
}
