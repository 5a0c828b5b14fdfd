import type { CallOptions } from "../core/call.js";
import type { Client } from "../core/client.js";
import { InputError } from "../core/errors.js";
import type { Operation } from "../core/operation.js";
import { operationOf } from "../core/operation-of.js";
import type { NoErrors, Pages } from "../core/reply.js";
import { fromSavedText } from "../core/saved-text.js";
import { type PageOptions, PageWalk } from "./pages.js";
import type { Position } from "./position.js";

/** A paged operation: the generated function, or its constant. */
export type PagedFunction<T, Page, E> = (client: Client, input: never, options?: CallOptions) => Pages<T, Page, E>;

/**
 * Goes on with a list after the page whose `resume` text was kept, in this process or another: same filters, same order.
 * @throws InputError when the text is damaged or belongs to another operation.
 */
export function resumePages<T, Page, E = NoErrors>(
  client: Client,
  list: PagedFunction<T, Page, E> | Operation,
  resume: string,
  options: PageOptions = {},
): Pages<T, Page, E> {
  const operation = typeof list === "function" ? operationOf(list) : list;
  const saved = fromSavedText(resume) as Partial<Position> & { readonly list?: unknown }; // looked at field by field
  const { input, url = null, seen = 0, full = 0 } = saved;
  if (saved.list !== operation.id || typeof input !== "object") {
    throw new InputError(`This text does not resume ${operation.id}`, { remedy: typeof saved.list === "string" ? `It belongs to ${saved.list}.` : null });
  }
  return new PageWalk<T, Page, E>(client, operation, { input, url, seen, full }, options);
}
