import type { Clock } from "../core/client.js";
import { AbortError, TimeoutError } from "../core/errors.js";
import type { Recall, RequestReplyOptions, Unsent } from "./bus.js";
import type { ConnectionView } from "./connection.js";

/** Begins what sends a message, and gives up in time: what has not left by then is taken back. Its later rejection is never left unhandled. */
export function within<T>(start: (recall: Recall) => Promise<T>, { signal, timeout }: RequestReplyOptions, clock: Clock, view: ConnectionView): Promise<T> {
  const recall: Recall = {};
  if (signal === undefined && timeout === undefined) return start(recall);
  let stop: (() => void) | undefined;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(new AbortError("Aborted", { cause: signal?.reason, sent: sent() }));
    let sent = (): Unsent["sent"] => "no";
    if (signal?.aborted) return abort();
    start(recall).then(resolve, reject);
    sent = () => recall.take?.() ?? "unknown";
    signal?.addEventListener("abort", abort);
    const cancel = timeout === undefined ? null : clock.wake(clock.now() + timeout, () => reject(late(timeout, sent(), view)));
    stop = () => {
      cancel?.();
      signal?.removeEventListener("abort", abort);
    };
  }).finally(() => stop?.());
}

function late(timeout: number, sent: Unsent["sent"], { state, reason }: ConnectionView): TimeoutError {
  const waited = sent === "no";
  const offline = waited && state !== "open";
  return new TimeoutError(`${waited ? "Not sent" : "No answer"} within ${timeout} ms${offline ? ": not connected" : ""}`, {
    sent,
    ...(offline && { cause: reason, remedy: reason?.remedy ?? 'Await connection.until("open").' }),
  });
}
