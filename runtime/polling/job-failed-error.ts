import { ClientError, type ErrorDetails } from "../core/errors.js";

/** A job that ended badly, by its own word. */
export class JobFailedError<B = unknown> extends ClientError {
  override readonly name: string = "JobFailedError";
  readonly kind = "job-failed";
  /** Id of the operation that started it. */
  declare readonly operation: string;
  /** The job's own word for its state. */
  declare readonly status: unknown;
  /** The whole body of the last look at it. */
  declare readonly body: B;

  constructor(message: string, details: ErrorDetails & { readonly operation: string; readonly status: unknown; readonly body: B }) {
    super(message, details);
  }
}
