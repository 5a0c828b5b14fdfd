import type { Clock } from "../../../core/client.js";
import type { Transport } from "../../transport.js";
import type { AblyError } from "./ably-error.js";
import type { Format } from "./codec.js";
import type { HostOptions } from "./hosts.js";
import type { AuthOptions } from "./token-source.js";
import type { TokenParams } from "./tokens.js";

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
  /** A key of `createRecoveryKey`: goes on where another client stopped. */
  readonly recover?: string | undefined;
  /** What tokens should be. */
  readonly defaultTokenParams?: TokenParams | undefined;
  /** More of the connection's query; they win over the client's own. */
  readonly transportParams?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Sent as agent after this package's own: `my-app/1.2`. */
  readonly agent?: string | undefined;
  readonly timeouts?: AblyTimeouts | undefined;
  /** Asked before fallbacks are tried; must answer with text that holds `yes`. */
  readonly connectivityCheckUrl?: string | undefined;
  /** Told of what went wrong without an error to throw: a payload that could not be decoded, a listener that threw, a broken frame. */
  readonly onWarning?: ((error: AblyError) => void) | undefined;
  /** The wire. */
  readonly transport?: Transport | undefined;
  /** HTTP for tokens, history and the connectivity check; default: the global fetch. */
  readonly fetch?: typeof fetch | undefined;
  readonly clock?: Clock | undefined;
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
}

/** The times when the options name none. */
export const defaultTimeouts: Readonly<Record<keyof AblyTimeouts, number>> = {
  realtimeRequest: 10_000,
  disconnectedRetry: 15_000,
  suspendedRetry: 30_000,
  channelRetry: 15_000,
  connectionStateTtl: 120_000,
};
