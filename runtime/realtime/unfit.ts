import { InputError } from "../core/errors.js";

/** A value that its schema has no place for; grows its path on the way out. */
export class Unfit extends Error {
  path = "";
}

/** Throws: the value is not what the schema wants. */
export function unfit(value: unknown, wanted: string): never {
  const shown = typeof value === "bigint" ? `${value}n` : typeof value === "function" ? "a function" : (JSON.stringify(value) ?? "undefined");
  throw new Unfit(`${shown.length > 60 ? `${shown.slice(0, 60)}...` : shown} is not ${wanted}`);
}

/** Runs a step into a value; what does not fit there is told with the step. */
export function inside<T>(step: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof Unfit) error.path = step + error.path;
    throw error;
  }
}

/** Runs the encoding of a whole payload. @throws InputError, which says where the payload is not of its schema. */
export function fitted<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    throw new InputError(`The payload is not of its schema: ${error.path === "" ? "" : `at ${error.path}, `}${error.message}`, { cause: error });
  }
}
