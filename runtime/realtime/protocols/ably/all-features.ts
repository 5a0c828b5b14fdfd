import { TokenAuthority } from "./auth/token-authority.js";
import { AblyAnnotations } from "./channel/annotations.js";
import { filters } from "./channel/filter.js";
import { isInternetUp } from "./connection/internet.js";
import { watchNetwork } from "./connection/network.js";
import { Pings } from "./connection/pings.js";
import { recoveryKey, recoveryOf } from "./connection/recovery.js";
import { Submissions } from "./connection/submissions.js";
import type { AblyFeatures } from "./features.js";
import { cipherOf } from "./message/cipher.js";
import { DeltaBase } from "./message/delta.js";
import { messagePack } from "./message/message-pack.js";
import { AblyPresence } from "./presence/presence.js";
import { remedies } from "./remedies.js";
import { Requests } from "./rest/requests.js";

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
