import { EventEmitter } from "node:events";
import type { EachBatchPayload, Kafka } from "kafkajs";

interface Sent {
  readonly topic: string;
  readonly messages: readonly { readonly key?: unknown; readonly value: Buffer; readonly headers?: Readonly<Record<string, string>> }[];
}

/** The parts of kafkajs that the bus uses, in one process: what is produced is kept, and comes back to whoever consumes. */
export class LoopingKafka {
  readonly values: Buffer[] = [];
  readonly headers: unknown[] = [];
  #each: ((batch: EachBatchPayload) => Promise<void>)[] = [];
  #offset = 0;

  /** A record of somebody else. */
  put(topic: string, value: Uint8Array, headers: Readonly<Record<string, string>> = {}): void {
    this.#offset += 1;
    const record = { offset: `${this.#offset}`, value: Buffer.from(value), headers };
    const batch = { batch: { topic, partition: 0, messages: [record] }, resolveOffset: () => undefined, heartbeat: async () => undefined };
    for (const each of this.#each) void each({ ...batch, isRunning: () => true, isStale: () => false } as unknown as EachBatchPayload); // as much of it as is looked at
  }

  readonly make = (): Kafka => ({ producer: () => this.#member(), consumer: () => this.#member(), admin: () => this.#member() }) as unknown as Kafka; // the same

  #member(): object {
    const events = new EventEmitter();
    const nothing = async (): Promise<void> => undefined;
    return {
      events: { DISCONNECT: "disconnect", FETCH: "fetch", CRASH: "crash" },
      on: (event: string, listener: () => void) => {
        events.on(event, listener);
        return () => events.off(event, listener);
      },
      connect: nothing,
      disconnect: nothing,
      subscribe: nothing,
      createTopics: nothing,
      commitOffsets: nothing,
      seek: () => undefined,
      send: async ({ topic, messages }: Sent) => {
        for (const { value, headers } of messages) {
          this.values.push(value);
          this.headers.push(headers);
          this.put(topic, value, headers);
        }
      },
      run: async ({ eachBatch }: { readonly eachBatch: (batch: EachBatchPayload) => Promise<void> }) => {
        this.#each.push(eachBatch);
        setImmediate(() => events.emit("fetch"));
      },
    };
  }
}
