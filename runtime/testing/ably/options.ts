import type { Clock } from "../../core/client.js";

/** How the mock differs from Ably's service. */
export interface MockAblyOptions {
  readonly clock?: Clock | undefined;
  /** How long a connection without a link is kept, as clients are told; default 120,000. */
  readonly connectionStateTtl?: number | undefined;
  /** How long it is really kept, when that is another time. */
  readonly keepsFor?: number | undefined;
  /** How long its members stay; default 15,000. */
  readonly presenceTtl?: number | undefined;
  readonly maxIdleInterval?: number | undefined;
  readonly maxMessageSize?: number | undefined;
  /** How long an answer to a ping takes, in ms: clients count whole ones. Default 0, of `serveAbly` 2. */
  readonly pingDelay?: number | undefined;
}
