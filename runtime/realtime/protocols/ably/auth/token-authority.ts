import type { Clock } from "../../../../core/client.js";
import { type AblyError, ablyError } from "../ably-error.js";
import type { AblyConnectionChange } from "../connection/connection-change.js";
import type { ConnectionEvent } from "../connection/connection-state.js";
import { quiet } from "../listeners.js";
import { type AblyOptions, timeoutsOf } from "../options.js";
import { Authority } from "./authority.js";
import { type AblyKey, parseKey } from "./key.js";
import { clientIdOfToken } from "./token-client.js";
import { type AuthOptions, fetchToken, serverTime, type TokenWorld } from "./token-source.js";
import { signTokenRequest, type TokenDetails, type TokenParams, type TokenRequest } from "./tokens.js";

/** What getting tokens needs of the client. */
export interface TokenAuthorityParts extends Pick<TokenWorld, "ask"> {
  readonly options: AblyOptions;
  readonly clock: Clock;
}

/** A connection that goes on with a new token. */
export interface AuthorizedConnection {
  on(listener: (change: AblyConnectionChange) => void): () => void;
  dispatch(event: ConnectionEvent): void;
}

/** An authority whose tokens are renewed: by a callback, a URL, or signed with the key (RSA8 to RSA10). */
export class TokenAuthority extends Authority {
  readonly #world: TokenWorld;
  /** How far Ably's clock is ahead of ours (ms), once it was asked (RSA10k). */
  #offset: number | null = null;
  #params: TokenParams;
  /** A token on its way: everyone who wants one waits for the same. */
  #fetching: Promise<TokenDetails> | null = null;

  constructor({ options, clock, ask }: TokenAuthorityParts) {
    super(options);
    this.#world = { fetch: (...given) => (options.fetch ?? fetch)(...given), clock, timeout: timeoutsOf(options).realtimeRequest, ask };
    this.#params = this.#ours(options.defaultTokenParams);
    if (options.tokenDetails) this.#accept(options.tokenDetails);
  }

  override get renewable(): boolean {
    return this.sourced;
  }

  override get tokenClientId(): string | null {
    return this.token === null ? null : clientIdOfToken(this.token);
  }

  override ready(renew: boolean): boolean {
    return super.ready(renew) && (this.usesKey || this.token === null || !this.#expired(this.token));
  }

  protected override renewed(): Promise<unknown> {
    return this.#fetch();
  }

  /** A new token by new rules, which hold from now on; the token that is among them, if there is one (RSA10e). */
  async authorize(params?: TokenParams, options?: AuthOptions): Promise<TokenDetails> {
    this.auth = { ...(options ?? this.auth), key: options?.key ?? this.auth.key, useTokenAuth: true };
    const { timestamp, ...kept } = params ?? this.#params;
    this.#params = this.#ours(kept);
    const given = options?.tokenDetails ?? (options?.token && { token: options.token });
    this.#fetching = null;
    if (given) return this.#accept(given);
    return this.#fetch(timestamp === undefined ? {} : { timestamp });
  }

  /** The same, and the connection goes on with it: resolves once the server has agreed (RTC8). It fails with a refusal for good, and a token of somebody else's (RSA4d, RSA15c). */
  reauthorize(connection: AuthorizedConnection, params?: TokenParams, options?: AuthOptions): Promise<TokenDetails> {
    const authorized = this.authorize(params, options).catch((error: AblyError) => {
      if (error.statusCode === 403 || error.code === 40102) connection.dispatch({ type: "unauthorized", error });
      throw error;
    });
    return quiet(authorized.then((details) => inForce(connection).then(() => details)));
  }

  /** A new token, which is not kept: by these rules on top of the client's (RSA8e). */
  requestToken(params: TokenParams = {}, options: AuthOptions = {}): Promise<TokenDetails> {
    return this.#make({ ...this.#params, ...params }, { ...this.auth, ...options });
  }

  /** A signed request that others may get a token with (RSA9). Rejects with 40101 without a key. */
  async createTokenRequest(params: TokenParams = {}, options: AuthOptions = {}): Promise<TokenRequest> {
    const { key, queryTime } = { ...this.auth, ...options };
    if (key === undefined) throw ablyError(40101, "Without a key");
    const timestamp = params.timestamp ?? (await this.#time(queryTime ?? false));
    return signTokenRequest(parseKey(key), { ...this.#params, ...params, timestamp });
  }

  /** Params of tokens for this client. */
  #ours(params: TokenParams | undefined): TokenParams {
    const { clientId } = this.options;
    return { ...(clientId !== undefined && { clientId }), ...params };
  }

  /** Our clock; or Ably's, which is asked once. */
  async #time(query: boolean): Promise<number> {
    const { clock } = this.#world;
    if (query && this.#offset === null) this.#offset = (await serverTime(this.#world)) - clock.now();
    return clock.now() + (query ? (this.#offset ?? 0) : 0);
  }

  /** By Ably's time where it is known, else by ours: where that is wrong, it costs a token too many, and no more (RSA4b1). */
  #expired({ expires }: TokenDetails): boolean {
    return expires !== undefined && this.renewable && expires <= this.#world.clock.now() + (this.#offset ?? 0);
  }

  /** What a fetch brings counts while no later one, nor a given token, has taken its place: who waited for it gets theirs. */
  #fetch(more: TokenParams = {}): Promise<TokenDetails> {
    if (this.#fetching) return this.#fetching;
    const fetching: Promise<TokenDetails> = this.#make({ ...this.#params, ...more }, this.auth)
      .then((token) => (this.#fetching === fetching ? this.#accept(token) : (this.#fetching ?? this.token ?? this.#fetch())))
      .finally(() => {
        if (this.#fetching === fetching) this.#fetching = null;
      });
    this.#fetching = fetching;
    return fetching;
  }

  async #make(params: TokenParams, auth: AuthOptions): Promise<TokenDetails> {
    const signs = !auth.authCallback && !auth.authUrl;
    const timestamp = params.timestamp ?? (signs && auth.key !== undefined ? await this.#time(auth.queryTime ?? false) : undefined);
    const key: AblyKey | null = auth.key === undefined ? null : parseKey(auth.key);
    return fetchToken(auth, timestamp === undefined ? params : { ...params, timestamp }, this.#world, key);
  }

  /** A token for somebody else is none for us (RSA15). */
  #accept(token: TokenDetails): TokenDetails {
    const [own, told] = [this.options.clientId, clientIdOfToken(token)];
    if (own !== undefined && told !== null && told !== "*" && told !== own) throw ablyError(40102, `The token's clientId is ${told}, this client's ${own}`);
    this.accepted = token;
    return token;
  }
}

/** A new token is in force once the server said so: by CONNECTED on the connection that is, or on a new one (RTC8a). */
function inForce(connection: AuthorizedConnection): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const stop = connection.on(({ current, reason }) => {
      if (current === "connecting" || current === "closing" || current === "disconnected") return;
      stop();
      if (current === "connected") resolve();
      else reject(reason ?? ablyError(80017, `The connection is ${current}`));
    });
    connection.dispatch({ type: "authorized", fresh: true });
  });
}
