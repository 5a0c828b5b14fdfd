import type { Call, WireReply } from "../core/call.js";
import { type ClientError, isClientError, isUnsent } from "../core/errors.js";
import { repeatOf } from "./repeat.js";

/** Statuses that may be repeated, for an API that declares none of its own. */
export interface RetryStatuses {
  /** Worth repeating when the call may be repeated. Default 408, 425, 429, 500, 502, 503, 504. */
  readonly statuses?: readonly number[] | undefined;
  /** Say that the request was not processed: repeated whatever the call does. Default 429; 503 with Retry-After always counts. */
  readonly unprocessed?: readonly number[] | undefined;
}

/** Whether the call may run twice: by its operation's rule, or because an idempotency key makes the second run harmless. */
export function isRepeatable(call: Call, idempotencyHeader = "idempotency-key"): boolean {
  return repeatOf(call.operation) !== "never" || Object.hasOwn(call.headers, idempotencyHeader.toLowerCase());
}

/** Whether a failure without a reply is worth a repeat. What was certainly not sent may always be; what the program's own code throws never is. */
export function mayRepeatError(error: unknown, repeatable: boolean): boolean {
  if (!isClientError(error)) return false;
  const { transient, kind } = error as ClientError & { readonly transient?: boolean }; // set by token requests
  return transient || isUnsent(error) || (repeatable && (kind === "connection" || kind === "timeout"));
}

/** Whether a reply is worth a repeat, by its status, `x-should-retry` and, when the server named a time, Retry-After. */
export function mayRepeatReply(reply: WireReply, repeatable: boolean, rules: RetryStatuses & { readonly waits: boolean }): boolean {
  const told = reply.headers.get("x-should-retry");
  if (told === "true" || told === "false") return told === "true";
  const { statuses = [408, 425, 429, 500, 502, 503, 504], unprocessed = [429] } = rules;
  return unprocessed.includes(reply.status) || (rules.waits && reply.status === 503) || (repeatable && statuses.includes(reply.status));
}

/** Error bodies that say that a repeat is of no use: quotas that are used up for long, and APIs that say it outright. */
export function isFinal(body: string): boolean {
  return /"(insufficient_quota|(quota|daily_?limit|monthly_?limit)_?exceeded|billing_\w+)"|"(is_?)?retr(i|y)able"\s*:\s*false/i.test(body);
}
