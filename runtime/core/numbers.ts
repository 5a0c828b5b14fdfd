import { InputError } from "./errors.js";

const names = ["timeout", "attemptTimeout", "retries", "maxResponseSize"];

/** Refuses numbers among options that can't be meant: NaN, less than 0, text. */
export function checkNumbers(options: object): void {
  for (const name of names) {
    const value = (options as Readonly<Record<string, unknown>>)[name]; // options are looked at by name
    if (value !== undefined && (typeof value !== "number" || !(value >= 0))) throw new InputError(`${name} must be a number, 0 or more, not ${String(value)}`);
  }
}
