import { type ApiError, isClientError } from "./errors.js";
import { type OperationFunction, operationOf } from "./operation-of.js";
import { statusKey } from "./start.js";

/** Declared error bodies of an operation function, by status key. */
export type ErrorsOf<F extends OperationFunction> = F extends (...args: never[]) => { readonly "~errors"?: infer E } ? NonNullable<E> : never;

/**
 * Narrows a caught error: whether this operation failed with this declared status (404, "4XX", "default"), its body
 * understood. `error.body` then has the declared type.
 */
export function failedWith<F extends OperationFunction, S extends keyof ErrorsOf<F>>(fn: F, error: unknown, status: S): error is ApiError<ErrorsOf<F>[S]> {
  if (!isClientError(error) || error.kind !== "api") return false;
  const failure = error as ApiError; // its kind says so
  const operation = operationOf(fn);
  return failure.readable && failure.operation === operation.id && statusKey(operation, failure.status) === status;
}
