import type { Auth, CredentialMakers } from "../auth/choose.js";
import { sharing } from "../auth/sharing.js";
import { variablesOf } from "../client/address.js";
import type { Send } from "../core/call.js";
import type { Clock } from "../core/client.js";
import { systemClock } from "../core/clock.js";
import { type ClientError, InputError } from "../core/errors.js";
import { fillTemplate, own } from "../core/own.js";
import { plainSend } from "../core/wire.js";
import type { Bus, Unsent } from "./bus.js";
import type { BusMaker, BusSetting } from "./bus-maker.js";
import type { FramingDefinition } from "./channel.js";
import type { PayloadCodecs } from "./codecs.js";
import { dialler } from "./dial.js";
import { forgiving } from "./forgiving.js";
import type { Framing } from "./framing.js";
import type { Policy } from "./machine.js";
import type { OutboxLimits } from "./outbox.js";
import { jsonFraming } from "./protocols/json/json-framing.js";
import type { JsonFramingSettings } from "./protocols/json/settings.js";
import type { RealtimeClient } from "./realtime-client.js";
import type { RealtimeDefinition, RealtimeServer } from "./realtime-definition.js";
import type { RealtimeParts } from "./realtime-parts.js";
import { refusingBus } from "./refusing-bus.js";
import { SocketsBus } from "./sockets-bus.js";
import type { Transport } from "./transport.js";
import { webSocketTransport } from "./transports/web-socket.js";

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

/**
 * A client for an API's channels. Nothing is connected before something needs it. `brought` is what generated code brings along: what
 * its document names, and where options come from that are not given.
 * @throws InputError when a server or a variable is missing. What is needed to carry messages (a framing, a broker's bus) and missing is told on first use.
 */
export function createRealtime(api: RealtimeDefinition, given: RealtimeOptions = {}, brought: RealtimeParts = {}): RealtimeClient {
  const { parts = [] } = brought;
  // Parts complete the options that they are given.
  const options = parts.reduce<RealtimeOptions>((seen, part) => (part.options?.(api, seen as never) as RealtimeOptions | undefined) ?? seen, given);
  const makers = sharing(given, Object.assign({}, ...parts.map((part) => part.makers), options.makers) as CredentialMakers); // parts in order
  const { clock = systemClock, timeout = 30_000, bus: carrier = (setting) => defaultBus(setting, options, brought) } = options;
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
    realtime: { clock, timeout, variables, payloads: options.payloads },
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

/** What the document names: a socket in its framing, an event stream, or a protocol of its own. */
function defaultBus(setting: BusSetting, options: RealtimeOptions, parts: RealtimeParts): Bus {
  const { api, server, url, clock } = setting;
  const named = server.framing ?? api.framing;
  const bus = options.framing === undefined && named !== undefined ? own(parts.buses, named.framing) : undefined;
  if (bus !== undefined) return bus(setting, options);
  const isStream = /^https?:/i.test(url);
  if (!isStream && !/^wss?:/i.test(url) && options.transport === undefined) return refusingBus(missingBus(setting), clock);
  try {
    return socketsBus(setting, options, isStream ? parts : { ...parts, streams: undefined });
  } catch (error) {
    if (!(error instanceof UnknownFraming)) throw error;
    return refusingBus(error, clock);
  }
}

function socketsBus(setting: BusSetting, options: RealtimeOptions, { framings, streams }: RealtimePartsGiven): Bus {
  const { api, server } = setting;
  const { query = {}, headers = {}, transport = streams?.transport() ?? webSocketTransport(), dedupe = 1_024 } = options;
  const make = (definition: FramingDefinition | undefined): Framing => framingOf(api, definition, framings);
  const named = server.framing ?? api.framing;
  const framing = options.framing ?? (named === undefined && streams !== undefined ? streams.framing() : make(named));
  return new SocketsBus({
    ...setting,
    transport,
    framing,
    framingOf: (channel) => options.framing ?? make(channel.framing),
    dialler: dialler({ ...setting, query, headers: { ...api.headers, ...headers }, transport }),
    dedupe,
    highWater: 2 ** 20,
  });
}

type RealtimePartsGiven = { readonly [part in keyof RealtimeParts]: RealtimeParts[part] | undefined };

function serverOf({ name, servers }: RealtimeDefinition, { server, url }: RealtimeOptions): RealtimeServer {
  const found = server === undefined ? Object.values(servers)[0] : own(servers, server);
  if (found !== undefined) return found;
  if (server === undefined && url !== undefined) return { url, protocol: "wss" };
  throw new InputError(server === undefined ? `${name} names no server` : `${name} has no server ${server}`, {
    remedy: server === undefined ? "Pass url." : `Choose one of: ${Object.keys(servers).join(", ")}.`,
  });
}

class UnknownFraming extends InputError {}

function framingOf({ name }: RealtimeDefinition, definition: FramingDefinition | undefined, framings: RealtimeParts["framings"]): Framing {
  if (definition === undefined || definition.framing === "json") return jsonFraming(definition as JsonFramingSettings | undefined); // of the published schema
  const make = own(framings, definition.framing);
  if (make !== undefined) return make(definition as never); // the settings of this framing, as the document has them
  throw new UnknownFraming(`${name} speaks ${definition.framing}, which is not part of this client`, {
    remedy: `Pass framing: ${definition.framing}Framing(...), or a Framing of your own.`,
  });
}

/** Brokers have an entry point each. */
function missingBus({ api, server: { protocol } }: BusSetting): InputError {
  const [, broker = ""] = /^(?:secure-)?(mqtt|amqp|nats|kafka|redis)(?:[35]$|s$|-secure$|$)/.exec(protocol) ?? [];
  return new InputError(`${api.name} is spoken to over ${protocol}, which needs a bus of its own`, {
    remedy:
      broker === ""
        ? 'Pass bus: an object of yours that carries messages over it (the interface Bus of "@clientwright/runtime/realtime").'
        : `Pass bus: ${broker}Bus() from "@clientwright/runtime/${broker}".`,
  });
}

function policyOf({ heartbeat = 15_000, patience: given, openTimeout = 10_000, closeTimeout = 5_000, reconnect = {} }: ConnectionOptions): Policy {
  const patience = given ?? 25_000;
  const mutePatience = given ?? 0;
  const { delay = 500, maxDelay = 30_000, attempts = Number.POSITIVE_INFINITY, random = Math.random } = reconnect;
  // Full jitter: callers that lost the same server spread out.
  return {
    heartbeat,
    patience,
    mutePatience,
    openTimeout,
    closeTimeout,
    attempts,
    stable: 5_000,
    delay: (attempt) => random() * Math.min(maxDelay, delay * 2 ** (attempt - 1)),
  };
}
