import { type CallOptions, type Client, sleep } from "@clientwright/runtime";
import type { Batch, BatchResults, BatchStatusReport, ChunkResult } from "../../../generated/coherent-spark/models.js";
import { getBatch, getBatchStatus, pullResults, pushChunks, updateBatch } from "../../../generated/coherent-spark/operations/batches.js";
import { type BatchRecord, type Chunk, chunksOf } from "./chunks.js";
import { type BatchPort, drive, type PipelineOptions } from "./pipeline.js";

/** One batch, known by its id: in this process or in any other. */
export class BatchHandle {
  readonly id: string;
  readonly #client: Client;
  readonly #signal: AbortSignal | undefined;

  constructor(client: Client, id: string, signal?: AbortSignal) {
    this.#client = client;
    this.id = id;
    this.#signal = signal;
  }

  /** Reads the batch with its configuration and a summary of its work. */
  info(options?: CallOptions): Promise<Batch> {
    return getBatch(this.#client, { id: this.id }, this.#with(options));
  }

  /** Tells how far it is and how much room its buffers have. */
  status(options?: CallOptions): Promise<BatchStatusReport> {
    return getBatchStatus(this.#client, { id: this.id }, this.#with(options));
  }

  /** Pushes chunks as they are; `chunksOf(records)` makes them. Fails while the input buffer has no room. */
  push(chunks: Chunk[], options?: CallOptions): Promise<BatchStatusReport> {
    return pushChunks(this.#client, { id: this.id, chunks }, this.#with(options));
  }

  /** Pulls up to `max` chunks of results (100 by default). What was pulled is gone from the platform. */
  pull(max?: number, options?: CallOptions): Promise<BatchResults> {
    return pullResults(this.#client, { id: this.id, max }, this.#with(options));
  }

  /** Takes no more records; results of those pushed so far stay available. */
  close(options?: CallOptions): Promise<Batch> {
    return updateBatch(this.#client, { id: this.id, batch_status: "closed" }, this.#with(options));
  }

  /** Stops at once and throws everything away. */
  cancel(options?: CallOptions): Promise<Batch> {
    return updateBatch(this.#client, { id: this.id, batch_status: "cancelled" }, this.#with(options));
  }

  /** Pushes records while there is room, pulls results as they come, and closes the batch when all are pushed. */
  drive(chunks: AsyncIterable<Chunk>, options: PipelineOptions = {}): AsyncGenerator<ChunkResult, void, undefined> {
    return drive(this.#port(), chunks, options);
  }

  /** Closes the batch and pulls what is left of it: how another process finishes what this one began. */
  drain(options: PipelineOptions = {}): AsyncGenerator<ChunkResult, void, undefined> {
    return this.drive(chunksOf([] as BatchRecord[]), options);
  }

  #port(): BatchPort {
    const { clock } = this.#client.settings;
    return {
      id: this.id,
      push: (chunks) => this.push(chunks),
      pull: () => this.pull(),
      status: () => this.status(),
      close: () => this.close(),
      wait: (milliseconds) => sleep(clock, milliseconds, this.#signal ?? null),
    };
  }

  #with(options: CallOptions | undefined): CallOptions {
    return this.#signal === undefined ? (options ?? {}) : { signal: this.#signal, ...options };
  }
}
