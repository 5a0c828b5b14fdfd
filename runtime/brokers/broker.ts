import { ClientError } from "../core/errors.js";
import type { BrokerLogin } from "../realtime/broker-credentials.js";
import type { Delivery, Route } from "../realtime/bus.js";
import type { Message, OutgoingMessage, Receipt } from "../realtime/message.js";
import type { Outcome } from "../realtime/settlement.js";
import type { Frame } from "../realtime/transport.js";

/** What one kind of broker adds to the bus: how links are made, and what a subscription is there. */
export interface Broker {
  readonly delivery: Delivery;
  /** Address of this client's own, for answers to requests whose document names none; null: one is made up. */
  readonly inbox: string | null;
  /** What a subscription asks the broker for; those with the same key share it. Throws an InputError for what can't be asked. */
  keyOf(route: Route): string;
  /** Whether messages are sent at most once: one that a cut interrupts is not sent again. */
  isOnce(route: Route): boolean;
  /** Throws an InputError for a message that would be sent wrong. */
  check(route: Route, message: OutgoingMessage): void;
  /** Connects once. Rejects with an AuthError when the broker refuses the login, an InputError when trying again is pointless, else with a ConnectionError. */
  open(login: BrokerLogin, host: LinkHost): Promise<BrokerLink>;
}

/** Whom a link tells. */
export interface LinkHost {
  /** The link is gone; at most once, and never after `close` or `destroy`. `final`: trying again is pointless. */
  lost(error: ClientError, final?: boolean): void;
}

/** One connection to a broker; a lost one is replaced by another. Rejections with a ConnectionError mean that it is lost, others are the broker's refusal. */
export interface BrokerLink {
  /** Resolves when the broker has confirmed. */
  subscribe(key: string, route: Route, receiver: Receiver): Promise<Flow>;
  /** Resolves on the broker's acknowledgement, or when the message was handed over where there is none. */
  publish(publication: Publication): Promise<Receipt>;
  /** Politely; resolves when it is gone. Never rejects. */
  close(): Promise<void>;
  /** At once. */
  destroy(): void;
}

/** A message on its way to a broker. */
export interface Publication {
  readonly route: Route;
  readonly message: OutgoingMessage;
  readonly body: Frame;
}

/** Where the messages of a flow go. */
export interface Receiver {
  /** `settle`: what the broker waits for is told by it, once; left out where the broker waits for nothing. */
  message(message: Message, settle?: (outcome: Outcome) => void): void;
  /** A message that can't be read; it was dropped. */
  undecodable(error: ClientError): void;
  /** The broker ended it. */
  end(error: ClientError): void;
}

/** Messages that come. */
export interface Flow {
  /** Whether what was published while no link was open comes as well. */
  readonly continuity: "resumed" | "lost";
  /** False where the source can't be made to wait. */
  pause(): boolean;
  resume(): void;
  cancel(): void;
}

/** The broker refused a message or a subscription; `code` is its own word or number for why. */
export class BrokerError extends ClientError {
  override readonly name: string = "BrokerError";
  readonly kind = "realtime";
  declare readonly code: string | number | null;
}
