import type { CredentialMakers } from "../auth/choose.js";
import { variablesOf } from "../client/address.js";
import { systemClock } from "../core/clock.js";
import { InputError } from "../core/errors.js";
import { fillTemplate, own } from "../core/own.js";
import { plainSend } from "../core/wire.js";
import type { BusSetting } from "./bus-maker.js";
import { usualBus } from "./carrier.js";
import { forgiving } from "./forgiving.js";
import { policyOf } from "./policy.js";
import type { RealtimeClient } from "./realtime-client.js";
import type { RealtimeDefinition, RealtimeServer } from "./realtime-definition.js";
import type { RealtimeOptions } from "./realtime-options.js";
import type { RealtimeParts } from "./realtime-parts.js";
import { singleName } from "./single-name.js";

/**
 * `createRealtime` out of named parts: what generated clients call, with those that their document has a use for. Without any, frames
 * are payloads, and each channel has one kind of message.
 * @throws InputError when a server or a variable is missing. What is needed to carry messages (a framing, a broker's bus) and missing is told on first use.
 */
export function composeRealtime(api: RealtimeDefinition, given: RealtimeOptions = {}, brought: RealtimeParts = {}): RealtimeClient {
  const { parts = [], naming = singleName, sharing } = brought;
  // Parts complete the options that they are given.
  const options = parts.reduce<RealtimeOptions>((seen, part) => (part.options?.(api, seen as never) as RealtimeOptions | undefined) ?? seen, given);
  const unshared: CredentialMakers = Object.assign({}, ...parts.map((part) => part.makers), options.makers);
  const makers = sharing?.(given, unshared) ?? unshared;
  const { clock = systemClock, timeout = 30_000, payloads, bus: carrier = (setting) => usualBus(setting, options, brought) } = options;
  // A variable may be called like these options: it is then given under `variables`.
  const { server: _, url: __, ...named } = options;
  const all = variablesOf({ ...api, environments: serverUrls(api, options) }, named);
  // Address parameters that inputs leave out take what was given, not what servers' variables are usually.
  const variables = Object.fromEntries(Object.entries(all).filter(([name, value]) => value !== own(api.variables, name)?.default));
  const bus = typeof carrier === "function" ? carrier(settingOf(api, options, { clock, variables, makers, all })) : carrier;
  return {
    api,
    bus,
    connection: bus.connection,
    realtime: { clock, timeout, variables, payloads, naming },
    connect: () => forgiving(bus.connect()),
    close: () => bus.close(),
  };
}

const serverUrls = ({ servers }: RealtimeDefinition, { url = "" }: RealtimeOptions): RealtimeDefinition["environments"] => ({
  ...Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, server.url])),
  "": url,
});

interface Settled extends Pick<BusSetting, "clock" | "variables" | "makers"> {
  /** With the usual values of those that were not given. */
  readonly all: Readonly<Record<string, string>>;
}

function settingOf(api: RealtimeDefinition, options: RealtimeOptions, { all, ...settled }: Settled): BusSetting {
  const { auth, send = plainSend, onUnsent } = options;
  const server = serverOf(api, options);
  const url = fillTemplate(options.url ?? server.url, all, (name) => {
    throw new InputError(`The server's address needs the variable ${name}`, { remedy: `Pass ${name}: "..."` });
  });
  const queue = { count: 1_000, bytes: 4 * 2 ** 20, ...options.queue };
  return { api, server, url, ...settled, auth, send, queue, policy: policyOf(options), onUnsent };
}

function serverOf({ name, servers }: RealtimeDefinition, { server, url }: RealtimeOptions): RealtimeServer {
  const found = server === undefined ? Object.values(servers)[0] : own(servers, server);
  if (found !== undefined) return found;
  if (server === undefined && url !== undefined) return { url, protocol: "wss" };
  throw new InputError(server === undefined ? `${name} names no server` : `${name} has no server ${server}`, {
    remedy: server === undefined ? "Pass url." : `Choose one of: ${Object.keys(servers).join(", ")}.`,
  });
}
