import type { Middleware } from "../core/call.js";
import type { Clock } from "../core/client.js";
import { systemClock } from "../core/clock.js";
import type { Credential } from "./credential.js";
import { signing } from "./signing.js";

/** What `signedBy` needs to know. */
export interface SignedByOptions {
  /** Calls below this address are signed, others are not. */
  readonly baseUrl: string;
  readonly clock?: Clock | undefined;
}

/**
 * One credential for all operations: the small way to sign, for `plainClient`. `createClient` chooses per operation by itself.
 */
export function signedBy(credential: Credential, { baseUrl, clock = systemClock }: SignedByOptions): Middleware {
  const api = { name: "plain", version: "", environments: {} };
  return signing((call, send) =>
    call.url.startsWith(`${baseUrl}/`) ? [{ credential, at: { api, scheme: undefined, baseUrl, variables: {}, clock, send } }] : [],
  );
}
