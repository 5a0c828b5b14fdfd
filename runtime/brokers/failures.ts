import { AuthError, type ClientError, ConnectionError, InputError } from "../core/errors.js";
import { BrokerError } from "./broker.js";

/** The system's or the package's words for an error; an AggregateError of several addresses has none of its own. */
export function wordsOf(error: unknown): string {
  const { message, code, errors } = error as { message?: string; code?: unknown; errors?: readonly unknown[] }; // any thrown value may lack them
  if (message) return message;
  return errors?.[0] !== undefined ? wordsOf(errors[0]) : String(code ?? error);
}

/** The broker refused the login. */
export const refusedLogin = (url: string, cause: unknown): AuthError =>
  new AuthError(`The broker at ${bare(url)} refused the login: ${wordsOf(cause)}`, {
    cause,
    remedy: "Check user and password (or the token, the certificate) and their rights.",
  });

/** The broker knows who asks, and doesn't allow it. */
export const forbidden = (what: string, cause: unknown): AuthError =>
  new AuthError(`${what} is not allowed: ${wordsOf(cause)}`, { cause, remedy: "Check the rights of the login at the broker." });

/** No connection, or it broke. */
export const noConnection = (url: string, cause: unknown): ConnectionError =>
  new ConnectionError(`The connection to the broker at ${bare(url)} failed: ${wordsOf(cause)}`, { cause });

/** The broker or its client refused what was asked, for good. */
export const refused = (what: string, cause: unknown, code: string | number | null = null): ClientError =>
  new BrokerError(`${what} was refused: ${wordsOf(cause)}`, { cause, code });

/** Trying again is pointless. */
export const hopeless = (message: string, remedy: string, cause?: unknown): InputError => new InputError(message, { cause, remedy });

/** Without what may be secret. */
export const bare = (url: string): string => url.replace(/^([^/]*\/\/)[^/@]*@/, "$1").replace(/[?#].*$/s, "");
