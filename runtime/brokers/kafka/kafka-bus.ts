import type { KafkaConfig } from "kafkajs";
import type { BrokerLogin } from "../../realtime/broker-credentials.js";
import type { BusMaker, BusSetting } from "../../realtime/bus-maker.js";
import type { Broker } from "../broker.js";
import { brokerBus } from "../broker-bus.js";
import { noConnection, refusedLogin, tlsFailure } from "../failures.js";
import { optionalPackage } from "../optional-package.js";
import { isLogin } from "./failure.js";
import { KafkaLink } from "./kafka-link.js";
import { oauthBearer } from "./oauth-bearer.js";
import type { KafkaBusOptions } from "./options.js";
import { groupOf, topicOf } from "./topic.js";

/**
 * Channels over Kafka by the npm package `kafkajs`: of the clients that are there, the one that runs on every Node that we support and needs no native build.
 * PROTOCOL.md beside it says what the document's bindings mean.
 */
export function kafkaBus(options: KafkaBusOptions = {}): BusMaker {
  return brokerBus("kafka", (setting) => kafkaBroker(setting, options));
}

function kafkaBroker(bus: BusSetting, options: KafkaBusOptions): Broker {
  const { variables } = bus;
  const own = `clientwright-${crypto.randomUUID().slice(0, 8)}`;
  const known = new Set<string>();
  return {
    delivery: "at-least-once",
    inbox: own,
    isOnce: () => false,
    keyOf: (route) => `${topicOf(route, variables)} ${groupOf(route, options.group) ?? ""}`,
    check: (route) => void topicOf(route, variables),
    open: async (login, host) => {
      const library = await optionalPackage("kafkajs", () => import("kafkajs"));
      const { Kafka, Partitioners } = library.default;
      const config = kafkaConfig(bus, login, options);
      const kafka = options.make === undefined ? new Kafka(config) : options.make(config);
      const producer = kafka.producer({
        idempotent: options.idempotent ?? false,
        createPartitioner: Partitioners.DefaultPartitioner,
        maxInFlightRequests: 1,
        retry: { retries: 3, initialRetryTime: 100 },
      });
      await producer.connect().catch((error: unknown) => {
        throw isLogin(error) ? refusedLogin(bus.url, error) : (tlsFailure(bus.url, error) ?? noConnection(bus.url, error));
      });
      return new KafkaLink({ kafka, producer, bus, options, own, known }, host);
    },
  };
}

/** Options of one client. Its retries are few: a connection that is lost is made anew by us. */
export function kafkaConfig({ url, api, policy }: BusSetting, login: BrokerLogin, { brokers, clientId, client }: KafkaBusOptions): KafkaConfig {
  const [, scheme = "kafka", hosts = ""] = /^([^:]+):\/\/(?:[^/?#]*@)?([^/?#]*)/.exec(url) ?? [];
  const { certificate } = login;
  const tls = certificate && {
    cert: certificate.cert,
    key: certificate.key,
    ...(certificate.passphrase !== undefined && { passphrase: certificate.passphrase }),
    ...(certificate.ca !== undefined && { ca: [certificate.ca].flat() }),
  };
  const sasl = saslOf(login);
  const own = typeof client?.ssl === "object" ? client.ssl : null;
  const isSecure = /^(kafka-secure|kafkas|kafka\+ssl)$/.test(scheme) || tls !== null;
  return {
    // Nothing is logged: errors reach whoever waits.
    logLevel: 0,
    connectionTimeout: policy.openTimeout,
    retry: { retries: 1, initialRetryTime: 100 },
    ...client,
    clientId: clientId ?? api.name,
    brokers: [...(brokers ?? hosts.split(",").map((host) => (/:\d+$/.test(host) ? host : `${host}:9092`)))],
    ...(isSecure && { ssl: own === null && tls === null ? true : { ...own, ...tls } }),
    ...(sasl !== null && { sasl }),
  };
}

function saslOf({ username, password, token, mechanism }: BrokerLogin): NonNullable<KafkaConfig["sasl"]> | null {
  if (token !== null) return oauthBearer(token);
  if (username === null && password === null) return null;
  const user = { username: username ?? "", password: password ?? "" };
  if (mechanism === "scramSha256") return { mechanism: "scram-sha-256", ...user };
  return mechanism === "scramSha512" ? { mechanism: "scram-sha-512", ...user } : { mechanism: "plain", ...user };
}
