import type { ApiDefinition } from "../core/api-definition.js";
import type { Client } from "../core/client.js";
import { composeClient } from "./compose-client.js";
import type { ClientOptions } from "./options.js";
import { addressVariables, basicAuth, envOptions, keyAuth, oauthAuth, tokenAuth, uploadCounts } from "./parts.js";

/**
 * A client with everything on: deadlines, credentials with one replay on 401, retries, redirects that keep secrets at home,
 * hooks. Options that are not given come from the API's environment variables (`api.env`).
 * @throws InputError when the address is not known, or an option can't be meant.
 */
export const createClient = (api: ApiDefinition, options?: ClientOptions): Client =>
  composeClient(api, options, [envOptions, addressVariables, uploadCounts, keyAuth, tokenAuth, basicAuth, oauthAuth]);
