import type { Report } from "../../diagnostics.js";
import type { JsonValue, Operation, Schema } from "../../ir/index.js";
import type { PagingConfig } from "../config/client-config.js";
import { extension, isRecord } from "../names/operation-hints.js";
import type { Places } from "../schemas/places.js";
import { onlyList, pointerOf, unknownPlace } from "../schemas/places.js";
import { type Models, schemaAt } from "../schemas/schema-views.js";
import type { ConstantValue } from "../views.js";

/** How a list goes on, checked against its operation. */
export interface PagingPlan {
  readonly constant: ConstantValue;
  readonly item: Schema;
}

const targets = ["page", "size", "offset", "limit", "cursor"] as const;
const sources = ["total", "pages", "more", "next"] as const;

/** `lenient`: a rule for the whole API simply does not apply to operations without its places. */
export function planPaging(
  operation: Operation,
  rule: PagingConfig,
  given: { readonly reply: Schema; readonly places: Places; readonly report: Report | null },
): PagingPlan | null {
  const fail = (place: string): null => (given.report === null ? null : unknownPlace(operation, "pages", place, given.report));
  const item = given.places.item(rule.items, given.reply);
  if (item === null) return fail(rule.items);
  const constant: Record<string, ConstantValue> = { ...rule };
  const values = rule as unknown as Readonly<Record<string, unknown>>; // one lookup for every style
  for (const key of targets) {
    const name = values[key];
    if (typeof name !== "string") continue;
    const target = given.places.target(name);
    if (target === null) return fail(name);
    constant[key] = target;
  }
  for (const key of sources) {
    const place = values[key];
    if (typeof place === "string" && !given.places.source(place, given.reply)) return fail(place);
  }
  if (!given.places.isThere(rule.items, given.reply)) constant["optional"] = true;
  return { constant, item };
}

/** The rule that a vendor extension declares. */
export function declaredPaging(operation: Operation, reply: { readonly schema: Schema; readonly models: Models }): PagingConfig | null {
  return (
    fromAutorest(extension(operation.extensions, "x-ms-pageable"), reply) ??
    fromSpeakeasy(extension(operation.extensions, "x-speakeasy-pagination")) ??
    fromFern(extension(operation.extensions, "x-fern-pagination"))
  );
}

/** x-ms-pageable: `nextLink` holds the next page's URL, `value` (or the only list) the items; without nextLinkName there is one page only. */
function fromAutorest(value: JsonValue | undefined, { schema, models }: { readonly schema: Schema; readonly models: Models }): PagingConfig | null {
  if (!isRecord(value) || typeof value["nextLinkName"] !== "string") return null;
  const place = (name: string): string => (schemaAt(schema, `/${name}`, models) === null ? dotted(name) : `/${name}`); // `odata.nextLink` may be one name
  const items = typeof value["itemName"] === "string" ? place(value["itemName"]) : (onlyList(schema, models) ?? "/value");
  return { style: "url", items, next: place(value["nextLinkName"]) };
}

function dotted(name: string): string {
  return name
    .split(/(?<!\\)\./)
    .map((part) => `/${part.replaceAll("\\.", ".")}`)
    .join("");
}

function fromSpeakeasy(value: JsonValue | undefined): PagingConfig | null {
  if (!isRecord(value) || !isRecord(value["outputs"])) return null;
  const { outputs } = value as { readonly outputs: Readonly<Record<string, JsonValue>> }; // just checked
  const out = (key: string): string | null => (typeof outputs[key] === "string" ? pointerOf(outputs[key]) : null);
  const inputs = Array.isArray(value["inputs"]) ? value["inputs"].filter(isRecord) : [];
  const target = (type: string): string | null => {
    const input = inputs.find((each) => each["type"] === type);
    return typeof input?.["name"] === "string" ? input["name"] : null;
  };
  const items = out("results");
  if (items === null) return null;
  const [next, nextUrl, cursor, page, offset, limit, pages] = [
    out("nextCursor"),
    out("nextUrl"),
    target("cursor"),
    target("page"),
    target("offset"),
    target("limit"),
    out("numPages"),
  ];
  if (value["type"] === "cursor" && next !== null && cursor !== null) return { style: "cursor", items, cursor, next };
  if (value["type"] === "url" && nextUrl !== null) return { style: "url", items, next: nextUrl };
  if (page !== null) return { style: "page", items, page, ...(limit === null ? {} : { size: limit }), ...(pages === null ? {} : { pages }) };
  return offset === null ? null : { style: "offset", items, offset, ...(limit === null ? {} : { limit }) };
}

function fromFern(value: JsonValue | undefined): PagingConfig | null {
  if (!isRecord(value) || typeof value["results"] !== "string") return null;
  const items = pointerOf(value["results"]);
  const text = (key: string): string | null => (typeof value[key] === "string" ? pointerOf(value[key]) : null);
  const input = (key: string): string | null => {
    const pointer = text(key);
    return pointer === null ? null : pointer.lastIndexOf("/") === 0 ? pointer.slice(1) : pointer;
  };
  const [cursor, next, uri, offset, step, more] = [
    input("cursor"),
    text("next_cursor"),
    text("next_uri"),
    input("offset"),
    input("step"),
    text("has-next-page"),
  ];
  if (items === null) return null;
  const rest = more === null ? {} : { more };
  if (cursor !== null && next !== null) return { style: "cursor", items, cursor, next, ...rest };
  if (uri !== null) return { style: "url", items, next: uri };
  if (offset === null) return null;
  return step === null ? { style: "page", items, page: offset, ...rest } : { style: "offset", items, offset, limit: step, ...rest };
}
