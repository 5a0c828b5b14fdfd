import type { ClientError } from "../core/errors.js";
import type { Channel, ChannelOperation } from "./channel.js";
import type { ConnectionView } from "./connection.js";
import type { Discontinuity, Message, OutgoingMessage, Receipt } from "./message.js";
import type { MakeSending } from "./sending.js";

/** `at-least-once`: what was published is acknowledged and repeated until it is. `at-most-once`: it is sent, and may be lost. */
export type Delivery = "at-most-once" | "at-least-once";

/** Messages by channel, whatever carries them: a framed socket, a broker's client, one of your own. Verbs talk to it. */
export interface Bus {
  readonly delivery: Delivery;
  readonly connection: ConnectionView;
  /** Connects without a subscription, and stays so until `close`. Resolves when open. */
  connect(): Promise<void>;
  subscribe(route: Route, sink: Sink): Feed;
  /**
   * Resolves when the protocol's acknowledgement is here; where there is none, when the message went out. `sending` is what the verbs
   * `publish` and `ask` bring for sockets, which have no queue of their own (`socketSending`, to be handed in by who publishes here directly); other buses need not look at it. A bus that keeps a queue
   * fills in `recall`.
   */
  publish(route: Route, message: OutgoingMessage, sending?: MakeSending, recall?: Recall): Promise<Receipt>;
  /** Where answers to what is published there come, when the document leaves it open; null, or without this method: at an address made up for them. */
  inbox?(route: Route): string | null;
  /** Only where the protocol has request and reply of its own. */
  request?(route: Route, message: OutgoingMessage, options: RequestReplyOptions, sending?: MakeSending): Promise<Message>;
  /** Ends everything; resolves when nothing is left, and tells what had not been sent. Never rejects. */
  close(): Promise<readonly Unsent[]>;
}

/** A channel with its address filled in. */
export interface Route {
  readonly channel: Channel;
  readonly operation: ChannelOperation;
  readonly address: string;
  readonly params: Readonly<Record<string, string>>;
  /** What a socket for it is opened with besides; left out: nothing. */
  readonly opening?: Opening;
}

/** What the document's WebSocket binding wants a socket opened with, as the input gives it. */
export interface Opening {
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where a subscription's messages go. */
export interface Sink {
  message(message: Message): void;
  discontinuity(gap: Discontinuity): void;
  /** The subscription is over: null when it was closed, else why. Comes once and last. */
  end(error: ClientError | null): void;
}

/** A running subscription. */
export interface Feed {
  /** Resolves when the server will send; rejects when it refuses. Handled inside: it never makes an unhandled rejection. */
  readonly ready: Promise<void>;
  /** Asks the source to wait; false where it can't. */
  pause(): boolean;
  resume(): void;
  /** Something is awaited over it: until the returned function is called the source goes on, whoever paused it. Left out: pausing keeps nothing else back. */
  keepReading?(): () => void;
  /** Breaks the link off that it comes over, which is then made anew: what is still on its way never comes. Left out: it can't. */
  renew?(reason: ClientError): void;
  /** Ends it; `sink.end` is not called any more. */
  cancel(): void;
}

/** How a message is taken back whose sender waits no more. */
export interface Recall {
  /** Takes it out of the queue, so that it is not sent (again), and tells whether it left. Left out: that is not known. */
  take?: (() => Unsent["sent"]) | undefined;
}

/** Limits of a request. */
export interface RequestReplyOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
}

/** A message that was handed back. */
export interface Unsent {
  readonly address: string;
  readonly message: OutgoingMessage;
  /** `no`: it certainly never left. `unknown`: it left, and was not acknowledged. */
  readonly sent: "no" | "unknown";
}
