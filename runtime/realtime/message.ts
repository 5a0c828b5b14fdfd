import type { ClientError } from "../core/errors.js";
import type { SchemaId } from "./payload-language.js";

/** A received message; `subscribe` gives its payload alone, `messages()` the whole. */
export interface Message<T = unknown, H = Readonly<Record<string, unknown>>> {
  readonly payload: T;
  /** The document's name of the message, where frame or channel tells it; else null. */
  readonly name: string | null;
  /** The server's id; null where the protocol has none. */
  readonly id: string | null;
  readonly headers: H;
  /** The channel's address, filled in. */
  readonly address: string;
  readonly correlationId: string | null;
  /** Where the sender awaits the answer, where a broker tells it. */
  readonly replyTo?: string | null;
  /** How often the message was sent to anybody of this consumer, this time included, where a broker tells it (JetStream). */
  readonly deliveryCount?: number;
  /** Milliseconds since epoch, by the client's clock. */
  readonly receivedAt: number;
}

/** A message on its way out. */
export interface OutgoingMessage {
  readonly payload: unknown;
  /** The document's name of the message; null when the channel has one kind only. */
  readonly name: string | null;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, unknown>> | null;
  readonly correlationId: string | null;
  /** Where the answer is awaited, for request and reply. */
  readonly replyTo: string | null;
  /** Chosen by the caller, so that a repeat is recognised; null: chosen for it where the protocol has one. */
  readonly id: string | null;
  /** The record's key, for protocols that have one; left out: none. */
  readonly key?: unknown;
  /** Of the payload's schema in a registry, where it goes out before the payload. */
  readonly schemaId?: SchemaId | undefined;
}

/** What became of a published message. */
export interface Receipt {
  /** `acknowledged`: the server has it. `sent`: it was handed to the network; the protocol has no acknowledgement. */
  readonly status: "acknowledged" | "sent";
  /** The id that the message has, where the protocol has one; else null. */
  readonly id: string | null;
  /** What the acknowledgement held; null without one. */
  readonly value: unknown;
}

/** A gap in what a subscription received: messages may be missing before the next one. */
export interface Discontinuity {
  /** `not-resumed`: after a reconnection. `dropped`: by the buffer's policy, or by a server that could not keep up. `undecodable`: what came could not be read. */
  readonly reason: "not-resumed" | "dropped" | "undecodable";
  /** How many messages are missing, where it is known; else null. */
  readonly lost: number | null;
  /** The error behind `undecodable`; else null. */
  readonly cause: ClientError | null;
}
