import type { Auth, CredentialMakers } from "../auth/choose.js";
import type { Send } from "../core/call.js";
import type { Clock } from "../core/client.js";
import { systemClock } from "../core/clock.js";
import { type ClientError, InputError } from "../core/errors.js";
import { plainSend } from "../core/wire.js";
import type { Bus, Unsent } from "./bus.js";
import { dialler, serverUrl } from "./dial.js";
import { forgiving } from "./forgiving.js";
import type { Framing } from "./framing.js";
import type { Policy } from "./machine.js";
import type { OutboxLimits } from "./outbox.js";
import { PerChannelBus } from "./per-channel-bus.js";
import { jsonFraming } from "./protocols/json/json-framing.js";
import type { JsonFramingSettings } from "./protocols/json/settings.js";
import type { RealtimeClient } from "./realtime-client.js";
import type { RealtimeDefinition, RealtimeServer } from "./realtime-definition.js";
import { SocketBus } from "./socket-bus.js";
import type { Transport } from "./transport.js";
import { webSocketTransport } from "./transports/web-socket.js";

/** Options of `createRealtime`. */
export interface RealtimeOptions extends ConnectionOptions {
  /** Name of the server in the definition; default: the first. */
  readonly server?: string | undefined;
  /** Instead of the server's URL. */
  readonly url?: string | undefined;
  /** Values for the server's variables, and for address parameters that inputs leave out. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
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
  /** Carries the messages instead of a socket: a broker's client, or one of your own. */
  readonly bus?: Bus | undefined;
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
 * A client for an API's channels. Nothing is connected before something needs it.
 * @throws InputError when a server, variable or framing is missing.
 */
export function createRealtime(api: RealtimeDefinition, options: RealtimeOptions = {}): RealtimeClient {
  const { clock = systemClock, variables = {}, timeout = 30_000 } = options;
  const bus = options.bus ?? socketBus(api, options, clock);
  return {
    api,
    bus,
    connection: bus.connection,
    realtime: { clock, timeout, variables },
    connect: () => forgiving(bus.connect()),
    close: () => bus.close(),
  };
}

function socketBus(api: RealtimeDefinition, options: RealtimeOptions, clock: Clock): Bus {
  const { variables = {}, query = {}, headers = {}, auth, makers, transport = webSocketTransport(), send = plainSend } = options;
  const server = serverOf(api, options);
  const url = options.url ?? serverUrl(api, server, variables);
  const framing = options.framing ?? framingOf(api);
  const dial = dialler({ api, server, url, query, headers, variables, auth, makers, transport, framing, clock, send });
  const queue = { count: 1_000, bytes: 4 * 2 ** 20, ...options.queue };
  const socket = {
    onUnsent: options.onUnsent,
    transport,
    clock,
    framing,
    dial,
    queue,
    policy: policyOf(options),
    dedupe: options.dedupe ?? 1_024,
    highWater: 2 ** 20,
  };
  return framing.sockets === "shared" ? new SocketBus(socket, null) : new PerChannelBus(socket);
}

function serverOf({ name, servers }: RealtimeDefinition, { server, url }: RealtimeOptions): RealtimeServer {
  const found = server === undefined ? Object.values(servers)[0] : Object.hasOwn(servers, server) ? servers[server] : undefined;
  if (found !== undefined) return found;
  if (server === undefined && url !== undefined) return { url, protocol: "wss" };
  throw new InputError(server === undefined ? `${name} names no server` : `${name} has no server ${server}`, {
    remedy: server === undefined ? "Pass url." : `Choose one of: ${Object.keys(servers).join(", ")}.`,
  });
}

function framingOf({ name, framing }: RealtimeDefinition): Framing {
  if (framing === undefined || framing.framing === "json") return jsonFraming(framing as JsonFramingSettings | undefined); // of the published schema
  throw new InputError(`${name} speaks ${framing.framing}, which is not part of this client`, { remedy: `Pass framing: ${framing.framing}Framing(...).` });
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
