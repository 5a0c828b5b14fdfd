import { InputError } from "./errors.js";

/** Refuses a filled path with `.` or `..` segments: URL parsers resolve them, and the call would reach another address. */
export function checkPath(path: string): string {
  if (/(^|\/)(\.|%2e){1,2}(\/|$)/i.test(path)) throw new InputError(`Path "${path}" has a . or .. segment`);
  return path;
}
