import type { Recall } from "../../../bus.js";
import { type AblyError, ablyError, reasonOf } from "../ably-error.js";
import { Publisher, type PublisherParts } from "../channel/publisher.js";
import * as Action from "../message/action.js";
import type { ProtocolMessage } from "../message/frames.js";
import type { AblyOptions } from "../options.js";
import type { ConnectionStateName } from "./connection-state.js";
import { Outbox, type Outgoing } from "./outbox.js";

/** What a connection's submissions need of it. */
export interface SubmissionsParts {
  readonly options: Pick<AblyOptions, "queueMessages" | "queueLimit">;
  /** Its state, and why nothing can be sent now. */
  readonly connection: { readonly state: ConnectionStateName; unusable(): AblyError };
  /** Sends now. */
  readonly send: (frame: ProtocolMessage) => void;
  /** Where serials go on; 0 for a new connection. */
  readonly firstSerial: number;
}

/** What is to be acknowledged: sent, or kept until there is a connection (RTL6c), sent again after a resume, failed when nothing helps. */
export class Submissions {
  readonly #parts: SubmissionsParts;
  readonly #outbox: Outbox;

  constructor(parts: SubmissionsParts) {
    this.#parts = parts;
    this.#outbox = new Outbox(parts.firstSerial);
  }

  /** What publishes on a channel. */
  publisher(parts: Omit<PublisherParts, "submissions">): Publisher {
    return new Publisher({ ...parts, submissions: this });
  }

  /** The serial that the next message will get. */
  get nextSerial(): number {
    return this.#outbox.nextSerial;
  }

  /** Whether what can't be sent now waits (TO3g). */
  get queues(): boolean {
    return this.#parts.options.queueMessages !== false;
  }

  /** Sends it, or keeps it until there is a connection, unless it is recalled before; where there will be none, it fails. */
  submit(outgoing: Outgoing, recall?: Recall): void {
    const { connection, send, options } = this.#parts;
    const { state } = connection;
    const { queueLimit = 10_000 } = options;
    if (state === "connected") send(this.#outbox.send(outgoing));
    else if (!this.queues || !["initialized", "connecting", "disconnected"].includes(state)) outgoing.nacked(connection.unusable());
    else if (this.#outbox.queuedCount >= queueLimit) outgoing.nacked(ablyError(42910, `${queueLimit} messages wait for a connection already`));
    else this.#outbox.hold(outgoing, recall);
  }

  /** ACK or NACK. */
  answered(frame: ProtocolMessage): void {
    const { action, msgSerial, count } = frame;
    if (action === Action.ack) this.#outbox.ack(msgSerial ?? 0, count ?? 1, frame.res);
    else this.#outbox.nack(msgSerial ?? 0, count ?? 1, reasonOf(frame.error, 50000, "The message was refused"));
  }

  /** The connection is in another state, for this reason. */
  moved(current: ConnectionStateName, reason: AblyError | null): void {
    const { connection } = this.#parts;
    if (current === "suspended" || current === "closed" || current === "failed") this.#outbox.fail(reason ?? connection.unusable());
    else if (!this.queues && current === "disconnected") this.#outbox.fail(connection.unusable());
  }

  /** There is a connection again: pending messages go once more, the queue follows. */
  restore(resumed: boolean): void {
    const { send } = this.#parts;
    if (!resumed) this.#outbox.renumber();
    for (const frame of this.#outbox.again()) send(frame);
    for (const frame of this.#outbox.release()) send(frame);
  }

  /** A new life of the connection. */
  reset(): void {
    this.#outbox.reset();
  }
}
