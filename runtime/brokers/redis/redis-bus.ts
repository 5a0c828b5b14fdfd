import { type ClientError, InputError } from "../../core/errors.js";
import type { BrokerLogin } from "../../realtime/broker-credentials.js";
import type { Route } from "../../realtime/bus.js";
import type { BusMaker, BusSetting } from "../../realtime/bus-maker.js";
import type { OutgoingMessage } from "../../realtime/message.js";
import type { Broker } from "../broker.js";
import { brokerBus } from "../broker-bus.js";
import { hopeless, noConnection, refusedLogin, tlsFailure, wordsOf } from "../failures.js";
import { optionalPackage } from "../optional-package.js";
import type { RedisBusOptions, RedisClientOptions } from "./options.js";
import { keyOf, patternOf, streamKeyOf } from "./place.js";
import { RedisLink } from "./redis-link.js";

/** Channels over Redis, published ones or streams, by the npm package `redis`. PROTOCOL.md beside it says more. */
export function redisBus(options: RedisBusOptions = {}): BusMaker {
  return brokerBus("redis", (setting) => redisBroker(setting, options));
}

function redisBroker(bus: BusSetting, options: RedisBusOptions): Broker {
  const { variables } = bus;
  const { streams } = options;
  const own = `clientwright-${crypto.randomUUID().slice(0, 8)}`;
  const known = new Set<string>();
  const isStream = ({ channel }: Route): boolean => streams !== undefined && (streams.channels?.includes(channel.id) ?? true);
  return {
    delivery: streams === undefined ? "at-most-once" : "at-least-once",
    inbox: `clientwright:replies:${own}`,
    isOnce: (route) => !isStream(route),
    keyOf: (route) => (isStream(route) ? `stream ${streamKeyOf(route, variables)}` : `channel ${patternOf(route, variables).text}`),
    check: (route, message) => {
      keyOf(route, variables);
      if (!isStream(route)) checkPublished(message);
    },
    open: async (login, host) => {
      const create = options.create ?? (await optionalPackage("redis", () => import("redis"))).createClient;
      const client = create(connectOptions(bus, login, options));
      // Until the link watches it: an error without a listener would end the program.
      const ignore = (): void => undefined;
      client.on("error", ignore);
      await client.connect().catch((error: unknown) => {
        if (client.isOpen) client.destroy();
        throw connectFailure(error, bus.url);
      });
      return new RedisLink({ client, bus, options, own, isStream }, host, known);
    },
  };
}

/** A published message is its payload alone. */
function checkPublished({ headers }: OutgoingMessage): void {
  if (headers !== null && Object.keys(headers).length > 0)
    throw new InputError("Redis's published messages have no headers", { remedy: "Leave them out, or pass streams to redisBus." });
}

/** Options of one connection. The package's own reconnecting is off: it is ours. */
export function connectOptions({ url, policy }: BusSetting, login: BrokerLogin, { client }: RedisBusOptions): RedisClientOptions {
  const { protocol, hostname, port, pathname } = new URL(url);
  const { certificate, username } = login;
  const password = login.password ?? login.token;
  const isSecure = protocol === "rediss:" || protocol === "redis-secure:" || certificate !== null;
  const database = /^\/(\d+)$/.exec(pathname)?.[1];
  const tls = certificate && {
    cert: certificate.cert,
    key: certificate.key,
    ...(certificate.passphrase !== undefined && { passphrase: certificate.passphrase }),
    ...(certificate.ca !== undefined && { ca: [certificate.ca].flat() }),
  };
  const at = {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? 6379 : Number(port),
    connectTimeout: policy.openTimeout,
    reconnectStrategy: false as const,
  };
  return {
    ...client,
    ...(username !== null && { username }),
    ...(password !== null && { password }),
    ...(database !== undefined && { database: Number(database) }),
    disableOfflineQueue: true,
    // The package's types tell TLS sockets from plain ones by this field, which a spread loses.
    socket: (isSecure ? { ...client?.socket, ...at, ...tls, tls: true } : { ...client?.socket, ...at }) as NonNullable<RedisClientOptions["socket"]>,
  };
}

function connectFailure(error: unknown, url: string): ClientError {
  const words = wordsOf(error);
  if (/WRONGPASS|NOAUTH|invalid password|without any password configured/i.test(words)) return refusedLogin(url, error);
  if (/unknown command|NOPROTO|DB index/i.test(words))
    return hopeless(`The server can't do what is asked: ${words}`, "Redis 6.2 or later is needed, and a database that is there.", error);
  return tlsFailure(url, error) ?? noConnection(url, error);
}
