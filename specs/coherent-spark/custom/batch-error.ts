import { ClientError } from "@clientwright/runtime";

/** A batch that ended before its work was done. `batchId` names it: `batches.of(batchId)` may still hold results. */
export class BatchError extends ClientError {
  override readonly name: string = "BatchError";
  readonly kind = "job-failed";
  declare readonly batchId: string;
  /** State of the batch when it ended, e.g. `failed` or `closed_by_timeout`. */
  declare readonly state: string;
}
