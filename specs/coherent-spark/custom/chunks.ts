/** Values of one record by input name. */
export type BatchRecord = Readonly<Record<string, unknown>>;

/** Some records on their way into a batch. */
export interface Chunk {
  /** `chunk-<n>`: tells where its records stand among all. */
  readonly id: string;
  /** Records in it. */
  readonly size: number;
  readonly data: { inputs: unknown[][]; parameters?: Record<string, unknown> };
}

/** Records in a chunk, unless told otherwise: what the vendor's own tools use. */
export const CHUNK_SIZE = 200;

/**
 * Splits records into chunks of rows with a header of input names, repeated in every chunk. Records need not have the same
 * inputs; those that a record leaves out go out as null, so that the model's default applies.
 */
export async function* chunksOf(
  records: Iterable<BatchRecord> | AsyncIterable<BatchRecord>,
  { size = CHUNK_SIZE, parameters }: { readonly size?: number | undefined; readonly parameters?: BatchRecord | undefined } = {},
): AsyncGenerator<Chunk, void, undefined> {
  let rows: BatchRecord[] = [];
  let index = 0;
  for await (const record of records) {
    if (rows.push(record) < Math.max(1, size)) continue;
    yield chunkOf(index++, rows, parameters);
    rows = [];
  }
  if (rows.length > 0) yield chunkOf(index, rows, parameters);
}

function chunkOf(index: number, records: readonly BatchRecord[], parameters: BatchRecord | undefined): Chunk {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const inputs = [names, ...records.map((record) => names.map((name) => record[name] ?? null))];
  return { id: `chunk-${index}`, size: records.length, data: parameters === undefined ? { inputs } : { inputs, parameters: { ...parameters } } };
}

/** Which chunk an id of ours names; null for a foreign one. */
export function chunkIndex(id: string): number | null {
  const [, digits] = /^chunk-(\d+)$/.exec(id) ?? [];
  return digits === undefined ? null : Number(digits);
}
