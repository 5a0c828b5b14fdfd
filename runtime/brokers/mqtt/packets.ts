import type { IClientPublishOptions, IPublishPacket } from "mqtt";
import { InputError } from "../../core/errors.js";
import type { Route } from "../../realtime/bus.js";
import type { ChannelOperation } from "../../realtime/channel.js";
import { contentTypeOf } from "../../realtime/incoming.js";
import type { OutgoingMessage } from "../../realtime/message.js";
import { count, fieldsOf, flag, messageFields, text, textHeaders } from "../bindings.js";
import type { Received } from "../received.js";
import { type MqttSetting, type QoS, qosOf } from "./options.js";

/** The quality of service of an operation: the document's, else the bus's. */
export const qualityOf = ({ operation }: Route, setting: MqttSetting): QoS => qosOf(operation.bindings?.["mqtt"]?.["qos"]) ?? setting.qos;

/** What the bindings of an operation and its message say, whatever the payload. */
interface Said {
  readonly retain: boolean;
  readonly expiry: number | null;
  readonly contentType: string | null;
  /** What a message without a content type is taken for. */
  readonly assumed: string;
  readonly responseTopic: string | null;
  readonly indicator: boolean | null;
}

/** Every message needs it; an operation is a constant. By the message's name. */
const said: WeakMap<ChannelOperation, Map<string | null, Said>> = new WeakMap();

function saidOf(route: Route, message: OutgoingMessage): Said {
  const byName = said.get(route.operation) ?? new Map<string | null, Said>();
  said.set(route.operation, byName);
  const known = byName.get(message.name);
  if (known !== undefined) return known;
  const fields = fieldsOf(route.operation.bindings, "mqtt");
  const own = messageFields(route, message, "mqtt");
  const expiry = count(fields["messageExpiryInterval"]);
  const indicator = own["payloadFormatIndicator"];
  const made: Said = {
    retain: flag(fields["retain"]) ?? false,
    expiry: expiry !== null && expiry < 2 ** 32 ? expiry : null,
    contentType: text(own["contentType"]),
    assumed: contentTypeOf(route.channel, null),
    responseTopic: text(own["responseTopic"]),
    indicator: indicator === 0 || indicator === 1 ? indicator === 1 : null,
  };
  byName.set(message.name, made);
  return made;
}

/** What goes out beside topic and payload. */
export function publishOptions(route: Route, message: OutgoingMessage, setting: MqttSetting): IClientPublishOptions {
  const { retain, expiry, assumed, responseTopic, indicator, contentType } = saidOf(route, message);
  const options: IClientPublishOptions = { qos: qualityOf(route, setting), retain };
  if (setting.version === 4) return options;
  const properties: NonNullable<IClientPublishOptions["properties"]> = {};
  // Writing one property costs the package as much as the rest of the packet: what every reader of the document knows is left out.
  if (contentType !== null) properties.contentType = contentType;
  else if (message.contentType !== assumed) properties.contentType = message.contentType;
  const replyTo = message.replyTo ?? responseTopic;
  if (indicator !== null) properties.payloadFormatIndicator = indicator;
  if (expiry !== null) properties.messageExpiryInterval = expiry;
  if (replyTo !== null) properties.responseTopic = replyTo;
  if (message.correlationId !== null) properties.correlationData = Buffer.from(message.correlationId);
  const userProperties = message.headers === null ? {} : textHeaders(message.headers);
  // The package writes nothing at all, and tells nobody, where these are empty.
  if (Object.keys(userProperties).length > 0) properties.userProperties = userProperties;
  if (Object.keys(properties).length > 0) options.properties = properties;
  return options;
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
