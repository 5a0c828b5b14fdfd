import { DecodeError } from "../core/errors.js";
import type { WholeReply } from "../core/follow.js";
import type { Operation, Paging } from "../core/operation.js";
import { readSource } from "../core/pointer.js";
import { toItems } from "./position.js";

/**
 * The items of a page. In JSON null is an empty list (servers write those without items so), nothing at all is one where the document
 * lets the field be left out; XML writes an empty list, and a list of one, as it likes.
 * @throws DecodeError for JSON that has no list where it should stand.
 */
export function itemsOf({ id }: Operation, { items, optional }: Paging, { body, headers, status }: WholeReply): readonly unknown[] {
  const found = readSource(body, headers, items);
  const contentType = headers.get("content-type");
  if (Array.isArray(found) || found === null || (found === undefined && optional) || !/[/+]json\b/i.test(contentType ?? "")) return toItems(found);
  const seen = typeof body === "object" && body !== null ? `has ${Object.keys(body).slice(0, 20).join(", ") || "nothing in it"}` : `is a ${typeof body}`;
  throw new DecodeError(`${id} answered with no list at ${items || "the root of the body"}: the body ${seen}`, {
    status,
    contentType,
    text: "",
    remedy: "Check `items` of its `pages` in client.yaml.",
  });
}
