import type { Call } from "../core/call.js";
import type { Credential, SignContext } from "./credential.js";

/** Your own way to sign: return a copy of the call with whatever the API wants. Name secret headers in `secrets`, so that logs hide them. */
export function custom(sign: (call: Call, at: SignContext) => Call | Promise<Call>): Credential {
  return { sign };
}

/** Sends no credentials, on purpose: public endpoints, local servers. The text "open" means the same. */
export const open: Credential = { sign: (call) => call };
