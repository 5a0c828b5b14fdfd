import { AuthError } from "../core/errors.js";
import { basicHeader } from "./basic.js";
import { type Credential, type SignContext, type Supplied, supplied } from "./credential.js";
import { type Token, type TokenStore, tokenCredential } from "./token.js";
import { endpoint, type FormRequest, postForm, readToken } from "./token-request.js";

/** What every OAuth 2 grant needs. */
export interface OAuthOptions {
  readonly clientId?: string | undefined;
  readonly clientSecret?: Supplied<string> | undefined;
  /** An access token that you have already. Once it is refused, a new one is fetched where there is a client id. */
  readonly token?: string | undefined;
  /** Default: the API's own. */
  readonly tokenUrl?: string | ((at: SignContext) => Promise<string>) | undefined;
  /** Where refresh tokens go; default: the token URL. */
  readonly refreshUrl?: string | undefined;
  /** How the client names itself to the token endpoint: `form` fields (default) or HTTP `basic`. */
  readonly clientAuth?: "form" | "basic" | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly audience?: string | undefined;
  /** More form fields, e.g. `resource` or `client_assertion`. */
  readonly params?: Supplied<Readonly<Record<string, string>>> | undefined;
  readonly store?: TokenStore | undefined;
  /** Milliseconds before expiry at which a token is renewed; default 30,000, but at most a quarter of its life. */
  readonly skew?: number | undefined;
}

/** Form fields of a grant; null when only a refresh token can go on. */
export type Grant = Supplied<Readonly<Record<string, string | undefined>>> | null;

/**
 * OAuth 2 (RFC 6749), by default with client credentials. A refresh token that the server gives is used before the grant
 * itself. Throws an AuthError that quotes the server when it refuses.
 */
export function oauth(options: OAuthOptions, grant: Grant = { grant_type: "client_credentials" }): Credential {
  return tokenCredential({ ...options, fetch: (at, old) => fetchToken(at, old, { ...options, grant }) });
}

/** A token by refresh token, else by the grant. */
export async function fetchToken(at: SignContext, old: Token | null, options: OAuthOptions & { readonly grant: Grant }): Promise<Token> {
  const declared: { readonly tokenUrl?: string; readonly refreshUrl?: string } = at.scheme?.type === "oauth2" ? at.scheme : {};
  if (options.token && !old) return { accessToken: options.token, expiresAt: null };
  if (options.token && !options.clientId) throw new AuthError("The access token was refused", { remedy: "Get a new one" });
  const { grant, tokenUrl = declared.tokenUrl, refreshUrl = declared.refreshUrl } = options;
  const url = typeof tokenUrl === "function" ? await tokenUrl(at) : tokenUrl;
  const refreshToken = old?.refreshToken;
  if (!url) throw new AuthError("No token URL", { remedy: "Pass tokenUrl" });
  if (refreshToken) {
    try {
      const fresh = await ask(at, refreshUrl ?? url, { ...options, form: { grant_type: "refresh_token", refresh_token: refreshToken } });
      return fresh.refreshToken ? fresh : { ...fresh, refreshToken };
    } catch (error) {
      // An expired refresh token is no misfortune while the grant itself can be repeated.
      if (!grant || "transient" in (error as object)) throw error; // postForm and readToken throw errors only
    }
  }
  if (!grant) throw new AuthError("No refresh token", { remedy: "Log in again" });
  return ask(at, url, { ...options, form: await supplied(grant) });
}

async function ask(
  at: SignContext,
  url: string,
  { clientId = "", clientSecret = "", clientAuth, scopes, audience, params = {}, form }: OAuthOptions & { readonly form: FormRequest["form"] },
): Promise<Token> {
  const secret = await supplied(clientSecret);
  const more = await supplied(params);
  if (!clientId && form["grant_type"] === "client_credentials" && !Object.keys(more)[0])
    throw new AuthError("No client id", { remedy: "Pass clientId and clientSecret" });
  // RFC 6749, 2.3.1: both halves are form-encoded first.
  const client =
    clientAuth === "basic"
      ? { headers: { authorization: basicHeader(encodeURIComponent(clientId), encodeURIComponent(secret)) } }
      : { form: { client_id: clientId, client_secret: secret } };
  const fields = { ...form, ...client.form, scope: scopes?.join(" "), audience, ...more };
  return readToken(await postForm(at, { url: endpoint(at, url), ...client, form: fields }), at.clock.now());
}
