import { InputError } from "../core/errors.js";

/** A value that its schema has no place for; grows its path on the way out. */
export class Unfit extends Error {
  path = "";
}

/** Throws: the value is not what the schema wants. */
export function unfit(value: unknown, wanted: string): never {
  const shown = typeof value === "bigint" ? `${value}n` : typeof value === "function" ? "a function" : json(value);
  throw new Unfit(`${shown.length > 60 ? `${shown.slice(0, 60)}...` : shown} is not ${wanted}`);
}

/** JSON of whatever a caller may pass: it has no bigint, and nothing that holds itself. */
function json(value: unknown): string {
  try {
    return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part)) ?? "undefined";
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** More steps are refused: the value holds itself, or is as bad. What can be read (200 levels, of at most two steps) has no more. */
const mostSteps = 400;

/** How many steps the encoding that runs has gone into its value: it runs in one go. */
let steps = 0;

/** Runs a step into a value; what does not fit there is told with the step. */
export function inside<T>(step: string, run: () => T): T {
  steps += 1;
  try {
    if (steps > mostSteps) throw new Unfit("the value holds itself, or is nested too deep");
    return run();
  } catch (error) {
    if (error instanceof Unfit) error.path = step + error.path;
    throw error;
  } finally {
    steps -= 1;
  }
}

/** Runs the encoding of a whole payload. @throws InputError, which says where the payload is not of its schema. */
export function fitted<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    const path = error.path.length > 200 ? `${error.path.slice(0, 200)}...` : error.path;
    throw new InputError(`The payload is not of its schema: ${path === "" ? "" : `at ${path}, `}${error.message}`, { cause: error });
  }
}
