import type { IClientOptions, MqttClient } from "mqtt";
import { InputError } from "../../core/errors.js";
import type { BusSetting } from "../../realtime/bus-maker.js";
import { count, fieldsOf, flag, object, text } from "../bindings.js";

/** Quality of service: at most once, at least once, and MQTT's exactly once. */
export type QoS = 0 | 1 | 2;

/** The message that the broker publishes when the connection breaks. */
export interface MqttWill {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly qos?: QoS | undefined;
  readonly retain?: boolean | undefined;
}

/** Options of `mqttBus`. What the document's bindings say of an operation or server counts more than `qos`; the others here count more than the document. */
export interface MqttBusOptions {
  /** Default: what the document says, else 5. */
  readonly version?: "3.1.1" | "5" | undefined;
  /** Default: the document's, else one of its own for each client. */
  readonly clientId?: string | undefined;
  /**
   * Whether the broker's session starts anew with this client. Default: the document's `cleanSession`, else true. Over reconnections of
   * one client the session is kept as long as `sessionExpiry` allows, in MQTT 3.1.1 only with `clean: false`.
   */
  readonly clean?: boolean | undefined;
  /** Seconds that the broker keeps the session without a connection. MQTT 5. Default: the document's, else 300. */
  readonly sessionExpiry?: number | undefined;
  /** For what the document leaves open. 0: at most once; 1 and 2: at least once, as a message that a cut interrupts is sent again. Default 1. */
  readonly qos?: QoS | undefined;
  /** Seconds. Default: the document's, else 60. */
  readonly keepAlive?: number | undefined;
  readonly will?: MqttWill | undefined;
  /** Messages of QoS 1 and 2 that may come and be unacknowledged at a time. MQTT 5. Default 16. */
  readonly receiveMaximum?: number | undefined;
  /** Shares subscriptions among all clients of this name: each message goes to one of them. MQTT 5. */
  readonly group?: string | undefined;
  /** Given to the package `mqtt` as they are: `ca`, `rejectUnauthorized`, `wsOptions` ... */
  readonly client?: IClientOptions | undefined;
  /** Makes the connection instead of the package. */
  readonly connect?: ((url: string, options: IClientOptions) => MqttClient) | undefined;
}

/** What options and document come to. */
export interface MqttSetting {
  readonly version: 4 | 5;
  readonly clientId: string;
  readonly clean: boolean;
  readonly sessionExpiry: number;
  readonly qos: QoS;
  readonly keepAlive: number;
  readonly will: MqttWill | null;
  readonly receiveMaximum: number;
  readonly maximumPacketSize: number | null;
  readonly group: string | null;
  readonly options: MqttBusOptions;
}

export const qosOf = (value: unknown): QoS | null => (value === 0 || value === 1 || value === 2 ? value : null);

/** Reads options and the server's bindings. Throws an InputError where they contradict each other. */
export function mqttSetting({ server, api }: BusSetting, options: MqttBusOptions): MqttSetting {
  const fields = fieldsOf(server.bindings, "mqtt5", "mqtt");
  const ownId = options.clientId ?? text(fields["clientId"]);
  const clean = options.clean ?? flag(fields["cleanSession"]) ?? true;
  const version = options.version === undefined ? documentedVersion(server.protocol, server.protocolVersion) : options.version === "5" ? 5 : 4;
  if (!clean && ownId === null)
    throw new InputError("A session that outlives the connection needs a client id", { remedy: "Pass clientId to mqttBus, one for each client." });
  if (options.group !== undefined && version === 4)
    throw new InputError("MQTT 3.1.1 has no shared subscriptions", { remedy: 'Leave out group, or pass version: "5".' });
  return {
    version,
    clientId: ownId ?? `${api.name.slice(0, 12)}-${crypto.randomUUID().slice(0, 8)}`,
    clean,
    sessionExpiry: options.sessionExpiry ?? count(fields["sessionExpiryInterval"]) ?? 300,
    qos: options.qos ?? 1,
    keepAlive: options.keepAlive ?? count(fields["keepAlive"]) ?? 60,
    will: options.will ?? documentedWill(fields["lastWill"]),
    receiveMaximum: options.receiveMaximum ?? 16,
    maximumPacketSize: count(fields["maximumPacketSize"], 1),
    group: options.group ?? null,
    options,
  };
}

const documentedVersion = (protocol: string, version = ""): 4 | 5 => (/^mqtt5$/.test(protocol) || !/^3/.test(version) ? 5 : 4);

function documentedWill(value: unknown): MqttWill | null {
  const { topic, message, qos, retain } = object(value);
  if (text(topic) === null) return null;
  return { topic: `${topic}`, payload: text(message) ?? "", qos: qosOf(qos) ?? 0, retain: retain === true };
}
