/** Undefined: it is done already. */
export type Later = Promise<void> | undefined;

/** Hands on what was read, in its order: at once, unless something of it is still being decrypted. */
export function handOn<T>(read: readonly (T | Promise<T>)[], take: (item: T) => void): Later {
  if (read.some((each) => each instanceof Promise)) return Promise.all(read).then((all) => all.forEach(take));
  for (const item of read) take(item as T); // none of them is a promise
  return undefined;
}
