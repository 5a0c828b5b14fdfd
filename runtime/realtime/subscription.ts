import type { ClientError } from "../core/errors.js";
import type { Discontinuity, Message } from "./message.js";
import type { SchemaId } from "./payload-language.js";

/**
 * What a channel delivers. Nothing is asked of the server before it is used: by `for await`, `messages()`, `subscribe` or `ready`.
 * Leaving the loop (or the last of several) ends it, and lets go of the socket when nobody else needs it.
 */
export interface Subscription<T, H = Readonly<Record<string, unknown>>> extends AsyncIterable<T> {
  /** The messages with all that is known about them. */
  messages(): AsyncIterable<Message<T, H>>;
  /** Calls the listener for each message, as it comes and without a buffer; returns what ends it. */
  subscribe(listener: (payload: T, message: Message<T, H>) => void): () => void;
  /** `discontinuity`: messages may be missing. `error`: it ended, and not because it was asked to. Returns what stops telling. */
  on(event: "discontinuity", listener: (gap: Discontinuity) => void): () => void;
  on(event: "error", listener: (error: ClientError) => void): () => void;
  /** Subscribes without reading yet, and resolves when the server will send; what comes before the first reader is kept in the buffer. */
  ready(): Promise<void>;
  /** Ends every loop and listener of it. */
  close(): void;
}

/** What happens to a message that finds the buffer full: the source waits (`block`), the oldest or the newest is dropped and told as a discontinuity, or the subscription ends (`error`). */
export type Overflow = "block" | "dropOldest" | "dropNewest" | "error";

/** Options of a subscription. */
export interface SubscribeOptions {
  /** Messages kept for a loop that is slower than the server. Default 256. */
  readonly buffer?: number | undefined;
  /** Default `block`; where the platform can't make the source wait, the subscription ends at 16 times the buffer. */
  readonly overflow?: Overflow | undefined;
  /** Ends the subscription when aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of a published message. */
export interface PublishOptions {
  /** Which of the channel's messages it is, where there are several. */
  readonly message?: string | undefined;
  /** Recognises a repeat; default: a fresh one where the protocol has ids. */
  readonly id?: string | undefined;
  /** Of an answer: the request's `correlationId`, by which whoever asked tells it. A request has one of its own. */
  readonly correlationId?: string | undefined;
  /** The id of the message's schema in the registry, where that goes out before the payload (`schemaIdLocation: payload`). */
  readonly schemaId?: SchemaId | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the acknowledgement. */
  readonly timeout?: number | undefined;
}
