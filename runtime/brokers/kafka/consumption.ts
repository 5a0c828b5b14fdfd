import type { Consumer, EachBatchPayload, KafkaMessage } from "kafkajs";
import type { Clock } from "../../core/client.js";
import { sleep } from "../../core/clock.js";
import type { Route } from "../../realtime/bus.js";
import type { Outcome } from "../../realtime/settlement.js";
import type { Receiver } from "../broker.js";
import { receive } from "../received.js";
import { receivedOf } from "./records.js";

/** Milliseconds until a record comes again that a listener failed at. */
const retryDelay = 1_000;
/** Milliseconds between two signs of life to the group while records are worked on. */
const heartbeat = 1_000;

/** What a consumption works with. */
export interface ConsumptionOptions {
  readonly consumer: Consumer;
  readonly topic: string;
  readonly route: Route;
  readonly receiver: Receiver;
  readonly clock: Clock;
  readonly prefetch: number;
}

/** Records of one consumer: offsets are committed when loops and listeners are through with them. PROTOCOL.md, section 4. */
export class Consumption {
  readonly #options: ConsumptionOptions;
  readonly #over: Promise<void>;
  #end: () => void = () => undefined;
  #isOver = false;

  constructor(options: ConsumptionOptions) {
    this.#options = options;
    this.#over = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Resolves when the first records are asked for: what is published from now on comes. */
  async start(): Promise<void> {
    const { consumer } = this.#options;
    const asked = new Promise<void>((resolve) => {
      const off = consumer.on(consumer.events.FETCH, () => {
        off();
        resolve();
      });
    });
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: (batch) => this.#batch(batch) });
    await asked;
  }

  /** Waits for nothing any more. */
  stop(): void {
    this.#isOver = true;
    this.#end();
  }

  async #batch({ batch, resolveOffset, heartbeat: beat, isRunning, isStale }: EachBatchPayload): Promise<void> {
    const { prefetch, consumer, clock } = this.#options;
    const { topic, partition, messages } = batch;
    for (let at = 0; at < messages.length; at += prefetch) {
      if (this.#isOver || !isRunning() || isStale()) return;
      const chunk = messages.slice(at, at + prefetch);
      const outcomes = await this.#work(chunk, { topic, partition, beat });
      const through = outcomes.findIndex((outcome) => outcome !== "done");
      const last = chunk[(through === -1 ? chunk.length : through) - 1];
      if (last !== undefined) {
        resolveOffset(last.offset);
        await consumer.commitOffsets([{ topic, partition, offset: `${BigInt(last.offset) + 1n}` }]);
      }
      const next = through === -1 ? undefined : chunk[through];
      if (next === undefined) continue;
      if (this.#isOver) return;
      // From the first that was not worked through: the order of a partition is kept.
      await sleep(clock, retryDelay);
      consumer.seek({ topic, partition, offset: next.offset });
      return;
    }
  }

  /** Gives records, and waits until all are settled or the subscription is over. */
  async #work(
    chunk: readonly KafkaMessage[],
    at: { readonly topic: string; readonly partition: number; readonly beat: () => Promise<void> },
  ): Promise<readonly Outcome[]> {
    const { route, receiver, clock } = this.#options;
    const outcomes: Outcome[] = chunk.map(() => "returned");
    let open = chunk.length;
    let settled: () => void = () => undefined;
    const all = new Promise<void>((resolve) => {
      settled = resolve;
    });
    for (const [index, record] of chunk.entries())
      receive(route, receivedOf(record, { ...at, now: clock.now() }), receiver, (outcome) => {
        outcomes[index] = outcome;
        if (--open === 0) settled();
      });
    // A group takes a silent member for dead.
    let beating = true;
    const beat = async (): Promise<void> => {
      while (beating) {
        await sleep(clock, heartbeat);
        if (beating) await at.beat().catch(() => undefined);
      }
    };
    if (open > 0) void beat();
    await Promise.race([all, this.#over]);
    beating = false;
    return outcomes;
  }
}
