import { systemClock } from "../core/clock.js";
import { type Ably, accountOf } from "../realtime/protocols/ably/ably.js";
import { allFeatures } from "../realtime/protocols/ably/all-features.js";
import { hostsOf } from "../realtime/protocols/ably/connection/hosts.js";
import { need } from "../realtime/protocols/ably/features.js";
import type { AblyOptions } from "../realtime/protocols/ably/options.js";
import { AblyRest } from "../realtime/protocols/ably/rest/rest.js";
import { authOf, currentHosts, type LegacyHosts } from "./client-options.js";
import { type LogOptions, loggedFetch, loggedWarnings, logTo } from "./logging.js";

/** Options of `createAblyRest`. */
export interface CreateAblyRestOptions extends AblyOptions, LegacyHosts, LogOptions {}

/** What holds where nothing is said (TO3), so that `options` of the client tells it. */
const defaults = {
  format: "json",
  authMethod: "GET",
  tls: true,
  queryTime: false,
  addRequestIds: false,
  idempotentRestPublishing: true,
  maxMessageSize: 65_536,
  httpMaxRetryCount: 3,
} as const satisfies AblyOptions;

/**
 * A client of Ably's REST interface alone: no connection is made. Text is a key or a token (RSC1).
 * @throws AblyError 40106 when the options hold no way to authenticate, 40101 for a malformed key, 40103 for a key without TLS, 40000 for options
 * that conflict.
 */
export function createAblyRest(given: string | CreateAblyRestOptions): AblyRest {
  const stated: CreateAblyRestOptions = typeof given === "string" ? authOf(given) : given;
  const log = logTo(stated);
  const options: AblyOptions = {
    ...defaults,
    ...Object.fromEntries(Object.entries(currentHosts(stated)).filter(([, value]) => value !== undefined)),
  };
  const { messagePack, tokens, requests, remedies } = allFeatures;
  const told = {
    ...options,
    fetch: loggedFetch((...request) => (options.fetch ?? fetch)(...request), log),
    onWarning: loggedWarnings(log, options.onWarning),
  };
  const account = accountOf(told, { messagePack, tokens, requests, remedies }, { clock: options.clock ?? systemClock, host: () => null });
  log("info", "Client created", { host: hostsOf(options).primary, format: options.format });
  return new AblyRest(need(account.requests, "requests"), options);
}

/** The REST interface with the credentials, the hosts and the token of a realtime client. */
export const restOf = ({ requests, options }: Ably): AblyRest => new AblyRest(requests, options);
