import type { ConsumeMessage, Options } from "amqplib";
import { InputError } from "../../core/errors.js";
import type { Route } from "../../realtime/bus.js";
import type { Channel } from "../../realtime/channel.js";
import type { OutgoingMessage } from "../../realtime/message.js";
import { count, fieldsOf, flag, messageFields, text } from "../bindings.js";
import type { Received } from "../received.js";

/** Encodings of bytes, as opposed to character sets, which many documents write there. */
const isPacked = (encoding: unknown): boolean => /^(gzip|deflate|br|zstd|compress)$/i.test(`${encoding}`);

/** What goes out beside the body. `mandatory` where the document leaves it open. */
export function publishOptions(
  route: Route,
  message: OutgoingMessage,
  at: { readonly id: string; readonly mandatory: boolean; readonly now: number },
): Options.Publish {
  const fields = fieldsOf(route.operation.bindings, "amqp");
  const own = messageFields(route, message, "amqp");
  const [expiration, priority] = [count(fields["expiration"]), count(fields["priority"])];
  const [userId, encoding] = [text(fields["userId"]), text(own["contentEncoding"])];
  const type = text(own["messageType"]) ?? message.name;
  const replyTo = message.replyTo ?? text(fields["replyTo"]);
  return {
    messageId: at.id,
    contentType: message.contentType,
    headers: { ...message.headers },
    persistent: fields["deliveryMode"] !== 1,
    mandatory: flag(fields["mandatory"]) ?? at.mandatory,
    ...(encoding !== null && { contentEncoding: encoding }),
    ...(type !== null && { type }),
    ...(expiration !== null && { expiration }),
    ...(priority !== null && { priority }),
    ...(userId !== null && { userId }),
    ...copies("CC", fields["cc"]),
    ...copies("BCC", fields["bcc"]),
    ...(fields["timestamp"] === true && { timestamp: Math.floor(at.now / 1_000) }),
    ...(replyTo !== null && { replyTo }),
    ...(message.correlationId !== null && { correlationId: message.correlationId }),
  };
}

const copies = (name: "CC" | "BCC", value: unknown): Options.Publish => {
  const keys = Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
  return keys.length > 0 ? { [name]: keys } : {};
};

/** Throws an InputError for a payload that would not be what its encoding says. */
export function checkMessage(route: Route, message: OutgoingMessage): void {
  const encoding = messageFields(route, message, "amqp")["contentEncoding"];
  if (isPacked(encoding) && !(message.payload instanceof Uint8Array))
    throw new InputError(`The document says that these payloads are packed (${encoding})`, { remedy: "Pass the packed bytes, a Uint8Array." });
}

/** What a delivery of a channel tells. Packed bodies stay bytes. */
export function receivedOf({ content, fields, properties }: ConsumeMessage, { messages }: Channel, now: number): Received {
  const { headers = {}, contentType, contentEncoding, messageId, correlationId, replyTo, type } = properties;
  return {
    body: content,
    contentType: isPacked(contentEncoding) ? "application/octet-stream" : textOrNull(contentType),
    headers: { ...headers },
    address: fields.routingKey,
    id: textOrNull(messageId),
    correlationId: textOrNull(correlationId),
    replyTo: textOrNull(replyTo),
    name: nameOf(textOrNull(type), messages),
    receivedAt: now,
  };
}

/** The document's message of a type: the one whose binding says so, else the one of that name. Other producers' types say nothing. */
function nameOf(type: string | null, messages: Channel["messages"]): string | null {
  if (type === null) return null;
  for (const name of Object.keys(messages)) if (fieldsOf(messages[name]?.bindings, "amqp")["messageType"] === type) return name;
  return Object.hasOwn(messages, type) ? type : null;
}

const textOrNull = (value: unknown): string | null => text(value);
