import type { Bus, Recall, Route } from "./bus.js";
import type { Message, OutgoingMessage } from "./message.js";

/** Where the answers of one address are waited for. */
export interface ReplyDesk {
  /** Sends a request and resolves with its answer. */
  ask(route: Route, message: OutgoingMessage, id: string, recall: Recall): Promise<Message>;
  /** Nobody waits for this answer any more. */
  forget(id: string): void;
}

/** What a desk hears. */
export interface DeskPlace {
  readonly route: Route;
  /** Null for a message that is no answer. */
  readonly name: (came: Message) => Message | null;
}

/** Makes the desk of an address; it calls `over` when nothing comes there any more. */
export type MakeDesk = (bus: Bus, place: DeskPlace, over: () => void) => ReplyDesk;
