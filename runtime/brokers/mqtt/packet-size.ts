import type { IClientPublishOptions } from "mqtt";

/** Bytes of a PUBLISH packet of MQTT 5 (section 3.3), its header included. */
export function packetSize(topic: string, body: string | Uint8Array, { qos = 0, properties }: IClientPublishOptions): number {
  const told = propertiesSize(properties ?? {});
  const rest = textSize(topic) + (qos > 0 ? 2 : 0) + lengthSize(told) + told + (typeof body === "string" ? Buffer.byteLength(body) : body.length);
  return 1 + lengthSize(rest) + rest;
}

function propertiesSize(properties: NonNullable<IClientPublishOptions["properties"]>): number {
  const { contentType, responseTopic, correlationData, payloadFormatIndicator, messageExpiryInterval, userProperties = {} } = properties;
  const texts = [contentType, responseTopic].reduce((sum, text) => sum + (text === undefined ? 0 : 1 + textSize(text)), 0);
  const data = correlationData === undefined ? 0 : 3 + correlationData.length;
  const numbers = (payloadFormatIndicator === undefined ? 0 : 2) + (messageExpiryInterval === undefined ? 0 : 5);
  const headers = Object.entries(userProperties).reduce((sum, [name, value]) => sum + 1 + textSize(name) + textSize(`${value}`), 0);
  return texts + data + numbers + headers;
}

/** A text has its length before it, in two bytes. */
const textSize = (text: string): number => 2 + Buffer.byteLength(text);

/** Of a variable byte integer. */
const lengthSize = (value: number): number => (value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4);
