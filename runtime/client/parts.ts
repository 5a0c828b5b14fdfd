import { apiKey } from "../auth/api-key.js";
import { basic } from "../auth/basic.js";
import { bearer } from "../auth/bearer.js";
import type { CredentialMakers } from "../auth/choose.js";
import { oauth } from "../auth/oauth.js";
import { optionsFromEnv } from "../config/env.js";
import { mergeOptions } from "../config/merge.js";
import type { ApiDefinition } from "../core/api-definition.js";
import type { ClientOptions } from "./options.js";

/** What only some APIs have a use for: generated clients name the parts of theirs (`composeClient`), so that nobody pays for the others. */
export interface ClientPart {
  /** Credentials from plain values (of variables, files, options), by type of scheme. */
  readonly makers?: CredentialMakers;
  /** Options beside those that the caller gave. */
  readonly options?: (api: ApiDefinition, given: ClientOptions) => ClientOptions;
}

/** Options from the API's environment variables (`api.env`), where the caller gives none. */
export const envOptions: ClientPart = { options: (api, given) => mergeOptions<ClientOptions>(optionsFromEnv(api), given) };
/** API keys as plain values: `auth: { apiKey: "..." }`. */
export const keyAuth: ClientPart = { makers: { apiKey, connectionKey: apiKey } };
/** Bearer tokens, and those of other words of the Authorization header, as plain values: `auth: { bearer: "..." }`. */
export const tokenAuth: ClientPart = { makers: { bearer, http: bearer } };
/** Name and password as plain values: `auth: { basic: { username, password } }`. */
export const basicAuth: ClientPart = { makers: { basic } };
/** OAuth client credentials as plain values: `auth: { oauth: { clientId, clientSecret } }`. */
export const oauthAuth: ClientPart = { makers: { oauth2: oauth, oidc: oauth } };
