import type { IHeaders, KafkaMessage, Message } from "kafkajs";
import type { OutgoingMessage } from "../../realtime/message.js";
import type { Frame } from "../../realtime/transport.js";
import { textHeaders } from "../bindings.js";
import type { Received } from "../received.js";

const [contentType, correlation, replyTo] = ["content-type", "correlation-id", "reply-to"];

/** A message as a record. Its key decides the partition: equal keys keep their order. */
export function recordOf(message: OutgoingMessage, body: Frame): Message {
  const key = keyOf(message.key);
  return {
    ...(key !== null && { key }),
    value: bytesOf(body),
    headers: {
      ...textHeaders(message.headers),
      [contentType]: message.contentType,
      ...(message.correlationId !== null && { [correlation]: message.correlationId }),
      ...(message.replyTo !== null && { [replyTo]: message.replyTo }),
    },
  };
}

/** Text and bytes as they are, anything else as JSON. */
function keyOf(key: unknown): string | Buffer | null {
  if (key === undefined || key === null) return null;
  if (key instanceof Uint8Array) return bytesOf(key);
  return typeof key === "string" ? key : JSON.stringify(key);
}

const bytesOf = (body: Frame): Buffer => (typeof body === "string" ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength));

/** What a record tells. */
export function receivedOf(
  { value, headers, offset }: KafkaMessage,
  at: { readonly topic: string; readonly partition: number; readonly now: number },
): Received {
  const { [contentType]: type = null, [correlation]: correlationId = null, [replyTo]: reply = null, ...others } = textsOf(headers);
  return {
    body: value ?? new Uint8Array(),
    contentType: type,
    headers: others,
    address: at.topic,
    id: `${at.topic}:${at.partition}:${offset}`,
    correlationId,
    replyTo: reply,
    name: null,
    receivedAt: at.now,
  };
}

function textsOf(headers: IHeaders | undefined): Record<string, string> {
  const texts: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers ?? {})) if (value !== undefined) texts[name] = `${[value].flat()[0]}`;
  return texts;
}
