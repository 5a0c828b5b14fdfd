import type { IClientPublishOptions, IPublishPacket } from "mqtt";
import { InputError } from "../../core/errors.js";
import type { Route } from "../../realtime/bus.js";
import type { OutgoingMessage } from "../../realtime/message.js";
import { count, fieldsOf, flag, messageFields, text, textHeaders } from "../bindings.js";
import type { Received } from "../received.js";
import { type MqttSetting, type QoS, qosOf } from "./options.js";

/** The quality of service of an operation: the document's, else the bus's. */
export const qualityOf = ({ operation }: Route, setting: MqttSetting): QoS => qosOf(fieldsOf(operation.bindings, "mqtt")["qos"]) ?? setting.qos;

/** What goes out beside topic and payload. */
export function publishOptions(route: Route, message: OutgoingMessage, setting: MqttSetting): IClientPublishOptions {
  const fields = fieldsOf(route.operation.bindings, "mqtt");
  const base = { qos: qualityOf(route, setting), retain: flag(fields["retain"]) ?? false };
  if (setting.version === 4) return base;
  const own = messageFields(route, message, "mqtt");
  const expiry = count(fields["messageExpiryInterval"]);
  const responseTopic = message.replyTo ?? text(own["responseTopic"]);
  const userProperties = textHeaders(message.headers);
  const indicator = own["payloadFormatIndicator"];
  return {
    ...base,
    properties: {
      contentType: text(own["contentType"]) ?? message.contentType,
      ...((indicator === 0 || indicator === 1) && { payloadFormatIndicator: indicator === 1 }),
      ...(expiry !== null && expiry < 2 ** 32 && { messageExpiryInterval: expiry }),
      ...(responseTopic !== null && { responseTopic }),
      ...(message.correlationId !== null && { correlationData: Buffer.from(message.correlationId) }),
      // The package writes nothing at all, and tells nobody, where these are empty.
      ...(Object.keys(userProperties).length > 0 && { userProperties }),
    },
  };
}

/** Throws an InputError for what MQTT 3.1.1 has no place for. */
export function checkMessage(message: OutgoingMessage, { version }: MqttSetting): void {
  if (version === 5) return;
  if (message.headers !== null && Object.keys(message.headers).length > 0)
    throw new InputError("MQTT 3.1.1 has no headers", { remedy: 'Leave them out, or pass version: "5" to mqttBus.' });
}

/** What a packet tells. */
export function receivedOf(topic: string, payload: Uint8Array, { properties }: IPublishPacket, now: number): Received {
  const { contentType, userProperties, correlationData, responseTopic } = properties ?? {};
  return {
    body: payload,
    contentType: contentType ?? null,
    headers: { ...userProperties },
    address: topic,
    id: null,
    correlationId: correlationData === undefined ? null : correlationData.toString(),
    replyTo: responseTopic ?? null,
    name: null,
    receivedAt: now,
  };
}
