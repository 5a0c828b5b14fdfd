import type { Client } from "@clientwright/runtime";
import type { ChunkResult, RecordErrors, RecordWarnings } from "../../../generated/coherent-spark/models.js";
import { type CreateBatchInput, Batches as GeneratedBatches } from "../../../generated/coherent-spark/operations/batches.js";
import { BatchHandle } from "./batch-handle.js";
import { type BatchRecord, CHUNK_SIZE, chunkIndex, chunksOf } from "./chunks.js";
import type { PipelineOptions } from "./pipeline.js";

/** Records, and which service executes them. */
export interface RunBatchInput extends CreateBatchInput {
  /** Inputs of each record. May be endless-ish: a generator is read only as fast as the platform takes its records. */
  readonly records: Iterable<BatchRecord> | AsyncIterable<BatchRecord>;
  /** Inputs that are the same for every record. */
  readonly parameters?: BatchRecord | undefined;
  /** Records in a chunk; 200 by default. */
  readonly chunkSize?: number | undefined;
}

/** Result of one record. */
export interface BatchRow {
  /** Which record, from 0. */
  readonly index: number;
  /** Values by output name; null when the record failed. */
  readonly outputs: { readonly [output: string]: unknown } | null;
  /** What the model could not calculate; null when all is well. */
  readonly errors: RecordErrors;
  /** Remarks of the model; null when there are none. */
  readonly warnings: RecordWarnings;
  /** Milliseconds of calculation, where the platform says so. */
  readonly processTime: number | null;
}

/** How `run` cuts, sends and reports. */
export interface RunBatchOptions extends Omit<PipelineOptions, "total"> {
  /** Aborting cancels the batch. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the id as soon as the batch is open: keep it to go on after a crash (`batches.of(id)`). */
  readonly onStart?: ((batchId: string) => void) | undefined;
  /** Leaves the batch as it is when something goes wrong, instead of cancelling it. */
  readonly keepOnFailure?: boolean | undefined;
}

/** Push millions of records through a service, asynchronously. */
export class Batches extends GeneratedBatches {
  readonly #client: Client;

  constructor(client: Client) {
    super(client);
    this.#client = client;
  }

  /** A batch that is known by its id; asks nothing. */
  of(id: string): BatchHandle {
    return new BatchHandle(this.#client, id);
  }

  /**
   * Executes a service for every record: opens a batch, pushes chunks while there is room, pulls results as they come, closes
   * the batch, and gives one row per record in their order. A record that the model could not calculate has `errors`.
   * @throws BatchError when the batch ends early; ApiError and kin when the platform refuses. The batch is cancelled then.
   */
  async run(input: RunBatchInput, options: RunBatchOptions = {}): Promise<BatchRow[]> {
    const rows: BatchRow[] = [];
    for await (const row of this.each(input, options)) rows[row.index] = row;
    return rows;
  }

  /** As `run`, but row by row, chunk by chunk as they are finished: for more records than memory holds. Breaking out cancels the batch. */
  async *each(input: RunBatchInput, options: RunBatchOptions = {}): AsyncGenerator<BatchRow, void, undefined> {
    const { records, parameters, chunkSize: size = CHUNK_SIZE, ...request } = input;
    const { signal, onStart, keepOnFailure = false, ...rest } = options;
    const { id } = await this.create(request, signal === undefined ? {} : { signal });
    onStart?.(id);
    const handle = new BatchHandle(this.#client, id, signal);
    const total = Array.isArray(records) ? records.length : null;
    let done = false;
    try {
      for await (const result of handle.drive(chunksOf(records, { size, parameters }), { ...rest, total })) yield* rowsOf(result, size);
      done = true;
    } finally {
      // Without the signal: it may be what brought us here.
      if (!done && !keepOnFailure)
        await this.of(id)
          .cancel()
          .catch(() => undefined); // the first failure is the one to tell
    }
  }
}

/** Rows of a chunk's result; records of a foreign chunk are counted from 0. */
export function rowsOf(result: ChunkResult, size: number = CHUNK_SIZE): BatchRow[] {
  const first = (chunkIndex(result.id) ?? 0) * size;
  return result.outputs.map((outputs, n) => ({
    index: first + n,
    outputs,
    errors: result.errors?.[n] ?? null,
    warnings: result.warnings?.[n] ?? null,
    processTime: result.process_time?.[n] ?? null,
  }));
}
