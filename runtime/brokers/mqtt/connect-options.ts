import type { IClientOptions } from "mqtt";
import type { BrokerLogin } from "../../realtime/broker-credentials.js";
import type { MqttSetting } from "./options.js";

/** The URL as the package wants it: its schemes, and no login in it. */
export function mqttUrl(url: string): string {
  const [, scheme = "mqtt", rest = ""] = /^([^:]+):\/\/(?:[^/?#]*@)?(.*)$/s.exec(url) ?? [];
  const own: Readonly<Record<string, string>> = { "secure-mqtt": "mqtts", ssl: "mqtts", mqtt5: "mqtt", mqtt3: "mqtt", tcp: "mqtt" };
  return `${own[scheme] ?? scheme}://${rest}`;
}

/** Options of one connection. The package's own reconnecting is off: it is ours. `isFirst`: of this client. */
export function connectOptions(setting: MqttSetting, login: BrokerLogin, at: { readonly isFirst: boolean; readonly timeout: number }): IClientOptions {
  const { version, clientId, will, options } = setting;
  const password = login.password ?? login.token;
  // A password needs a user beside it in MQTT 3.1.1; brokers that take tokens look at the password only.
  const username = login.username ?? (password === null ? null : clientId);
  const { certificate } = login;
  return {
    ...options.client,
    ...(certificate !== null && { cert: certificate.cert, key: certificate.key }),
    ...(certificate?.passphrase !== undefined && { passphrase: certificate.passphrase }),
    ...(certificate?.ca !== undefined && { ca: [certificate.ca].flat() }),
    ...(username !== null && { username }),
    ...(password !== null && { password }),
    protocolVersion: version,
    clientId,
    clean: version === 5 ? setting.clean && at.isFirst : setting.clean,
    keepalive: setting.keepAlive,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    connectTimeout: at.timeout,
    ...(will !== null && { will: { topic: will.topic, payload: bytesOf(will.payload), qos: will.qos ?? 0, retain: will.retain ?? false } }),
    ...(version === 5 && {
      properties: {
        sessionExpiryInterval: setting.sessionExpiry,
        receiveMaximum: setting.receiveMaximum,
        ...(setting.maximumPacketSize !== null && { maximumPacketSize: setting.maximumPacketSize }),
        ...options.client?.properties,
      },
    }),
  };
}

/** What the package takes: its own kind of bytes. */
export const bytesOf = (body: string | Uint8Array): Buffer =>
  typeof body === "string" ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
