import type { Clock } from "../core/client.js";
import type { Bus, Unsent } from "./bus.js";
import type { PayloadCodecs } from "./codecs.js";
import type { ConnectionView } from "./connection.js";
import type { Naming } from "./naming.js";
import type { RealtimeDefinition } from "./realtime-definition.js";

/** What every generated channel function takes first. An interface without private members, so that two copies of this package fit together. */
export interface RealtimeClient {
  readonly api: RealtimeDefinition;
  /** What carries the messages. */
  readonly bus: Bus;
  readonly connection: ConnectionView;
  readonly realtime: RealtimeSettings;
  /** Connects without a subscription, and stays so until `close`. */
  connect(): Promise<void>;
  /** Ends every subscription and connection; resolves when nothing is left, with what had not been sent. Never rejects. */
  close(): Promise<readonly Unsent[]>;
}

/** What a client was made with, as far as verbs look at it. */
export interface RealtimeSettings {
  readonly clock: Clock;
  /** Milliseconds that `ask` waits for its answer when the call says nothing. */
  readonly timeout: number;
  /** By content type. */
  readonly payloads?: PayloadCodecs | undefined;
  /** Reads what is received. */
  readonly naming: Naming;
  /** Values for address parameters that the input leaves out. */
  readonly variables: Readonly<Record<string, string>>;
}
