import { type ApiError, isClientError } from "@clientwright/runtime";
import type { BatchResults, BatchStatusReport, ChunkResult } from "../../../generated/coherent-spark/models.js";
import { BatchError } from "./batch-error.js";
import type { Chunk } from "./chunks.js";

/** What the flow control needs of a batch. */
export interface BatchPort {
  readonly id: string;
  push(chunks: Chunk[]): Promise<BatchStatusReport>;
  pull(): Promise<BatchResults>;
  status(): Promise<BatchStatusReport>;
  close(): Promise<unknown>;
  /** Resolves after so many milliseconds. */
  wait(milliseconds: number): Promise<void>;
}

/** How far a batch is. */
export interface BatchProgress {
  readonly batchId: string;
  /** Records pushed so far. */
  readonly pushed: number;
  /** Records that the platform has finished. */
  readonly completed: number;
  /** Records whose results are here. */
  readonly pulled: number;
  /** Records in all; null while that is not known. */
  readonly total: number | null;
  /** Room in the platform's input buffer, in bytes. */
  readonly inputRoom: number;
  /** Room in the platform's output buffer, in bytes. */
  readonly outputRoom: number;
}

/** How records go through a pipeline. */
export interface PipelineOptions {
  readonly onProgress?: ((progress: BatchProgress) => void) | undefined;
  /** Milliseconds between two looks while nothing moves; 500 by default, growing up to ten times. */
  readonly interval?: number | undefined;
  /** Records in all, when known. */
  readonly total?: number | null | undefined;
  /** Chunks in one request at most; 20 by default. */
  readonly chunksPerPush?: number | undefined;
}

interface Waiting {
  readonly chunk: Chunk;
  readonly bytes: number;
}

/** Where records come from, read one chunk ahead without standing still for it. */
interface Feed {
  readonly waiting: Waiting[];
  ended: boolean;
  /** Reads on until `count` chunks wait or the source has no more; with `patient`, until there is at least one. */
  fill(count: number, patient: boolean): Promise<void>;
}

const ENDED: ReadonlySet<string> = new Set(["failed", "cancelled", "closed_by_timeout", "completed_by_timeout"]);
/** What a full input buffer may answer. */
const REFUSALS: ReadonlySet<number> = new Set([400, 409, 413, 422, 507]);
const TRANSIENT: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** How many misfortunes in a row are borne: long batches meet a restart now and then. */
interface Patience {
  left: number;
}
const PATIENCE = 5;

/**
 * Drives a batch to its end: pushes while the input buffer has room, pulls whenever results are ready (a full output buffer
 * stops the platform), closes when everything was pushed, and yields chunks as they come.
 */
export async function* drive(port: BatchPort, chunks: AsyncIterable<Chunk>, options: PipelineOptions = {}): AsyncGenerator<ChunkResult, void, undefined> {
  const { interval = 500, total = null, chunksPerPush = 20, onProgress } = options;
  const feed = feedOf(chunks);
  const open = new Map<string, number>();
  const count = { pushed: 0, pulled: 0 };
  let status = await port.status();
  let closed = status.batch_status === "closed" || status.batch_status === "completed";
  let idle = 0;
  const patience: Patience = { left: PATIENCE };
  const tell = (): void =>
    onProgress?.({
      batchId: port.id,
      ...count,
      completed: status.records_completed,
      total,
      inputRoom: status.input_buffer_remaining_bytes,
      outputRoom: status.output_buffer_remaining_bytes,
    });
  for (;;) {
    await feed.fill(chunksPerPush, open.size === 0);
    const pushed = closed ? null : await pushWhatFits(port, feed, { status, limit: chunksPerPush, patience });
    for (const { chunk } of pushed?.chunks ?? []) {
      open.set(chunk.id, chunk.size);
      count.pushed += chunk.size;
    }
    status = pushed?.status ?? status;
    if (feed.ended && feed.waiting.length === 0 && !closed) {
      await port.close();
      closed = true;
    }
    const { data = [], status: after } = await pullSafely(port, patience);
    status = after;
    for (const result of data) {
      open.delete(result.id);
      count.pulled += result.outputs.length;
    }
    tell();
    yield* data;
    if (closed && open.size === 0 && status.records_available === 0 && status.records_completed >= status.record_submitted) return;
    checkAlive(port, status, { missing: open, drained: closed && data.length === 0 });
    idle = data.length > 0 || (pushed?.chunks.length ?? 0) > 0 ? 0 : idle + 1;
    if (idle > 0) await port.wait(interval * Math.min(10, idle));
  }
}

