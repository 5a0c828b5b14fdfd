import { now } from "./replies.js";
import type { Service, Version } from "./state.js";

export interface Chunk {
  readonly id: string;
  readonly size: number;
  readonly bytes: number;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

export interface ChunkOutcome {
  readonly id: string;
  readonly bytes: number;
  readonly size: number;
  readonly reply: unknown;
}

/** Room of a pipeline, and how many chunks it gets through between two looks at it. */
export interface BatchSetting {
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly chunksPerTurn: number;
}

/** A pipeline with two buffers. It works whenever it is looked at, never by itself. */
export interface Batch {
  readonly id: string;
  readonly service: Service;
  readonly version: Version;
  status: string;
  /** Lets the workers do a turn. */
  work(): void;
  /** False when the input buffer has no room for them. */
  push(chunks: readonly Chunk[]): boolean;
  pull(max: number): readonly unknown[];
  cancel(): void;
  report(): Readonly<Record<string, unknown>>;
  /** Most bytes that ever stood in the buffers. */
  readonly peak: { input: number; output: number };
}

const sum = (items: readonly { readonly bytes: number }[]): number => items.reduce((total, item) => total + item.bytes, 0);

/** Opens a pipeline. */
export function createBatch(at: { readonly id: string; readonly service: Service; readonly version: Version }, setting: BatchSetting): Batch {
  const waiting: Chunk[] = [];
  const ready: ChunkOutcome[] = [];
  const done = { chunks: 0, records: 0, submittedChunks: 0, submitted: 0 };
  const peak = { input: 0, output: 0 };
  const batch: Batch = {
    ...at,
    peak,
    status: "created",
    work() {
      for (let turn = 0; turn < setting.chunksPerTurn; turn++) {
        const chunk = waiting[0];
        if (chunk === undefined || sum(ready) >= setting.outputBytes) return;
        waiting.shift();
        ready.push(calculate(at.service, chunk));
        done.chunks++;
        done.records += chunk.size;
        peak.output = Math.max(peak.output, sum(ready));
      }
    },
    push(chunks) {
      if (sum(waiting) + sum(chunks) > setting.inputBytes) return false;
      waiting.push(...chunks);
      peak.input = Math.max(peak.input, sum(waiting));
      done.submittedChunks += chunks.length;
      done.submitted += chunks.reduce((total, chunk) => total + chunk.size, 0);
      batch.status = "in_progress";
      return true;
    },
    pull(max) {
      const pulled = ready.splice(0, max).map(({ reply }) => reply);
      if (batch.status === "closed" && waiting.length === 0 && ready.length === 0) batch.status = "completed";
      return pulled;
    },
    cancel() {
      waiting.length = 0;
      ready.length = 0;
      batch.status = "cancelled";
    },
    report: () => ({
      request_timestamp: now(),
      response_timestamp: now(),
      batch_status: batch.status,
      pipeline_status: waiting.length === 0 ? "idle" : "busy",
      chunks_available: ready.length,
      chunks_submitted: done.submittedChunks,
      record_submitted: done.submitted,
      chunks_completed: done.chunks,
      records_completed: done.records,
      compute_time_ms: done.records,
      input_buffer_used_bytes: sum(waiting),
      input_buffer_remaining_bytes: setting.inputBytes - sum(waiting),
      output_buffer_used_bytes: sum(ready),
      output_buffer_remaining_bytes: Math.max(0, setting.outputBytes - sum(ready)),
      workers_in_use: waiting.length === 0 ? 0 : setting.chunksPerTurn,
      records_available: ready.reduce((total, { size }) => total + size, 0),
    }),
  };
  return batch;
}

function calculate({ model }: Service, chunk: Chunk): ChunkOutcome {
  const outputs: unknown[] = [];
  const errors: unknown[] = [];
  for (const record of chunk.records) {
    try {
      outputs.push(model(record));
      errors.push(null);
    } catch (error) {
      outputs.push(null);
      errors.push([
        {
          source_path: "Sheet1!C7",
          message: error instanceof Error ? error.message : "failed",
          error_category: "calculation",
          error_type: "#VALUE!",
          additional_details: null,
        },
      ]);
    }
  }
  const reply = { id: chunk.id, summary_output: [], outputs, warnings: outputs.map(() => null), errors, process_time: outputs.map(() => 1) };
  return { id: chunk.id, size: chunk.size, bytes: JSON.stringify(reply).length, reply };
}
