import type { UserPassword } from "./basic.js";
import type { Credential, Supplied } from "./credential.js";
import { supplied } from "./credential.js";
import { type OAuthOptions, oauth } from "./oauth.js";

/** OAuth 2 with a refresh token that you have (RFC 6749, 6). A server that rotates refresh tokens needs a `store`. */
export function refreshToken(options: OAuthOptions & { readonly refreshToken: Supplied<string> }): Credential {
  return oauth(options, async () => ({ grant_type: "refresh_token", refresh_token: await supplied(options.refreshToken) }));
}

/** OAuth 2 with a user's own password (RFC 6749, 4.3): only for servers that offer nothing better. */
export function password(options: OAuthOptions & { readonly user: Supplied<UserPassword> }): Credential {
  return oauth(options, async () => ({ grant_type: "password", ...(await supplied(options.user)) }));
}

/** What is given for the token that the API wants (RFC 8693). */
export interface TokenExchangeOptions extends OAuthOptions {
  /** The token that you have, e.g. a workload's identity token read from a file. */
  readonly subjectToken: Supplied<string>;
  /** Default `urn:ietf:params:oauth:token-type:access_token`. */
  readonly subjectTokenType?: string | undefined;
  readonly actorToken?: string | undefined;
  readonly actorTokenType?: string | undefined;
  readonly requestedTokenType?: string | undefined;
}

/** OAuth 2 token exchange (RFC 8693): another token for the one that you have. */
export function tokenExchange(options: TokenExchangeOptions): Credential {
  const { subjectToken, subjectTokenType = "urn:ietf:params:oauth:token-type:access_token", actorToken, actorTokenType, requestedTokenType } = options;
  return oauth(options, async () => ({
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: await supplied(subjectToken),
    subject_token_type: subjectTokenType,
    actor_token: actorToken,
    actor_token_type: actorTokenType,
    requested_token_type: requestedTokenType,
  }));
}
