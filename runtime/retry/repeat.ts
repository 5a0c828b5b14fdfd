import type { Call } from "../core/call.js";
import type { Operation } from "../core/operation.js";

/** What a failed attempt of an operation may do: as it declares, else by its method (RFC 9110, 9.2.1 and 9.2.2). */
export function repeatOf({ repeat, method = "GET" }: Operation): "safe" | "idempotent" | "never" {
  return repeat ?? (/^(GET|HEAD|OPTIONS|TRACE|QUERY)$/.test(method) ? "safe" : /^(PUT|DELETE)$/.test(method) ? "idempotent" : "never");
}

/**
 * The call with an idempotency key where one belongs: a call that must not happen twice, of an API that declares a header
 * for keys, or whose caller gave a key. The same key goes out with every attempt.
 */
export function withIdempotencyKey(call: Call, header: string | undefined): Call {
  const { idempotencyKey } = call.options;
  if (!idempotencyKey && (!header || repeatOf(call.operation) !== "never")) return call;
  const name = (header ?? "idempotency-key").toLowerCase();
  return Object.hasOwn(call.headers, name) ? call : { ...call, headers: { ...call.headers, [name]: idempotencyKey ?? crypto.randomUUID() } };
}
