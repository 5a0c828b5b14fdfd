import type { Clock } from "../core/client.js";
import type { ClientError } from "../core/errors.js";
import type { Delivery, Recall, RequestReplyOptions, Route, Unsent } from "./bus.js";
import type { ConnectionView } from "./connection.js";
import type { Frames, Framing, FramingSession } from "./framing.js";
import type { Message, OutgoingMessage, Receipt } from "./message.js";
import type { OutboxLimits } from "./outbox.js";

/** What goes out over one socket and what is answered: `publish` and `ask` bring it along, so that a client that only receives does without. */
export interface Sending {
  /** Messages that wait to be sent, acknowledged or answered. */
  readonly size: number;
  publish(route: Route, message: OutgoingMessage, recall?: Recall): Promise<Receipt>;
  /** Where the framing `asks`. Resolves with the reply. */
  ask(route: Route, message: OutgoingMessage, options: RequestReplyOptions): Promise<Message>;
  acknowledged(id: string, value: unknown): void;
  replied(id: string, message: Message): void;
  refused(id: string, error: ClientError): void;
  /** The session is usable: what waits goes out. */
  opened(): void;
  /** The link is gone. */
  interrupted(): void;
  /** Nothing more will be sent: each message fails, and is handed back. Null: it was closed. */
  giveBack(error: ClientError | null): readonly Unsent[];
}

/** Makes the sending half of one socket. */
export type MakeSending = (lane: Lane) => Sending;

/** What the sending half sees of its socket. */
export interface Lane {
  readonly framing: Framing;
  readonly delivery: Delivery;
  readonly session: FramingSession;
  readonly clock: Clock;
  readonly queue: OutboxLimits;
  /** Bytes handed to the platform and not sent, from which on messages wait in the queue. */
  readonly highWater: number;
  readonly link: LaneLink;
  /** Keeps the socket until `close`. Throws when that was called. */
  hold(): void;
  /** How much waits has changed: a socket that something is awaited from has to be read. */
  changed(): void;
}

/** The socket itself: its driver. */
export interface LaneLink {
  readonly hub: ConnectionView;
  readonly isOpen: boolean;
  /** Bytes that the platform has not sent yet. */
  readonly buffered: number;
  send(frames: Frames): void;
  connect(): void;
}
