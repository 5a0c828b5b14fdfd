import type { Message, Producer } from "kafkajs";
import { errorFrom } from "../../core/errors.js";

interface Waiting {
  readonly record: Message;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Records in one request at most. */
const most = 500;

/** The records of one topic: those that come while a request is under way go out together with the next. */
export class Batcher {
  readonly #producer: Pick<Producer, "send">;
  readonly #topic: string;
  #waiting: Waiting[] = [];
  #isSending = false;

  constructor(producer: Pick<Producer, "send">, topic: string) {
    this.#producer = producer;
    this.#topic = topic;
  }

  /** Resolves when every replica in sync has it. */
  send(record: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record, resolve, reject });
      if (!this.#isSending) {
        this.#isSending = true;
        queueMicrotask(() => void this.#run());
      }
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#post(this.#waiting.splice(0, most));
    this.#isSending = false;
  }

  async #post(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#producer.send({ topic: this.#topic, messages: batch.map(({ record }) => record), acks: -1 });
      for (const { resolve } of batch) resolve();
    } catch (error) {
      // One record that is too large is no reason to refuse the others.
      if (batch.length > 1 && /too large|larger than/i.test(errorFrom(error).message)) for (const one of batch) await this.#post([one]);
      else for (const { reject } of batch) reject(error);
    }
  }
}
