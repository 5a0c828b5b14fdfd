/**
 * Walks a chain of which each link leads to the next, fetching up to `count` links ahead of the consumer. Nothing is
 * fetched before the first link is asked for; a failure ahead is thrown when its turn comes.
 */
export async function* ahead<T>(first: Promise<T>, next: (link: T) => Promise<T> | null, count: number): AsyncGenerator<T, void, undefined> {
  let last: Promise<T | null> = first;
  const queue = [last];
  const extend = (): void => {
    last = last.then((link) => (link === null ? null : next(link)));
    // Its turn may never come (the consumer left): a failure then concerns nobody.
    last.catch(() => undefined);
    queue.push(last);
  };
  for (;;) {
    const link = await queue.shift();
    if (link === null || link === undefined) return;
    while (queue.length < count) extend();
    yield link;
    if (queue.length === 0) extend();
  }
}
