import { AuthError } from "../core/errors.js";
import { base64Url, sha256 } from "./bytes.js";
import type { Credential } from "./credential.js";
import { type OAuthOptions, oauth } from "./oauth.js";

/** What a login in the user's browser needs. */
export interface LoginOptions {
  readonly authorizationUrl: string;
  readonly clientId: string;
  /** Where the browser comes back to, as registered with the server. */
  readonly redirectUri: string;
  readonly scopes?: readonly string[] | undefined;
  readonly audience?: string | undefined;
  /** More query parameters, e.g. `prompt` or `access_type`. */
  readonly params?: Readonly<Record<string, string>> | undefined;
}

/** A login under way. Keep it (in the session) until the browser comes back; it is plain JSON. */
export interface Login {
  /** Send the user's browser here. */
  readonly url: string;
  readonly state: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

/** Starts a login with PKCE (RFC 7636, S256) and a random state. */
export async function startLogin(options: LoginOptions): Promise<Login> {
  const { authorizationUrl, clientId, redirectUri, scopes, audience, params } = options;
  const [state, verifier] = [random(), random()];
  const url = new URL(authorizationUrl);
  const query = {
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge: base64Url(await sha256(verifier)),
    code_challenge_method: "S256",
    scope: scopes?.join(" "),
    audience,
    ...params,
  };
  for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
  return { url: url.href, state, verifier, redirectUri };
}

/**
 * Ends a login with the address that the browser came back to. The code works once: give a `store`, or the user logs in again
 * with every new process. Throws an AuthError when the server refused or the address belongs to another login.
 */
export function authorizationCode(options: OAuthOptions & { readonly login: Login; readonly callbackUrl: string }): Credential {
  const { login, callbackUrl } = options;
  const { searchParams } = new URL(callbackUrl, login.redirectUri);
  const error = searchParams.get("error");
  if (error) throw new AuthError(`The login failed: ${[error, searchParams.get("error_description")].filter(Boolean).join(": ")}`, { code: error });
  if (searchParams.get("state") !== login.state) throw new AuthError("This address belongs to another login", { remedy: "Start the login again" });
  return oauth(options, {
    grant_type: "authorization_code",
    code: searchParams.get("code") ?? "",
    redirect_uri: login.redirectUri,
    code_verifier: login.verifier,
  });
}

const random = (): string => base64Url(crypto.getRandomValues(new Uint8Array(32)));
