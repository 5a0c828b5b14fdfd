import { ablyError } from "../ably-error.js";
import { hostsOf, isLoopback } from "../connection/hosts.js";
import { need } from "../features.js";
import { toBase64, toUtf8 } from "../message/bytes.js";
import type { AblyOptions } from "../options.js";
import { parseKey } from "./key.js";
import type { AuthOptions } from "./token-source.js";
import type { TokenDetails } from "./tokens.js";

/** How a connection or a request proves who it is. */
export type Credentials = { readonly key: string } | { readonly accessToken: string };

/** As an `Authorization` header. */
export const authorizationOf = (credentials: Credentials): string =>
  "key" in credentials ? `Basic ${toBase64(toUtf8(credentials.key))}` : `Bearer ${credentials.accessToken}`;

/** Who the client is: by its key, or by the token it has, as long as that lasts (RSA). `TokenAuthority` gets new ones. */
export class Authority {
  protected readonly options: AblyOptions;
  protected auth: AuthOptions;
  protected accepted: TokenDetails | null;

  constructor(options: AblyOptions) {
    this.options = options;
    this.auth = options;
    this.accepted = options.tokenDetails ?? (options.token ? { token: options.token } : null);
    if (!this.sourced && this.token === null) throw ablyError(40106, "There is no way to authenticate");
    if (!this.usesKey && !this.renewable) need(this.token, "tokens");
    if (this.key !== undefined) parseKey(this.key);
    if (this.usesKey && options.tls === false && !isLoopback(hostsOf(options).primary)) throw ablyError(40103, "A key is not sent without TLS");
    if (options.clientId === "*") throw ablyError(40012, "A clientId is a name; only a token's may be *");
  }

  /** `APP.KEYID:SECRET`, where there is one. */
  get key(): string | undefined {
    return this.auth.key;
  }

  /** The token in use, if there is one. */
  get token(): TokenDetails | null {
    return this.accepted;
  }

  /** Whether the key itself is sent (RSA4). */
  get usesKey(): boolean {
    const { key, token, tokenDetails, authUrl, authCallback, useTokenAuth } = this.auth;
    return key !== undefined && !useTokenAuth && token === undefined && tokenDetails === undefined && authUrl === undefined && authCallback === undefined;
  }

  /** Whether there is something that tokens can be had with. */
  protected get sourced(): boolean {
    const { key, authUrl, authCallback } = this.auth;
    return (key ?? authUrl ?? authCallback) !== undefined;
  }

  /** Whether another token can be had when one ends (RSA4a). */
  get renewable(): boolean {
    return false;
  }

  /** Who the token says this is; null when it doesn't. */
  get tokenClientId(): string | null {
    return this.token?.clientId ?? null;
  }

  /** Whether there is something to connect with already. With `renew` the token that is there won't do. */
  ready(renew: boolean): boolean {
    return this.usesKey || (!renew && this.token !== null);
  }

  /** What to connect with, as it is. */
  get current(): Credentials {
    return this.usesKey ? { key: this.key ?? "" } : { accessToken: this.token?.token ?? "" };
  }

  /** What to connect with, fetched where it must be. */
  async credentials(renew: boolean): Promise<Credentials> {
    if (!this.ready(renew)) {
      // A token that was refused is none, also when there will be no other (RSA16d).
      if (renew) this.accepted = null;
      await this.renewed();
    }
    return this.current;
  }

  /** Gets another token. */
  protected async renewed(): Promise<unknown> {
    return need<never>(null, "tokens");
  }
}
