import { ablyError } from "./ably-error.js";
import { toBase64, toUtf8 } from "./bytes.js";
import { need } from "./features.js";
import { hostsOf, isLoopback } from "./hosts.js";
import { type AblyKey, parseKey } from "./key.js";
import type { AblyOptions } from "./options.js";
import { clientIdOfToken } from "./token-client.js";
import type { AuthOptions, TokenMaker, TokenWorld } from "./token-source.js";
import type { TokenDetails, TokenParams, TokenRequest } from "./tokens.js";

/** How a connection or a request proves who it is. */
export type Credentials = { readonly key: string } | { readonly accessToken: string };

/** As an `Authorization` header. */
export const authorizationOf = (credentials: Credentials): string =>
  "key" in credentials ? `Basic ${toBase64(toUtf8(credentials.key))}` : `Bearer ${credentials.accessToken}`;

/** Who the client is, and the token it has (RSA). */
export class Authority {
  readonly #options: AblyOptions;
  readonly #maker: TokenMaker | undefined;
  readonly #world: TokenWorld;
  /** How far Ably's clock is ahead of ours (ms), once it was asked (RSA10k). */
  #offset: number | null = null;
  #auth: AuthOptions;
  #params: TokenParams;
  #token: TokenDetails | null;
  /** A token on its way: everyone who wants one waits for the same. */
  #fetching: Promise<TokenDetails> | null = null;

  constructor(options: AblyOptions, maker: TokenMaker | undefined, world: TokenWorld) {
    this.#options = options;
    this.#maker = maker;
    this.#world = world;
    this.#auth = options;
    this.#params = { ...(options.clientId !== undefined && { clientId: options.clientId }), ...options.defaultTokenParams };
    this.#token = options.tokenDetails ? this.#accept(options.tokenDetails) : options.token ? { token: options.token } : null;
    if (!this.usesKey && this.#token === null && !this.renewable) throw ablyError(40106, "There is no way to authenticate");
    const { primary } = hostsOf(options);
    if (this.key !== undefined) parseKey(this.key);
    if (this.usesKey && options.tls === false && !isLoopback(primary)) throw ablyError(40103, "A key is not sent without TLS");
    if (options.clientId === "*") throw ablyError(40012, "A clientId is a name; only a token's may be *");
  }

  /** `APP.KEYID:SECRET`, where there is one. */
  get key(): string | undefined {
    return this.#auth.key;
  }

  get #parsedKey(): AblyKey | null {
    return this.#auth.key === undefined ? null : parseKey(this.#auth.key);
  }

  /** Whether the key itself is sent (RSA4). */
  get usesKey(): boolean {
    const { key, token, tokenDetails, authUrl, authCallback, useTokenAuth } = this.#auth;
    return key !== undefined && !useTokenAuth && token === undefined && tokenDetails === undefined && authUrl === undefined && authCallback === undefined;
  }

  /** Whether these options can give another token when one ends (RSA4a). */
  get renewable(): boolean {
    const { key, authUrl, authCallback } = this.#auth;
    return key !== undefined || authUrl !== undefined || authCallback !== undefined;
  }

  /** The token in use, if there is one. */
  get token(): TokenDetails | null {
    return this.#token;
  }

  /** Who the token says this is; null when it doesn't. */
  get tokenClientId(): string | null {
    return this.#token === null ? null : clientIdOfToken(this.#token);
  }

  /** Whether there is something to connect with already. With `renew` the token that is there won't do. */
  ready(renew: boolean): boolean {
    return this.usesKey || (!renew && this.#token !== null && !this.#expired(this.#token));
  }

  /** What to connect with, as it is. */
  get current(): Credentials {
    return this.usesKey ? { key: this.#auth.key ?? "" } : { accessToken: this.#token?.token ?? "" };
  }

  /** What to connect with, fetched where it must be. */
  async credentials(renew: boolean): Promise<Credentials> {
    if (!this.ready(renew)) {
      // A token that was refused is none, also when there will be no other (RSA16d).
      if (renew) this.#token = null;
      await this.#fetch();
    }
    return this.current;
  }

  /** As an `Authorization` header (RSA3, RSA11). */
  async header(renew = false): Promise<string> {
    const credentials = await this.credentials(renew);
    return authorizationOf(credentials);
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

  /** A new token, which is not kept: by these rules on top of the client's (RSA8e). */
  requestToken(params: TokenParams = {}, options: AuthOptions = {}): Promise<TokenDetails> {
    return this.#make({ ...this.#params, ...params }, { ...this.#auth, ...options });
  }

  /** A signed request that others may get a token with (RSA9). Rejects with 40101 without a key. */
  async createTokenRequest(params: TokenParams = {}, options: AuthOptions = {}): Promise<TokenRequest> {
    const { key, queryTime } = { ...this.#auth, ...options };
    if (key === undefined) throw ablyError(40101, "Signing needs a key");
    const maker = need(this.#maker, "tokens");
    const timestamp = params.timestamp ?? (await this.#time(maker, queryTime ?? false));
    return maker.sign(parseKey(key), { ...this.#params, ...params, timestamp });
  }

  /** Our clock; or Ably's, which is asked once. */
  async #time(maker: TokenMaker, query: boolean): Promise<number> {
    const { clock } = this.#world;
    if (query && this.#offset === null) this.#offset = (await maker.time(this.#world)) - clock.now();
    return clock.now() + (query ? (this.#offset ?? 0) : 0);
  }

  /** By Ably's time where it is known, else by ours: where that is wrong, it costs a token too many, and no more (RSA4b1). */
  #expired({ expires }: TokenDetails): boolean {
    return expires !== undefined && this.renewable && expires <= this.#world.clock.now() + (this.#offset ?? 0);
  }

  #fetch(more: TokenParams = {}): Promise<TokenDetails> {
    this.#fetching ??= this.#fetchNow({ ...this.#params, ...more }).finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  async #fetchNow(params: TokenParams): Promise<TokenDetails> {
    return this.#accept(await this.#make(params, this.#auth));
  }

  async #make(params: TokenParams, auth: AuthOptions): Promise<TokenDetails> {
    const maker = need(this.#maker, "tokens");
    const signs = auth.authCallback === undefined && auth.authUrl === undefined;
    const timestamp = params.timestamp ?? (signs && auth.key !== undefined ? await this.#time(maker, auth.queryTime ?? false) : undefined);
    const key = auth.key === undefined ? null : auth.key === this.#auth.key ? this.#parsedKey : parseKey(auth.key);
    return maker.fetch(auth, timestamp === undefined ? params : { ...params, timestamp }, this.#world, key);
  }

  /** A token for somebody else is none for us (RSA15). */
  #accept(token: TokenDetails): TokenDetails {
    const [own, told] = [this.#options.clientId, clientIdOfToken(token)];
    if (own !== undefined && told !== null && told !== "*" && told !== own)
      throw ablyError(40102, `The token's clientId is ${told}, this client's ${own}`, { statusCode: 401 });
    this.#token = token;
    return token;
  }
}
