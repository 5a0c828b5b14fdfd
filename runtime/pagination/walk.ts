/**
 * Walks whatever goes on in a way of its own: each page's successor is found by `next` from the page and the input that
 * fetched it; null ends. For time-walks (Loki: from the last line's time on), trees of tasks, servers with rules of their own.
 *
 * ```ts
 * const lines = walk({ query, start, limit: 1000 }, (input) => queryRange(loki, input), (page, input) => {
 *   const last = lastTime(page);
 *   return last === null ? null : { ...input, start: last };
 * });
 * for await (const page of lines) { ... }
 * ```
 */
export async function* walk<Input, Page>(
  first: Input,
  fetchPage: (input: Input) => PromiseLike<Page>,
  next: (page: Page, input: Input) => Input | null,
): AsyncGenerator<Page, void, undefined> {
  for (let input: Input | null = first; input !== null; ) {
    const page: Page = await fetchPage(input);
    yield page;
    input = next(page, input);
  }
}
