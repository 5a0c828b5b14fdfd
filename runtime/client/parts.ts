import { apiKey } from "../auth/api-key.js";
import { basic } from "../auth/basic.js";
import { bearer } from "../auth/bearer.js";
import type { CredentialMakers } from "../auth/choose.js";
import { oauth } from "../auth/oauth.js";
import { sharing } from "../auth/sharing.js";
import { optionsFromEnv } from "../config/env.js";
import { mergeOptions } from "../config/merge.js";
import type { ApiDefinition } from "../core/api-definition.js";
import type { Middleware } from "../core/call.js";
import { uploadProgress } from "../core/progress.js";
import { variablesOf } from "./address.js";
import type { ClientOptions } from "./options.js";

/** What only some APIs have a use for: generated clients name the parts of theirs (`composeClient`), so that nobody pays for the others. */
export interface ClientPart {
  /** Credentials from plain values (of variables, files, options), by type of scheme. */
  readonly makers?: CredentialMakers;
  /** Options beside those that the caller gave. */
  readonly options?: (api: ApiDefinition, given: ClientOptions) => ClientOptions;
  /** Values of the variables that the API declares, checked. */
  readonly variables?: (api: ApiDefinition, given: ClientOptions) => Readonly<Record<string, string>>;
  /** What makes credentials once for all clients of the same options. */
  readonly sharing?: (options: object, makers: CredentialMakers) => CredentialMakers;
  /** The innermost layer: what becomes of `onUpload`. */
  readonly uploads?: Middleware;
}

/** Options from the API's environment variables (`api.env`), where the caller gives none. */
export const envOptions: ClientPart = { options: (api, given) => mergeOptions<ClientOptions>(optionsFromEnv(api), given) };
/** Variables of the API's addresses, with the values that they usually have, and refused where they would choose another host. */
export const addressVariables: ClientPart = { variables: variablesOf };
/** `onUpload`, for APIs that take bodies. */
export const uploadCounts: ClientPart = { uploads: uploadProgress };
/** One credential of a plain value for HTTP and channels: for clients that have both. */
export const sharedAuth: ClientPart = { sharing };
/** API keys as plain values: `auth: { apiKey: "..." }`. */
export const keyAuth: ClientPart = { makers: { apiKey, connectionKey: apiKey } };
/** Bearer tokens, and those of other words of the Authorization header, as plain values: `auth: { bearer: "..." }`. */
export const tokenAuth: ClientPart = { makers: { bearer, http: bearer } };
/** Name and password as plain values: `auth: { basic: { username, password } }`. */
export const basicAuth: ClientPart = { makers: { basic } };
/** OAuth client credentials as plain values: `auth: { oauth: { clientId, clientSecret } }`. */
export const oauthAuth: ClientPart = { makers: { oauth2: oauth, oidc: oauth } };
