import type { NodeConnectionOptions } from "@nats-io/transport-node";
import { AuthError, type ClientError, errorFrom } from "../../core/errors.js";
import type { BrokerLogin } from "../../realtime/broker-credentials.js";
import type { BusMaker, BusSetting } from "../../realtime/bus-maker.js";
import type { Broker } from "../broker.js";
import { brokerBus } from "../broker-bus.js";
import { noConnection, refusedLogin, tlsFailure } from "../failures.js";
import { optionalPackage } from "../optional-package.js";
import { Kept, type KeptNames } from "./jet-stream.js";
import { NatsLink } from "./nats-link.js";
import type { NatsBusOptions } from "./options.js";
import { patternOf, queueOf, subjectOf } from "./subject.js";

/** Channels over NATS, with JetStream where it is asked for, by the npm packages `@nats-io/transport-node` and `@nats-io/jetstream`. PROTOCOL.md says more. */
export function natsBus(options: NatsBusOptions = {}): BusMaker {
  return brokerBus("nats", (setting) => natsBroker(setting, options));
}

function natsBroker(bus: BusSetting, options: NatsBusOptions): Broker {
  const { variables } = bus;
  const inbox = `_INBOX.${crypto.randomUUID().replaceAll("-", "")}`;
  const names = namesOf();
  return {
    delivery: options.jetstream === undefined ? "at-most-once" : "at-least-once",
    inbox,
    keyOf: (route) => `${patternOf(route, variables)} ${queueOf(route, options.queue) ?? ""}`,
    isOnce: () => false,
    check: (route) => void subjectOf(route, variables),
    open: async (login, host) => {
      const library = await optionalPackage("@nats-io/transport-node", () => import("@nats-io/transport-node"));
      const jetstream = options.jetstream && (await optionalPackage("@nats-io/jetstream", () => import("@nats-io/jetstream")));
      const connection = await (options.connect ?? library.connect)(connectOptions(bus, login, options)).catch((error: unknown) => {
        throw connectFailure(error, bus.url);
      });
      const kept = jetstream === undefined ? null : await Kept.open(jetstream, connection, options, { bus, names });
      return new NatsLink({ connection, library, bus, options, inbox, kept }, host);
    },
  };
}

function namesOf(): KeptNames {
  const own = crypto.randomUUID().slice(0, 8);
  let next = 0;
  return { consumer: (pattern) => `clientwright-${own}-${pattern.replace(/[^\w-]+/g, "-")}`, message: () => `${own}-${next++}` };
}

/** Options of one connection. The package's own reconnecting is off: it is ours. */
export function connectOptions({ url, api, policy }: BusSetting, login: BrokerLogin, { client }: NatsBusOptions): NodeConnectionOptions {
  const [, scheme = "nats", address = ""] = /^([^:]+):\/\/(?:[^/?#]*@)?([^/?#]*)/.exec(url) ?? [];
  const { username, password, token, certificate } = login;
  const tls = {
    ...(certificate !== null && { cert: certificate.cert, key: certificate.key }),
    // The package's types don't have it, Node's TLS gets it.
    ...(certificate?.passphrase !== undefined && { passphrase: certificate.passphrase }),
    ...(certificate?.ca !== undefined && { ca: [certificate.ca].flat().join("\n") }),
  };
  return {
    name: api.name,
    ...client,
    servers: address,
    reconnect: false,
    timeout: policy.openTimeout,
    ...(username !== null && { user: username }),
    ...(password !== null && { pass: password }),
    ...(token !== null && { token }),
    ...((scheme === "tls" || scheme === "natss" || certificate !== null) && { tls: { ...client?.tls, ...tls } }),
  };
}

function connectFailure(caught: unknown, url: string): ClientError {
  if (caught instanceof AuthError) return caught;
  const { name, message } = caught as Error; // the package throws errors
  const isLogin = /^(AuthorizationError|UserAuthenticationExpiredError)$/.test(name) || /authorization violation|authentication/i.test(message);
  return isLogin ? refusedLogin(url, caught) : (tlsFailure(url, caught) ?? noConnection(url, errorFrom(caught).cause ?? caught));
}
