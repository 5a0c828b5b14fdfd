import { createClient } from "../../runtime/client/create-client.js";
import type { ClientOptions } from "../../runtime/client/options.js";
import type { ApiDefinition } from "../../runtime/core/api-definition.js";
import type { Client } from "../../runtime/core/client.js";
import { type Answer, type MemorySend, memorySend } from "./send.js";

/** An API definition with nothing special in it. */
export const testApi: ApiDefinition = { name: "test", version: "1.0", environments: { default: "http://test.invalid" } };

/** A client for a server: no retries, no credentials, unless the options say so. */
export function clientOf(baseUrl: string, options: ClientOptions = {}, api: ApiDefinition = testApi): Client {
  return createClient(api, { baseUrl, auth: "open", retries: 0, ...options });
}

/** A client whose network is a list of answers. */
export function clientWith(answers: readonly Answer[], options: ClientOptions = {}, api: ApiDefinition = testApi): MemorySend & { readonly client: Client } {
  const memory = memorySend(...answers);
  return { ...memory, client: clientOf("http://test.invalid", { send: memory.send, ...options }, api) };
}
