import type { ClientError } from "../core/errors.js";
import type { BrokerCredentialOptions } from "./broker-credentials.js";
import type { Bus, Unsent } from "./bus.js";
import type { Policy } from "./machine.js";
import type { OutboxLimits } from "./outbox.js";

/** Makes the bus of one client, of what the document and the client's options say. It connects to nothing before something needs it. */
export type BusMaker = (setting: BusSetting) => Bus;

/** What a bus is made of: what `brokerCredentials` reads who connects from, and the limits of the connection. */
export interface BusSetting extends BrokerCredentialOptions {
  /** What may wait to be sent or acknowledged. */
  readonly queue: OutboxLimits;
  /** How the connection is kept: waits between attempts, limits of opening and closing. */
  readonly policy: Policy;
  /** Told what a connection that failed for good could not send. */
  readonly onUnsent: ((unsent: readonly Unsent[], error: ClientError) => void) | undefined;
}
