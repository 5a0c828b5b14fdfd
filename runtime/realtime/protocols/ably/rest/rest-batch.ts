import { AblyError } from "../ably-error.js";
import type { ErrorInfo } from "../message/frames.js";

/** A part of a batch that failed (BPF, BGF, TRF): a channel, or a target of a revocation. */
export interface BatchFailure {
  readonly channel?: string;
  readonly target?: string;
  readonly error: AblyError;
}

/** What became of a batch: one result each, a success or an `error` (BAR). */
export interface BatchResult<T> {
  readonly successCount: number;
  readonly failureCount: number;
  readonly results: readonly (T | BatchFailure)[];
}

type Told = Readonly<Record<string, unknown>>;

/** A batch's result as the server words it; before version 3 it was the bare list, or the only one of it. */
export function batchOf<T>(body: unknown): BatchResult<T> {
  const told = hasResults(body) ? body.results : ([body].flat() as readonly Told[]); // Ably's own records
  const results = told.map((each) => ("error" in each ? { ...each, error: new AblyError(each["error"] as ErrorInfo) } : each)) as (T | BatchFailure)[];
  const failureCount = told.filter((each) => "error" in each).length;
  return { successCount: told.length - failureCount, failureCount, results };
}

/** Whether a part of a batch failed. */
export const isBatchFailure = (result: object): result is BatchFailure => "error" in result;

const hasResults = (body: unknown): body is { readonly results: readonly Told[] } =>
  typeof body === "object" && body !== null && "results" in body && Array.isArray(body.results);
