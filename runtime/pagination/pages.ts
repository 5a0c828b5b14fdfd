import type { CallOptions } from "../core/call.js";
import type { Client } from "../core/client.js";
import { InputError } from "../core/errors.js";
import { aim, follow, readWhole, type WholeReply } from "../core/follow.js";
import type { Operation, Paging } from "../core/operation.js";
import type { Declared, NoErrors, Pages, PageView, WalkOptions } from "../core/reply.js";
import { toSavedText } from "../core/saved-text.js";
import { Started } from "../core/start.js";
import { ahead } from "./ahead.js";
import { itemsOf } from "./items-of.js";
import { type LoopGuard, loopGuard } from "./loop-guard.js";
import { firstPosition, nextPosition, type Position } from "./position.js";

/** Options of a paged call: those of every call, and how its list is walked. */
export interface PageOptions extends CallOptions, WalkOptions {}

/** A page that was read, and where the list goes on after it. */
interface Fetched extends WholeReply {
  readonly items: readonly unknown[];
  readonly next: Position | null;
  /** Items fetched by this walk so far. */
  readonly count: number;
}

/**
 * Calls an operation that answers with one page of a list. Awaited, it is that page; iterated, every item of every page,
 * the next page under way while this one is consumed.
 * Don't return it from an async function: awaiting it gives the page and loses the iterator.
 * @throws ApiError and its kin as `call` does, at the page that failed; DecodeError at a page without a list, PagingError when the server leads in circles.
 */
export function pages(client: Client, operation: Operation, input?: object, options?: PageOptions): Declared;
export function pages<T, Page, E = NoErrors>(client: Client, operation: Operation, input?: object, options?: PageOptions): Pages<T, Page, E>;
export function pages<T, Page, E = NoErrors>(client: Client, operation: Operation, input: object = {}, options: PageOptions = {}): Pages<T, Page, E> {
  return new PageWalk<T, Page, E>(client, operation, firstPosition(input), options);
}

/** The walk through a list from one position on. */
export class PageWalk<T, Page, E> extends Started<Page, E> implements Pages<T, Page, E> {
  /** Not `client`, whose first call may go to a URL. */
  readonly #client: Client;
  readonly #paging: Paging;
  readonly #start: Position;
  readonly #options: PageOptions;
  #first: Promise<Fetched> | undefined;

  constructor(client: Client, operation: Operation, start: Position, options: PageOptions) {
    if (operation.pages === undefined && client.probe === undefined)
      throw new InputError(`${operation.id} is not declared as paged`, { remedy: "Declare its paging in client.yaml." });
    super(aim(client, start.url), operation, start.input, options);
    this.#client = client;
    this.#paging = operation.pages ?? { style: "link", items: "" };
    this.#start = start;
    this.#options = options;
  }

  override async data(): Promise<Page> {
    return (await this.#page()).data as Page; // typed by the generated function
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.items()[Symbol.asyncIterator]();
  }

  async *items(options: WalkOptions = {}): AsyncGenerator<T, void, undefined> {
    const { limit = Number.POSITIVE_INFINITY } = { ...this.#options, ...options };
    let left = limit;
    if (left <= 0) return;
    for await (const page of this.#walk(options)) {
      for (const item of page.items) {
        yield item as T; // typed by the generated function
        if (--left <= 0) return;
      }
    }
  }

  async *pages(options: WalkOptions = {}): AsyncGenerator<PageView<T, Page>, void, undefined> {
    const { id } = this.operation;
    for await (const { data, items, next } of this.#walk(options)) {
      yield {
        data: data as Page, // typed by the generated function, as the items are
        items: items as readonly T[],
        get resume() {
          return next === null ? null : toSavedText({ list: id, ...next });
        },
      };
    }
  }

  async all(options: WalkOptions = {}): Promise<T[]> {
    const found: T[] = [];
    for await (const item of this.items(options)) found.push(item);
    return found;
  }

  async *#walk(options: WalkOptions): AsyncGenerator<Fetched, void, undefined> {
    const { prefetch = 1, limit = Number.POSITIVE_INFINITY, signal = undefined } = { ...this.#options, ...options };
    const stop = new AbortController();
    const abort = (): void => stop.abort(signal?.reason);
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) abort();
    const guard = loopGuard(this.operation, this.#paging, this.#start);
    try {
      const first = this.#page().then((page) => arrived(guard, page));
      yield* ahead(first, (page) => (page.count >= limit ? null : this.#after(page, guard, stop.signal)), prefetch);
    } finally {
      signal?.removeEventListener("abort", abort);
      stop.abort();
    }
  }

  #page(): Promise<Fetched> {
    this.#first ??= this.reply.then((reply) => readWhole(this.client, this.operation, reply)).then((whole) => this.#fetched(whole, this.#start, 0));
    return this.#first;
  }

  /** The page after one; null at the end. */
  #after({ next, count }: Fetched, guard: LoopGuard, signal: AbortSignal): Promise<Fetched> | null {
    if (next === null) return null;
    guard.leaving(next);
    const { idempotencyKey: _key, ...options } = this.#options;
    return follow(this.#client, this.operation, next, { ...options, signal }).then((whole) => arrived(guard, this.#fetched(whole, next, count)));
  }

  #fetched(whole: WholeReply, at: Position, before: number): Fetched {
    const items = itemsOf(this.operation, this.#paging, whole);
    const facts = { ...whole, items };
    return { ...facts, next: nextPosition(this.#paging, at, facts), count: before + items.length };
  }
}

function arrived(guard: LoopGuard, page: Fetched): Fetched {
  guard.arrived(page.items, page.next);
  return page;
}
