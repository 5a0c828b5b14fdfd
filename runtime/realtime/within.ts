import type { Clock } from "../core/client.js";
import { AbortError, type ClientError, TimeoutError } from "../core/errors.js";

/** A promise that gives up in time. The rejection of what it waited for is never left unhandled. */
export function within<T>(
  started: Promise<T>,
  clock: Clock,
  { signal, timeout }: { readonly signal?: AbortSignal | undefined; readonly timeout?: number | undefined },
): Promise<T> {
  if (signal === undefined && timeout === undefined) return started;
  return new Promise((resolve, reject) => {
    const free = (): void => {
      cancel?.();
      signal?.removeEventListener("abort", abort);
    };
    const fail = (error: ClientError): void => {
      free();
      reject(error);
    };
    const abort = (): void => fail(new AbortError("Aborted", { cause: signal?.reason }));
    const cancel = timeout === undefined ? null : clock.wake(clock.now() + timeout, () => fail(new TimeoutError(`No answer within ${timeout} ms`)));
    if (signal?.aborted) return abort();
    signal?.addEventListener("abort", abort, { once: true });
    started.then(
      (value) => {
        free();
        resolve(value);
      },
      (error: ClientError) => fail(error),
    );
  });
}
