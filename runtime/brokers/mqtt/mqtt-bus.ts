import type { IConnackPacket, MqttClient } from "mqtt";
import { type ClientError, InputError } from "../../core/errors.js";
import type { BrokerLogin } from "../../realtime/broker-credentials.js";
import type { Route } from "../../realtime/bus.js";
import type { BusMaker, BusSetting } from "../../realtime/bus-maker.js";
import type { Broker, BrokerLink, LinkHost } from "../broker.js";
import { brokerBus } from "../broker-bus.js";
import { hopeless, noConnection, refusedLogin, tlsFailure } from "../failures.js";
import { optionalPackage } from "../optional-package.js";
import { connectOptions, mqttUrl } from "./connect-options.js";
import { CutWatch } from "./cut-watch.js";
import { MqttLink } from "./mqtt-link.js";
import { type MqttBusOptions, type MqttSetting, mqttSetting } from "./options.js";
import { checkMessage, qualityOf } from "./packets.js";
import { topicFilter, topicName } from "./topic.js";

/**
 * Channels over an MQTT broker (3.1.1 or 5), by the npm package `mqtt`. PROTOCOL.md beside it says what the document's bindings mean.
 * @throws InputError, when the client is made, where document and options contradict each other.
 */
export function mqttBus(options: MqttBusOptions = {}): BusMaker {
  return brokerBus("mqtt", (setting) => mqttBroker(setting, mqttSetting(setting, options)));
}

function mqttBroker(bus: BusSetting, setting: MqttSetting): Broker {
  const { variables } = bus;
  const watch = new CutWatch();
  let isFirst = true;
  return {
    delivery: setting.qos === 0 ? "at-most-once" : "at-least-once",
    inbox: setting.version === 5 ? `clientwright/replies/${setting.clientId}` : null,
    keyOf: (route: Route) => shared(topicFilter(route, variables), route, setting),
    isOnce: (route) => qualityOf(route, setting) === 0,
    check: (route, message) => {
      topicName(route, variables);
      checkMessage(message, setting);
    },
    open: async (login: BrokerLogin, host: LinkHost): Promise<BrokerLink> => {
      const connect = setting.options.connect ?? (await optionalPackage("mqtt", () => import("mqtt"))).default.connect;
      const link = await connected(() => connect(mqttUrl(bus.url), connectOptions(setting, login, { isFirst, timeout: bus.policy.openTimeout })), {
        bus,
        setting,
        host,
        watch,
      });
      isFirst = false;
      return link;
    },
  };
}

/** Answers to this client come to it alone. */
function shared(filter: string, { channel }: Route, { group }: MqttSetting): string {
  return group === null || channel.address === null ? filter : `$share/${group}/${filter}`;
}

interface ConnectionParts {
  readonly bus: BusSetting;
  readonly setting: MqttSetting;
  readonly host: LinkHost;
  readonly watch: CutWatch;
}

function connected(connect: () => MqttClient, at: ConnectionParts): Promise<MqttLink> {
  const { bus, setting, host, watch } = at;
  return new Promise((resolve, reject) => {
    let reason: unknown = new Error("it was closed");
    const client = begun(connect, bus.url);
    const ended = (): void => reject(connectFailure(reason, bus.url));
    const failed = (error: unknown): void => {
      reason = error;
      // The package says nothing more when the connection was refused.
      client.end(true, ended);
    };
    client.on("error", failed);
    client.once("close", ended);
    client.once("connect", (told: IConnackPacket) => {
      client.removeListener("error", failed);
      client.removeListener("close", ended);
      const link = new MqttLink(client, setting, { bus, told, watch });
      link.listen(host);
      resolve(link);
    });
  });
}

/** A certificate that can't be used is thrown before anything is sent. */
function begun(connect: () => MqttClient, url: string): MqttClient {
  try {
    return connect();
  } catch (error) {
    throw connectFailure(error, url);
  }
}

function connectFailure(error: unknown, url: string): ClientError {
  const { code } = error as { readonly code?: unknown }; // the package's errors carry the reason code
  if (error instanceof InputError) return error;
  if ([4, 5, 134, 135, 138, 140].includes(code as number)) return refusedLogin(url, error);
  if (code === 1 || code === 132) return hopeless("The broker doesn't speak this version of MQTT", 'Pass version: "3.1.1" or "5" to mqttBus.', error);
  if (code === 2 || code === 133) return hopeless("The broker doesn't take this client id", "Pass another clientId to mqttBus.", error);
  return tlsFailure(url, error) ?? noConnection(url, error);
}
