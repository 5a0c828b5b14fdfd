import { InputError } from "../core/errors.js";
import { type Given, given } from "./address.js";
import type { ChannelOperation } from "./channel.js";
import { encoded } from "./codecs.js";
import { forgiving } from "./forgiving.js";
import { definitionOf } from "./incoming.js";
import { recogniser } from "./match.js";
import type { OutgoingMessage, Receipt } from "./message.js";
import type { RealtimeClient } from "./realtime-client.js";
import { socketSending } from "./socket-sending.js";
import type { PublishOptions } from "./subscription.js";
import { within } from "./within.js";
import { correlated } from "./written.js";

/**
 * Sends a message; resolves on the protocol's acknowledgement, or when it went out where there is none. Offline it waits in a bounded queue.
 * @throws ConnectionError, TimeoutError, AbortError (`sent`: whether it may have arrived; what has not left then never will); InputError when it was not sent because the input is wrong.
 */
export function publish(client: RealtimeClient, operation: ChannelOperation, input: object = {}, options: PublishOptions = {}): Promise<Receipt> {
  try {
    const { bus, realtime } = client;
    const one = given(client, operation, input);
    const message = encoded(correlated(operation, outgoing(operation, one, options)), operation.channel, realtime.payloads);
    return forgiving(within((recall) => bus.publish(one.route, message, socketSending, recall), options, realtime.clock, bus.connection));
  } catch (error) {
    return Promise.reject(error);
  }
}

/** The message that an input and its options mean. */
export function outgoing({ id, channel, messages, convert }: ChannelOperation, { payload, headers, key }: Given, options: PublishOptions): OutgoingMessage {
  const names = messages ?? Object.keys(channel.messages);
  const told = names.length > 1 ? recogniser(channel)(payload) : null;
  const name = options.message ?? (names.length === 1 ? names[0] : told !== null && names.includes(told) ? told : undefined);
  if (name === undefined && names.length > 1)
    throw new InputError(`${id} has several messages`, {
      remedy: `Pass { message: ${names.map((each) => JSON.stringify(each)).join(" | ")} } in the options.`,
    });
  if (name !== undefined && !names.includes(name)) throw new InputError(`${id} has no message ${name}`, { remedy: `Choose one of: ${names.join(", ")}.` });
  const definition = definitionOf(channel, name ?? null);
  const message = {
    payload,
    name: name ?? null,
    contentType: definition?.contentType ?? "application/json",
    headers,
    correlationId: options.correlationId ?? null,
    replyTo: null,
    id: options.id ?? null,
    key,
    schemaId: options.schemaId,
  };
  return convert ? convert.by.send(message, convert, definition?.schema !== undefined) : message;
}
