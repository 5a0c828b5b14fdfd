/** A promise whose rejection does no harm when nobody waits for it: closing a connection must not end the program. */
export function forgiving<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
