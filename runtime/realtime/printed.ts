import { InputError, isClientError } from "../core/errors.js";

/** What prints a message, run. @throws InputError for a payload that JSON has no words for (it holds itself, or a bigint): nothing was sent. */
export function printed<T>(print: () => T): T {
  try {
    return print();
  } catch (cause) {
    throw isClientError(cause) ? cause : new InputError(`${cause}`, { cause });
  }
}
