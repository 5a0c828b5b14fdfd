import { apiKey } from "../auth/api-key.js";
import { basic } from "../auth/basic.js";
import { bearer } from "../auth/bearer.js";
import type { CredentialMakers } from "../auth/choose.js";
import { type Supplied, supplied, withSecret } from "../auth/credential.js";
import { custom } from "../auth/custom.js";
import { oauth } from "../auth/oauth.js";

/** Credentials from plain values (of variables, files, options), for the schemes that need nothing more. */
export const plainMakers: CredentialMakers = {
  apiKey,
  basic,
  bearer,
  oauth2: oauth,
  oidc: oauth,
  http: (value: Supplied<string>) =>
    custom(async (call, { scheme }) => withSecret(call, "authorization", `${scheme?.type === "http" ? scheme.scheme : "Bearer"} ${await supplied(value)}`)),
};
