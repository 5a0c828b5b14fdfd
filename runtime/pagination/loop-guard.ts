import type { Operation, Paging } from "../core/operation.js";
import { PagingError } from "./paging-error.js";
import { type Position, readTarget } from "./position.js";

/** Notices a server that leads in circles. Throws a PagingError that names what came twice. */
export interface LoopGuard {
  /** A page that came, and where the list goes on after it. */
  arrived(items: readonly unknown[], next: Position | null): void;
  /** The walk goes on there. */
  leaving(next: Position): void;
}

/** Tokens and URLs that are remembered; older ones are forgotten, so that an endless list costs no endless memory. */
const remembered = 10_000;

/**
 * Tokens and URLs must never come twice. Numbers and offsets always move on, but a server may not look at them: where no
 * declared total bounds the walk, the same items twice in a row end it.
 */
export function loopGuard({ id }: Operation, paging: Paging, start: Position): LoopGuard {
  const seen = new Set<string>();
  const tokenOf = (at: Position): unknown => at.url ?? (paging.style === "cursor" ? readTarget(at.input, paging.cursor) : undefined);
  const remember = (token: unknown): void => {
    seen.add(keyOf(token));
    if (seen.size > remembered) seen.delete(seen.values().next().value ?? "");
  };
  const first = tokenOf(start);
  if (first !== undefined) remember(first);
  const bounded = "total" in paging || "pages" in paging;
  let previous: readonly unknown[] = [];
  return {
    arrived(items, next) {
      const numbered = paging.style === "page" ? paging.page : paging.style === "offset" ? paging.offset : null;
      if (numbered === null || bounded || next === null) return;
      if (items.length > 0 && same(items, previous)) throw loop(id, readTarget(next.input, numbered));
      previous = items;
    },
    leaving(next) {
      const token = tokenOf(next);
      if (token === undefined) return;
      if (seen.has(keyOf(token))) throw loop(id, token);
      remember(token);
    },
  };
}

function loop(id: string, token: unknown): PagingError {
  return new PagingError(`${id} leads in circles: ${keyOf(token)} came twice`, {
    operation: id,
    token,
    remedy: "Report it to the API's owner, or check how its paging is declared in client.yaml.",
  });
}

function keyOf(token: unknown): string {
  return JSON.stringify(token, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}

function same(left: unknown, right: unknown): boolean {
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return Object.is(left, right);
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length && keys.every((key) => same((left as Record<string, unknown>)[key], (right as Record<string, unknown>)[key]))
  ); // keys of both
}
