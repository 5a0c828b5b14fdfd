/** One page of a list on Ably's servers (TG). */
export interface Page<T> {
  readonly items: readonly T[];
  hasNext(): boolean;
  isLast(): boolean;
  /** Null on the last page. */
  next(): Promise<Page<T> | null>;
  first(): Promise<Page<T>>;
  current(): Promise<Page<T>>;
}

/** Where a page's neighbours are: addresses of its Link headers. */
export interface Links {
  readonly first: string | null;
  readonly current: string | null;
  readonly next: string | null;
}

/** Loads the page at an address; null: the first one. */
export type LoadPage<T> = (address: string | null) => Promise<{ readonly items: readonly T[]; readonly links: Links }>;

/** A list that comes by pages: loop over its items with `for await`, or take page by page with `first()`. Nothing is asked for before. */
export class Paged<T> implements AsyncIterable<T> {
  readonly #load: LoadPage<T>;

  constructor(load: LoadPage<T>) {
    this.#load = load;
  }

  /** The first page. */
  first(): Promise<Page<T>> {
    return this.#page(null);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (let page: Page<T> | null = await this.first(); page !== null; page = await page.next()) yield* page.items;
  }

  async #page(address: string | null): Promise<Page<T>> {
    const { items, links } = await this.#load(address);
    return {
      items,
      hasNext: () => links.next !== null,
      isLast: () => links.next === null,
      next: async () => (links.next === null ? null : this.#page(links.next)),
      first: () => this.#page(links.first),
      current: () => this.#page(links.current ?? address),
    };
  }
}

/** The addresses in a Link header, relative to the page's own (TG4); several lines or one. On the page's host they are paths: any host may answer them. */
export function linksOf(header: string | null, page: URL): Links {
  const of = (rel: string): string | null => {
    const [, target] = new RegExp(`<([^>]*)>;\\s*rel="?${rel}"?`).exec(header ?? "") ?? [];
    if (target === undefined) return null;
    const { origin, href } = new URL(target, page);
    return origin === page.origin ? href.slice(origin.length) : href;
  };
  return { first: of("first"), current: of("current"), next: of("next") };
}
