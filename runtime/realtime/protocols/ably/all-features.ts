import { AblyAnnotations } from "./annotations.js";
import { cipherOf } from "./cipher.js";
import { DeltaBase } from "./delta.js";
import type { AblyFeatures } from "./features.js";
import { filters } from "./filter.js";
import { isInternetUp } from "./internet.js";
import { messagePack } from "./message-pack.js";
import { watchNetwork } from "./network.js";
import { Pings } from "./pings.js";
import { AblyPresence } from "./presence.js";
import { recoveryKey, recoveryOf } from "./recovery.js";
import { remedies } from "./remedies.js";
import { Requests } from "./requests.js";
import { Submissions } from "./submissions.js";
import { TokenAuthority } from "./token-authority.js";

export { filters, messagePack, remedies };

/** Tokens that are renewed. */
export const tokens: NonNullable<AblyFeatures["tokens"]> = (parts) => new TokenAuthority(parts);

/** `connection.ping()`. */
export const ping: NonNullable<AblyFeatures["ping"]> = (parts) => new Pings(parts);

/** The platform's `online` and `offline` events, and whether the internet is there. */
export const network: NonNullable<AblyFeatures["network"]> = { watch: watchNetwork, isUp: isInternetUp };

/** The option `recover`, and `createRecoveryKey`. */
export const recovery: NonNullable<AblyFeatures["recovery"]> = { of: recoveryOf, key: recoveryKey };

/** publish, and message edits. */
export const publishing: NonNullable<AblyFeatures["publishing"]> = (parts) => new Submissions(parts);

/** Who is present. */
export const presence: NonNullable<AblyFeatures["presence"]> = (parts) => new AblyPresence(parts);

/** What clients say about messages. */
export const annotations: NonNullable<AblyFeatures["annotations"]> = (parts) => new AblyAnnotations(parts);

/** Channels with the parameter `delta`. */
export const deltas: NonNullable<AblyFeatures["deltas"]> = () => new DeltaBase();

/** Channels with a `cipher`. */
export const encryption: NonNullable<AblyFeatures["encryption"]> = (options) => cipherOf(options);

/** HTTP: history, message versions, tokens of Ably's. */
export const requests: NonNullable<AblyFeatures["requests"]> = (parts) => new Requests(parts);

/** Everything that a client can do. */
export const allFeatures: AblyFeatures = {
  messagePack,
  tokens,
  publishing,
  presence,
  annotations,
  deltas,
  encryption,
  requests,
  filters,
  ping,
  recovery,
  network,
  remedies,
};
