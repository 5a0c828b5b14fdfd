import { InputError } from "./errors.js";

/**
 * Sets a header by its lower-case name; undefined and "" remove it.
 * @throws InputError for what would break out of its line, and for the one name that a plain object can't hold.
 */
export function putHeader(headers: Record<string, string>, name: string, value = ""): void {
  const key = name.toLowerCase();
  if (/[\0\r\n]/.test(value)) throw new InputError(`Header "${name}" has a line break`);
  if (key === "__proto__") throw new InputError(`A header can't be called ${name}`);
  if (value) headers[key] = value;
  else delete headers[key];
}
