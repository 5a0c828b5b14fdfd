import type { Client } from "./client.js";
import { InputError } from "./errors.js";
import type { Operation } from "./operation.js";

/** A generated operation function, whatever its types. */
export type OperationFunction = (client: Client, ...rest: never[]) => unknown;

/**
 * The constant behind a generated function: what mocks, caches, documentation and `failedWith` look at. Nothing is sent.
 * @throws InputError when the function calls no operation.
 */
export function operationOf(fn: OperationFunction): Operation {
  let found: Operation | undefined;
  const probe = (operation: Operation): never => {
    found = operation;
    throw operation;
  };
  try {
    (fn as (client: unknown, input: object) => unknown)({ probe }, {}); // a verb looks at `probe` before anything else
  } catch (thrown) {
    if (thrown !== found) throw thrown;
  }
  if (!found) throw new InputError(`${fn.name || "This function"} is no operation`);
  return found;
}
