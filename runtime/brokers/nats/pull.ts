import type { Consumer, ConsumerMessages, JsMsg } from "@nats-io/jetstream";
import type { Outcome } from "../../realtime/settlement.js";
import type { Flow } from "../broker.js";

/** Milliseconds until a message comes again that a listener failed at. */
const retryDelay = 1_000;

/** Whom a pull tells. */
export interface PullOptions {
  /** Messages that may come and be unsettled: the stream keeps the others. */
  readonly most: number;
  readonly received: (message: JsMsg, settle: (outcome: Outcome) => void) => void;
  /** The server or the package ended it. */
  readonly ended: (error: unknown) => void;
}

/** What one subscription asks a consumer for, and the messages that came. PROTOCOL.md, section 4. */
export class Pull implements Flow {
  readonly continuity = "resumed";
  readonly #consumer: Consumer;
  /** Came, and the server doesn't know what became of them. */
  readonly #open = new Set<JsMsg>();
  #messages: ConsumerMessages | null = null;
  /** Once it is cancelled: resolves when the server sends it nothing more. */
  #over: Promise<void> | null = null;

  constructor(consumer: Consumer) {
    this.#consumer = consumer;
  }

  /** It is cancelled, and every message of it settled. */
  get isDone(): boolean {
    return this.#over !== null && this.#open.size === 0;
  }

  async start({ most, received, ended }: PullOptions): Promise<void> {
    const callback = (message: JsMsg): void => {
      this.#open.add(message);
      received(message, (outcome) => void this.#settle(message, outcome));
    };
    this.#messages = await this.#consumer.consume({ max_messages: most, callback });
    void this.#messages.closed().then((error) => {
      if (this.#over === null) ended(error ?? new Error("the consumer is gone"));
    });
  }

  /** No more come than may be unsettled, paused or not. */
  pause(): boolean {
    return true;
  }

  resume(): void {}

  cancel(): void {
    this.#over ??= this.#leave();
  }

  /** Ends it, and gives back what is not settled. Never rejects. */
  async close(): Promise<void> {
    this.cancel();
    await this.#over;
    for (const message of this.#open) this.#tell(message, "returned");
  }

  async #leave(): Promise<void> {
    await this.#messages?.close().catch(() => undefined);
    // Up to then a server counts on who has gone: what is given back would be sent to nobody, and come again after `ackWait` only. It looks when it is asked.
    await this.#consumer.info().catch(() => undefined);
  }

  async #settle(message: JsMsg, outcome: Outcome): Promise<void> {
    if (outcome !== "done") {
      // Whoever leaves gives back first, and cancels in the same turn.
      await Promise.resolve();
      await this.#over;
    }
    this.#tell(message, outcome);
  }

  #tell(message: JsMsg, outcome: Outcome): void {
    this.#open.delete(message);
    try {
      if (outcome === "done") message.ack();
      else message.nak(outcome === "failed" ? retryDelay : 0);
    } catch {
      // The link is gone: the stream sends it again.
    }
  }
}
