import type { Auth, CredentialMakers } from "../auth/choose.js";
import type { Send } from "../core/call.js";
import type { Clock } from "../core/client.js";
import type { ClientError } from "../core/errors.js";
import type { Bus, Unsent } from "./bus.js";
import type { BusMaker } from "./bus-maker.js";
import type { PayloadCodecs } from "./codecs.js";
import type { Framing } from "./framing.js";
import type { OutboxLimits } from "./outbox.js";
import type { Transport } from "./transport.js";

/** Options of `createRealtime`. */
export interface RealtimeOptions extends ConnectionOptions {
  /** Name of the server in the definition; default: the first. */
  readonly server?: string | undefined;
  /** Instead of the server's URL. */
  readonly url?: string | undefined;
  /** Values for the server's variables, and for address parameters that inputs leave out. */
  readonly variables?: Readonly<Record<string, string | undefined>> | undefined;
  /** Added to the URL of every socket. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Sent when a socket is opened, where the platform can. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly auth?: Auth | undefined;
  /** Makes credentials of plain values in `auth`. */
  readonly makers?: CredentialMakers | undefined;
  /** Default: the platform's WebSocket. On Node 20: `wsTransport()` from `@clientwright/runtime/ws`. */
  readonly transport?: Transport | undefined;
  /** Instead of what the document names. */
  readonly framing?: Framing | undefined;
  /** Carries the messages instead of a socket: a broker's client (`mqttBus()` from `@clientwright/runtime/mqtt` ...), or one of your own. */
  readonly bus?: Bus | BusMaker | undefined;
  /** For payloads that are neither JSON nor text: by content type, `{ "application/x-protobuf": codec }`. Left out, they are bytes. */
  readonly payloads?: PayloadCodecs | undefined;
  readonly clock?: Clock | undefined;
  /** The network for token requests. */
  readonly send?: Send | undefined;
}

/** How a connection is kept. */
export interface ConnectionOptions {
  /** Milliseconds of silence after which the server is asked for a sign of life; 0: never. Default 15,000. */
  readonly heartbeat?: number | undefined;
  /** Milliseconds of silence after which the connection counts as dead; 0: never. Default 25,000, where the server can be asked for a sign of life; else 0. */
  readonly patience?: number | undefined;
  /** Milliseconds until a connection has to be usable. Default 10,000. */
  readonly openTimeout?: number | undefined;
  /** Milliseconds that the server has to answer a close. Default 5,000. */
  readonly closeTimeout?: number | undefined;
  /** Waits between attempts: anything up to `delay`, doubled with each failure up to `maxDelay`. Default 500 and 30,000. `attempts`: after so many failures in a row it fails; default: never. */
  readonly reconnect?: { readonly delay?: number; readonly maxDelay?: number; readonly attempts?: number; readonly random?: () => number } | undefined;
  /** What may wait to be sent or acknowledged. Default 1,000 messages, 4 MiB. */
  readonly queue?: Partial<OutboxLimits> | undefined;
  /** Told what could not be sent when a connection fails for good; each publish is rejected too. What `close` finds unsent, it returns. */
  readonly onUnsent?: ((unsent: readonly Unsent[], error: ClientError) => void) | undefined;
  /** Ids kept for each channel to recognise repeats. Default 1,024 where messages have ids. */
  readonly dedupe?: number | undefined;
  /** Milliseconds that `ask` waits for its answer. Default 30,000. */
  readonly timeout?: number | undefined;
}