/** Pushes the chunks that the buffer has room for; null when there are none. */
async function pushWhatFits(
  port: BatchPort,
  feed: Feed,
  { status, limit, patience }: { status: BatchStatusReport; limit: number; patience: Patience },
): Promise<{ chunks: Waiting[]; status: BatchStatusReport } | null> {
  const chunks: Waiting[] = [];
  let room = status.input_buffer_remaining_bytes;
  for (const next of feed.waiting) {
    if (next.bytes > room || chunks.length >= limit) break;
    chunks.push(next);
    room -= next.bytes;
  }
  // An empty buffer that seems too small is tried all the same: its size in bytes is the platform's own count.
  const [first] = feed.waiting;
  if (chunks.length === 0 && first !== undefined && (status.input_buffer_used_bytes ?? 0) === 0) chunks.push(first);
  if (chunks.length === 0) return null;
  const report = await pushSafely(port, chunks, { before: status, patience });
  if (report === null) return null;
  feed.waiting.splice(0, chunks.length);
  return { chunks, status: report };
}

/**
 * Pushes, and finds out what became of a push that failed: a full buffer means "later" (null); a broken connection leaves it
 * open whether the chunks arrived, which the count of submitted records tells.
 */
async function pushSafely(
  port: BatchPort,
  chunks: readonly Waiting[],
  { before, patience }: { before: BatchStatusReport; patience: Patience },
): Promise<BatchStatusReport | null> {
  try {
    return await port.push(chunks.map(({ chunk }) => chunk));
  } catch (error) {
    const isRefusal = REFUSALS.has(statusOf(error));
    if (!isRefusal) bear(error, patience);
    const now = await port.status();
    if (now.record_submitted > before.record_submitted) return now;
    // A refusal by a buffer that held something may be for want of room; by an empty one it is for good. The end of a batch is told later.
    if (isRefusal && (before.input_buffer_used_bytes ?? 0) === 0 && !ENDED.has(now.batch_status)) throw error;
    return null;
  }
}

/** Pulls; when that fails for the moment, nothing came. Should results have got lost on the way, the end of the batch tells. */
async function pullSafely(port: BatchPort, patience: Patience): Promise<BatchResults> {
  try {
    const results = await port.pull();
    patience.left = PATIENCE;
    return results;
  } catch (error) {
    bear(error, patience);
    return { data: [], status: await port.status() };
  }
}

/** Throws what will not pass by itself, or has lasted too long. */
function bear(error: unknown, patience: Patience): void {
  const passes = TRANSIENT.has(statusOf(error)) || (isClientError(error) && error.kind === "connection");
  if (!passes || patience.left-- <= 0) throw error;
}

/** HTTP status of a failure; 0 when there was no answer. */
function statusOf(error: unknown): number {
  return isClientError(error) && error.kind === "api" ? (error as ApiError).status : 0; // that kind is an ApiError
}

function checkAlive(port: BatchPort, status: BatchStatusReport, { missing, drained }: { missing: ReadonlyMap<string, number>; drained: boolean }): void {
  const state = status.batch_status;
  if (ENDED.has(state)) {
    throw new BatchError(`Batch ${port.id} is ${state}, with ${missing.size} chunks unfinished`, {
      batchId: port.id,
      state,
      remedy: "Run the records that have no result again",
    });
  }
  const isDone = status.records_available === 0 && status.records_completed >= status.record_submitted;
  if (drained && isDone && missing.size > 0) {
    const ids = [...missing.keys()].slice(0, 5).join(", ");
    throw new BatchError(`Batch ${port.id} is done, but results of ${ids} never came`, {
      batchId: port.id,
      state,
      remedy: "Somebody else pulled from this batch, or a reply got lost; run those records again",
    });
  }
}

function feedOf(chunks: AsyncIterable<Chunk>): Feed {
  const source = chunks[Symbol.asyncIterator]();
  let next: Promise<void> | null = null;
  let failure: { readonly error: unknown } | null = null;
  const read = (): Promise<void> =>
    source.next().then(
      (step) => {
        next = null;
        if (step.done) feed.ended = true;
        else feed.waiting.push({ chunk: step.value, bytes: bytesOf(step.value) });
      },
      (error: unknown) => {
        failure = { error };
      },
    );
  const feed: Feed = {
    waiting: [],
    ended: false,
    async fill(count, patient) {
      while (!feed.ended && feed.waiting.length < count && failure === null) {
        next ??= read();
        // A source that takes its time must not keep results from being pulled.
        const came = patient && feed.waiting.length === 0 ? await next.then(() => true) : await Promise.race([next.then(() => true), soon()]);
        if (!came) break;
      }
      if (failure !== null) throw failure.error;
    },
  };
  return feed;
}

const encoder = new TextEncoder();
const bytesOf = (chunk: Chunk): number => encoder.encode(JSON.stringify(chunk)).length;

/** False after whatever is ready by now has had its turn. */
const soon = (): Promise<false> => new Promise((resolve) => setTimeout(resolve, 0, false));
