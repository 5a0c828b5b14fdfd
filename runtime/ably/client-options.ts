import { ablyError } from "../realtime/protocols/ably/ably-error.js";
import type { AuthOptions } from "../realtime/protocols/ably/auth/token-source.js";
import { type HostOptions, hostsOf } from "../realtime/protocols/ably/connection/hosts.js";

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

/** The hosts that older options mean (REC1, REC2). @throws AblyError 40000 where two of them conflict. */
export function currentHosts<T extends HostOptions & LegacyHosts>(given: T): Omit<T, keyof LegacyHosts> & HostOptions {
  const { environment, restHost, realtimeHost, fallbackHostsUseDefault, ...options } = given;
  const { endpoint, fallbackHosts } = options;
  const host = restHost ?? realtimeHost;
  const pairs = [
    [endpoint, environment ?? host ?? fallbackHostsUseDefault],
    [environment, host],
    [fallbackHosts, fallbackHostsUseDefault],
  ];
  if (pairs.some(([one, other]) => one !== undefined && other !== undefined))
    throw ablyError(40000, "Options of hosts conflict: pass endpoint and fallbackHosts only");
  return { ...options, endpoint: endpoint ?? environment ?? host, fallbackHosts: fallbackHostsUseDefault ? hostsOf({}).fallbacks : fallbackHosts };
}
