import { ablyError } from "../realtime/protocols/ably/ably-error.js";
import { type HostOptions, hostsOf } from "../realtime/protocols/ably/hosts.js";
import type { AuthOptions } from "../realtime/protocols/ably/token-source.js";

/** A key (`APP.KEYID:SECRET`) or a token, as text (RSC1): only keys have a colon. Empty text is no way to authenticate (40106). */
export const authOf = (text: string): AuthOptions => (text.includes(":") ? { key: text } : { token: text || undefined });

/** Options of older SDKs, for those who come from them: `endpoint` and `fallbackHosts` say the same. */
export interface LegacyHosts {
  /** @deprecated `endpoint` (REC1c) */
  readonly environment?: string | undefined;
  /** @deprecated `endpoint` (REC1d1) */
  readonly restHost?: string | undefined;
  /** @deprecated `endpoint` (REC1d2) */
  readonly realtimeHost?: string | undefined;
  /** @deprecated `fallbackHosts` (REC2b) */
  readonly fallbackHostsUseDefault?: boolean | undefined;
}

/** Pairs that say two things at once (REC1b1, REC1c1, REC2a1). */
const conflicts = [
  ["endpoint", "environment"],
  ["endpoint", "restHost"],
  ["endpoint", "realtimeHost"],
  ["endpoint", "fallbackHostsUseDefault"],
  ["environment", "restHost"],
  ["environment", "realtimeHost"],
  ["fallbackHosts", "fallbackHostsUseDefault"],
] as const;

/** The hosts that older options mean. @throws AblyError 40000 where two of them conflict. */
export function currentHosts<T extends HostOptions & LegacyHosts>(given: T): Omit<T, keyof LegacyHosts> & HostOptions {
  for (const [one, other] of conflicts)
    if (given[one] !== undefined && given[other] !== undefined) throw ablyError(40000, `The options ${one} and ${other} conflict: leave ${other} out`);
  const { environment, restHost, realtimeHost, fallbackHostsUseDefault, ...options } = given;
  const endpoint = options.endpoint ?? environment ?? restHost ?? realtimeHost;
  const fallbackHosts = fallbackHostsUseDefault ? hostsOf({}).fallbacks : options.fallbackHosts;
  return { ...options, ...(endpoint !== undefined && { endpoint }), ...(fallbackHosts !== undefined && { fallbackHosts }) };
}
