import type { ClientError } from "../core/errors.js";
import type { Feed, Route, Sink } from "../realtime/bus.js";
import type { Message } from "../realtime/message.js";
import { carry, type Outcome, Settlement } from "../realtime/settlement.js";
import { Topic } from "../realtime/topic.js";
import type { Flow, Receiver } from "./broker.js";

type Settle = (outcome: Outcome) => void;

/** The subscriptions that share one flow of the broker. */
export class BrokerTopic {
  readonly key: string;
  readonly route: Route;
  readonly #topic: Topic;
  #flow: Flow | null = null;
  #paused = 0;
  /** What came after a pause, of what the broker waits for: it is no more than the broker leaves unacknowledged. */
  #held: { readonly message: Message; readonly settle: Settle }[] = [];
  #isOver = false;

  constructor(key: string, route: Route) {
    this.key = key;
    this.route = route;
    this.#topic = new Topic(route, 0);
  }

  add(sink: Sink): void {
    this.#topic.add(sink);
  }

  /** `last`: nobody is left. */
  feed(sink: Sink, last: () => void): Feed {
    let state: "running" | "paused" | "over" = "running";
    const resume = (): void => {
      if (state !== "paused") return;
      state = "running";
      this.#unpause();
    };
    return {
      ready: this.#topic.ready(),
      pause: () => {
        if (state !== "running") return true;
        state = "paused";
        this.#paused++;
        return this.#flow?.pause() ?? true;
      },
      resume,
      cancel: () => {
        if (state === "over") return;
        const isPaused = state === "paused";
        state = "over";
        // First, so that what is held goes back unread where nobody is left.
        if (this.#topic.remove(sink)) last();
        if (isPaused) this.#unpause();
      },
    };
  }

  #unpause(): void {
    if (--this.#paused > 0) return;
    this.#release();
    this.#flow?.resume();
  }

  #deliver(message: Message, settle: Settle): void {
    const settlement = new Settlement(settle);
    carry(message, settlement);
    this.#topic.message(message);
    // Nobody listens any more: it was not read.
    settlement.release(this.#topic.sinks.size === 0 ? "returned" : "done");
  }

  #release(): void {
    while (this.#paused === 0) {
      const next = this.#held.shift();
      if (next === undefined) return;
      this.#deliver(next.message, next.settle);
    }
  }

  /** The broker sends. */
  started(flow: Flow): void {
    if (this.#isOver) {
      flow.cancel();
      return;
    }
    this.#flow = flow;
    if (this.#paused > 0) flow.pause();
    const isAgain = this.#topic.confirmed;
    this.#topic.confirm();
    if (isAgain && flow.continuity === "lost") this.#topic.discontinuity({ reason: "not-resumed", lost: null, cause: null });
  }

  /** The link is gone. */
  interrupted(): void {
    this.#flow = null;
    this.#held = [];
  }

  /** What the flow tells. */
  receiver(ended: (error: ClientError) => void): Receiver {
    return {
      message: (message, settle) => {
        if (settle === undefined) this.#topic.message(message);
        else if (this.#paused > 0) this.#held.push({ message, settle });
        else this.#deliver(message, settle);
      },
      undecodable: (cause) => this.#topic.discontinuity({ reason: "undecodable", lost: 1, cause }),
      end: ended,
    };
  }

  end(error: ClientError | null, waiting: ClientError): void {
    this.#isOver = true;
    for (const { settle } of this.#held.splice(0)) settle("returned");
    this.#flow?.cancel();
    this.#flow = null;
    this.#topic.end(error, waiting);
  }
}
