import type { Credential } from "./credential.js";
import { sharedToken } from "./token.js";
import { postForm, readToken } from "./token-request.js";

/** A client's name and secret, and where they are exchanged for tokens. */
export interface ClientCredentialsOptions {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Separated by spaces. */
  readonly scope?: string | undefined;
}

/** OAuth 2 client credentials in few bytes, for `plainClient`: `oauth` without its options. */
export function clientCredentials({ tokenUrl, clientId, clientSecret, scope }: ClientCredentialsOptions): Credential {
  const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope };
  return sharedToken({ fetch: async (at) => readToken(await postForm(at, { url: tokenUrl, form }), at.clock.now()) });
}
