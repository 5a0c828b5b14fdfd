import type { Clock } from "../../../core/client.js";
import type { Transport } from "../../transport.js";
import type { AblyError } from "./ably-error.js";
import type { AuthOptions } from "./auth/token-source.js";
import type { TokenParams } from "./auth/tokens.js";
import type { HostOptions } from "./connection/hosts.js";
import type { Format } from "./message/codec.js";

/** Where the events `online` and `offline` come from: a browser's `window`. */
export interface Network {
  addEventListener(event: "online" | "offline", listener: () => void): void;
  removeEventListener(event: "online" | "offline", listener: () => void): void;
}

/** Options of an Ably client. */
export interface AblyOptions extends AuthOptions, HostOptions {
  /** Who this is. Needed for presence, unless the token says it. */
  readonly clientId?: string | undefined;
  /** Default json: in JavaScript it is the faster one. msgpack saves a third on binary payloads. */
  readonly format?: Format | undefined;
  /** Whether one's own messages come back; default true. */
  readonly echoMessages?: boolean | undefined;
  /** Connect at once; default true. */
  readonly autoConnect?: boolean | undefined;
  /** Keep what is published until there is a connection; default true. */
  readonly queueMessages?: boolean | undefined;
  /** So many ProtocolMessages are kept at most; more are refused. Default 10,000. */
  readonly queueLimit?: number | undefined;
  /** Bytes that one publish may have, until the server names another limit; default 65,536 (TO3l8). */
  readonly maxMessageSize?: number | undefined;
  /** A key of `createRecoveryKey`: goes on where another client stopped. */
  readonly recover?: string | undefined;
  /** What tokens should be. */
  readonly defaultTokenParams?: TokenParams | undefined;
  /** More of the connection's query; they win over the client's own. */
  readonly transportParams?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Sent as agent after this package's own: `my-app/1.2`. */
  readonly agent?: string | undefined;
  readonly timeouts?: AblyTimeouts | undefined;
  /** So many fallback hosts are tried for one HTTP request; default 3. */
  readonly httpMaxRetryCount?: number | undefined;
  /** Names each HTTP request in its query, the same through its retries; errors carry it. Default false. */
  readonly addRequestIds?: boolean | undefined;
  /** Whether messages published over HTTP get ids, so that a repeat isn't said twice; default true. */
  readonly idempotentRestPublishing?: boolean | undefined;
  /** Asked before fallbacks are tried; must answer with text that holds `yes`. */
  readonly connectivityCheckUrl?: string | undefined;
  /** Told of what went wrong without an error to throw: a payload that could not be decoded, a listener that threw, a broken frame. */
  readonly onWarning?: ((error: AblyError) => void) | undefined;
  /** The wire. */
  readonly transport?: Transport | undefined;
  /** HTTP for tokens, history and the connectivity check; default: the global fetch. */
  readonly fetch?: typeof fetch | undefined;
  /** Time and timers; `timersClock` makes one of setTimeout, clearTimeout and now. */
  readonly clock?: Clock | undefined;
  /** Who tells that the network came or went; default: the platform's `online` and `offline` events, null for nobody (RTN20). */
  readonly network?: Network | null | undefined;
  /** Of [0, 1): for the order of fallbacks and the jitter of retries. */
  readonly random?: (() => number) | undefined;
}

/** Milliseconds (PROTOCOL.md, 4). */
export interface AblyTimeouts {
  readonly realtimeRequest?: number | undefined;
  readonly disconnectedRetry?: number | undefined;
  readonly suspendedRetry?: number | undefined;
  readonly channelRetry?: number | undefined;
  readonly connectionStateTtl?: number | undefined;
  /** One HTTP request, its answer included. */
  readonly httpRequest?: number | undefined;
  /** All hosts together: no further one is tried after it. */
  readonly httpMaxRetry?: number | undefined;
  /** How long a fallback host that worked is asked first. */
  readonly fallbackRetry?: number | undefined;
}

const defaultTimeouts: Readonly<Record<keyof AblyTimeouts, number>> = {
  realtimeRequest: 10_000,
  disconnectedRetry: 15_000,
  suspendedRetry: 30_000,
  channelRetry: 15_000,
  connectionStateTtl: 120_000,
  httpRequest: 10_000,
  httpMaxRetry: 15_000,
  fallbackRetry: 600_000,
};

/** The times that hold: the options', else the defaults. */
export function timeoutsOf({ timeouts }: Pick<AblyOptions, "timeouts">): Readonly<Record<keyof AblyTimeouts, number>> {
  const given = Object.entries(timeouts ?? {}).filter((entry) => entry[1] !== undefined);
  return { ...defaultTimeouts, ...Object.fromEntries(given) };
}
