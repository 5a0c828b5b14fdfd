import { systemClock } from "../core/clock.js";
import { type Ably, accountOf } from "../realtime/protocols/ably/ably.js";
import { allFeatures } from "../realtime/protocols/ably/all-features.js";
import { need } from "../realtime/protocols/ably/features.js";
import type { AblyOptions } from "../realtime/protocols/ably/options.js";
import { AblyRest } from "../realtime/protocols/ably/rest.js";

/**
 * A client of Ably's REST interface alone: no connection is made.
 * @throws AblyError 40106 when the options hold no way to authenticate, 40101 for a malformed key.
 */
export function createAblyRest(options: AblyOptions): AblyRest {
  const { messagePack, tokens, requests } = allFeatures;
  const account = accountOf(options, { messagePack, tokens, requests }, { clock: options.clock ?? systemClock, host: () => null });
  return new AblyRest(need(account.requests, "requests"));
}

/** The REST interface with the credentials, the hosts and the token of a realtime client. */
export const restOf = ({ requests }: Ably): AblyRest => new AblyRest(requests);
