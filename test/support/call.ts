import type { Call } from "../../runtime/core/call.js";

/** A GET on its way to a test host; give what matters. */
export function callOf(fields: Partial<Call> = {}): Call {
  const operation = fields.operation ?? { id: "test", path: "/" };
  return {
    operation,
    method: operation.method ?? "GET",
    url: "https://api.test/things",
    headers: {},
    body: null,
    attempt: 1,
    deadline: Number.POSITIVE_INFINITY,
    signal: null,
    replayable: true,
    options: {},
    ...fields,
  };
}
