import type { Clock } from "../../../core/client.js";
import { ablyError } from "./ably-error.js";

/** Runs a request that must be over in so many ms of the clock. Rejects with 50003, after aborting it. */
export async function within<T>(clock: Clock, milliseconds: number, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let cancel = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    cancel = clock.wake(clock.now() + milliseconds, () => {
      reject(ablyError(50003, `Timeout: no answer in ${milliseconds} ms`));
      controller.abort();
    });
  });
  try {
    return await Promise.race([run(controller.signal), late]);
  } finally {
    cancel();
  }
}
