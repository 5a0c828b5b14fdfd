import type { Call } from "../core/call.js";
import { AuthError } from "../core/errors.js";
import type { Credential, SignContext } from "./credential.js";
import { type Grant, type OAuthOptions, oauth } from "./oauth.js";

/** What an issuer tells about itself (OpenID Connect Discovery 1.0, 3; RFC 8414), field names as on the wire. */
export interface IssuerMetadata {
  readonly issuer: string;
  readonly token_endpoint?: string;
  readonly authorization_endpoint?: string;
  readonly device_authorization_endpoint?: string;
  readonly jwks_uri?: string;
  readonly [field: string]: unknown;
}

/**
 * Reads an issuer's metadata. `url` is the issuer or the document itself. Throws an AuthError when it is no such document, or
 * one about another issuer.
 */
export async function discover(url: string, at: Pick<SignContext, "send" | "clock">): Promise<IssuerMetadata> {
  const address = url.includes("/.well-known/") ? url : `${url.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const call: Call = {
    operation: { id: "discover", path: "" },
    method: "GET",
    url: address,
    headers: { accept: "application/json" },
    body: null,
    attempt: 1,
    deadline: at.clock.now() + 30_000,
    signal: null,
    replayable: true,
    options: {},
  };
  const reply = await at.send(call);
  const text = await reply.text();
  const metadata = reply.status === 200 ? parse(text) : null;
  const issuer = address.split("/.well-known/")[0];
  if (!metadata || metadata.issuer?.replace(/\/$/, "") !== issuer)
    throw new AuthError(`${address} (status ${reply.status}) does not describe the issuer ${issuer}`, reply.status >= 500 ? { transient: true } : {});
  return metadata;
}

function parse(text: string): IssuerMetadata | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** OAuth 2 at an OpenID Connect issuer: the token URL is discovered, once. `issuer` defaults to the API's own. */
export function oidc(options: OAuthOptions & { readonly issuer?: string | undefined }, grant?: Exclude<Grant, null>): Credential {
  let found: Promise<IssuerMetadata> | null = null;
  const tokenUrl = async (at: SignContext): Promise<string> => {
    const issuer = options.issuer ?? (at.scheme?.type === "oidc" ? at.scheme.url : undefined);
    if (!issuer) throw new AuthError("No issuer is known", { remedy: "Pass issuer to oidc()" });
    found ??= discover(issuer, at).catch((error) => {
      found = null;
      throw error;
    });
    const { token_endpoint } = await found;
    if (!token_endpoint) throw new AuthError(`${issuer} has no token endpoint`);
    return token_endpoint;
  };
  return oauth({ ...options, tokenUrl: options.tokenUrl ?? tokenUrl }, grant);
}
