import { type ClientError, errorFrom } from "../../core/errors.js";
import { forbidden, noConnection, refused } from "../failures.js";

/** The package's errors, which hide each other in `cause`, `originalError` and `errors`. */
interface KafkaError {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly originalError?: unknown;
  readonly errors?: readonly unknown[];
}

/** The error and those behind it. */
export function errorsBehind(error: unknown): readonly KafkaError[] {
  const found: KafkaError[] = [];
  for (let here: unknown = error; typeof here === "object" && here !== null && found.length < 6; ) {
    const one: KafkaError = here;
    found.push(one);
    here = one.cause ?? one.originalError ?? one.errors?.[0];
  }
  return found;
}

/** Whether the login was refused, or its mechanism, or any login at all. A connection that breaks in the middle of it is none of these. */
export const isLogin = (error: unknown): boolean =>
  errorsBehind(error).some(({ name, type, message }) => refusals.has(`${type}`) || (name === "KafkaJSSASLAuthenticationError" && !broken.test(`${message}`)));

/** The cluster's words for a login that it doesn't take. */
const refusals: ReadonlySet<string> = new Set(["SASL_AUTHENTICATION_FAILED", "UNSUPPORTED_SASL_MECHANISM", "ILLEGAL_SASL_STATE"]);
/** What the package makes a failed login of; it keeps no more of it than the words. */
const broken = /: (?:Closed connection|Connection error|Connection timeout|Request .* timed out|Not connected)/;

/** What a failure at work means: a refusal of the cluster with its word, or a lost connection. */
export function workFailure(what: string, error: unknown, url: string): ClientError {
  const behind = errorsBehind(error);
  const type = behind.map((one) => one.type).find((each) => typeof each === "string");
  if (typeof type === "string" && /AUTHORIZATION_FAILED/.test(type)) return forbidden(what, error);
  // The cluster's word for what another attempt won't change.
  if (typeof type === "string" && /^(MESSAGE_TOO_LARGE|RECORD_LIST_TOO_LARGE|INVALID_|UNKNOWN_TOPIC|POLICY_VIOLATION|UNSUPPORTED_|CORRUPT_MESSAGE)/.test(type))
    return refused(what, error, type);
  return noConnection(url, errorFrom(error));
}
