import { errorFrom } from "../core/errors.js";
import type { Route } from "../realtime/bus.js";
import { contentTypeOf, correlationOf } from "../realtime/incoming.js";
import { incomingPayload } from "../realtime/incoming-payload.js";
import type { Message } from "../realtime/message.js";
import type { Outcome } from "../realtime/settlement.js";
import type { Receiver } from "./broker.js";

/** What a broker's client tells about a message. */
export interface Received {
  readonly body: Uint8Array;
  /** Null where the message doesn't tell: the document's counts. */
  readonly contentType: string | null;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Where it was published. */
  readonly address: string;
  readonly id: string | null;
  /** Null: where the document says that it stands. */
  readonly correlationId: string | null;
  readonly replyTo: string | null;
  /** The document's name or type of the message; null where it isn't told. */
  readonly name: string | null;
  /** Left out where the broker doesn't tell. */
  readonly deliveryCount?: number;
  readonly receivedAt: number;
}

/** Decodes a message and hands it on; one that can't be read is told as a gap, and settled, so that it doesn't come for ever. */
export function receive({ channel }: Route, told: Received, receiver: Receiver, settle?: (outcome: Outcome) => void): void {
  const names = Object.keys(channel.messages);
  const name = told.name ?? (names.length === 1 ? (names[0] ?? null) : null);
  let message: Message;
  try {
    const { headers, address, id, replyTo, deliveryCount, receivedAt } = told;
    const payload = incomingPayload(channel, told.body, told.contentType ?? contentTypeOf(channel, name));
    const correlationId = told.correlationId ?? correlationOf(channel, name, { headers, payload });
    message = { payload, name, id, headers, address, correlationId, replyTo, ...(deliveryCount !== undefined && { deliveryCount }), receivedAt };
  } catch (error) {
    receiver.undecodable(errorFrom(error));
    settle?.("done");
    return;
  }
  receiver.message(message, settle);
}
