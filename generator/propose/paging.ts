import type { Operation, Schema } from "../ir/index.js";
import type { PagingConfig } from "../plan/config/client-config.js";
import type { Proposal } from "./proposal.js";
import { type InputPlace, operationKey, type Reading } from "./reading.js";

/** What a list operation looks like to the rules below. */
interface Candidate {
  readonly operation: Operation;
  readonly inputs: ReadonlyMap<string, InputPlace>;
  /** Pointer of the item array, and its item schema. */
  readonly items: string;
  readonly item: Schema;
  /** Scalar fields of the reply by pointer. */
  readonly facts: ReadonlyMap<string, Schema>;
  readonly headers: ReadonlySet<string>;
}
type Guess = { readonly value: PagingConfig; readonly reason: string };
type Rule = (candidate: Candidate, reading: Reading) => Guess | null;

const cursorInputs = [
  "page_token",
  "pageToken",
  "next_page_token",
  "cursor",
  "next_cursor",
  "nextCursor",
  "continuationToken",
  "continuation_token",
  "continuation",
  "after",
  "starting_after",
  "next_token",
  "nextToken",
  "offset",
  "marker",
  "page",
  "scroll_id",
  "group_next_token",
];
const cursorOutputs =
  /^(next|next_?page_?token|next-page-token|next_?cursor|next_?page_?offset|next_?page|next_?token|continuation_?token|end_?cursor|nextmarker|groupnexttoken|cursor)$/i;
const urlOutputs = /^(continuation_?uri|next_?link|next_?url|next_?page_?url|next|href)$/i;
const totals = /^(total|total_?(count|entries|items|results|hits)|count|x-total-count|number_?of_?results)$/i;
const pageCounts = /^(total_?pages|page_?count|last_?page|pages)$/i;
const sizes = ["per_page", "perPage", "page_size", "pageSize", "limit", "size", "perpage", "max_results", "maxResults", "page[size]", "page_limit", "count"];

/** Every list operation whose document shows how it goes on; operations that declare it by a vendor extension are left out. */
export function proposePaging(reading: Reading): Proposal[] {
  const linked = linkConvention(reading);
  const proposals: Proposal[] = [];
  for (const operation of reading.api.operations) {
    if (declares(operation)) continue;
    const candidate = asCandidate(operation, reading);
    if (candidate === null) continue;
    const guess = [linkHeader(linked), lastItem, token, url, offset, page].reduce<Guess | null>((found, rule) => found ?? rule(candidate, reading), null);
    if (guess) proposals.push({ operation: operationKey(operation), kind: "pages", value: guess.value, reason: guess.reason });
  }
  return proposals;
}

const declares = (operation: Operation): boolean => operation.extensions.some((extension) => /pageable|pagination/i.test(extension.key));

function asCandidate(operation: Operation, reading: Reading): Candidate | null {
  if (operation.method !== "GET" && operation.method !== "POST") return null;
  const success = reading.success(operation);
  if (success === null) return null;
  const inputs = reading.inputs(operation);
  if (operation.method === "POST" && ![...inputs.keys()].some((name) => cursorInputs.includes(name) || sizes.includes(name))) return null;
  const list = findList(success.schema, reading);
  if (list === null) return null;
  const headers = new Set(success.response.headers.map((header) => header.name.toLowerCase()));
  return { operation, inputs, items: list.pointer, item: list.item, facts: factsOf(success.schema, reading), headers };
}

const listNames = /^(data|items|results?|values?|value|records|entries|list|objects|content|rows|hits|resources|points)$/i;

/** The array that a list reply is about: the body itself, its only array, or the one with a usual name; at most two levels down. */
function findList(schema: Schema, reading: Reading): { readonly pointer: string; readonly item: Schema } | null {
  const body = reading.resolve(schema);
  if (body.kind === "array") return { pointer: "", item: body.items };
  const arrays = (from: Schema, prefix: string): { pointer: string; item: Schema; name: string }[] =>
    reading.fields(from).flatMap((field) => {
      const known = reading.resolve(field.schema);
      return known.kind === "array" ? [{ pointer: `${prefix}/${escaped(field.name)}`, item: known.items, name: field.name }] : [];
    });
  const choose = (found: ReturnType<typeof arrays>): (typeof found)[number] | null =>
    found.length === 1 ? (found[0] ?? null) : (found.find((entry) => listNames.test(entry.name)) ?? null);
  const direct = choose(arrays(body, ""));
  if (direct) return direct;
  for (const field of reading.fields(body)) {
    if (reading.resolve(field.schema).kind !== "object") continue;
    const nested = choose(arrays(field.schema, `/${escaped(field.name)}`));
    if (nested) return nested;
  }
  return null;
}

function factsOf(schema: Schema, reading: Reading): ReadonlyMap<string, Schema> {
  const facts = new Map<string, Schema>();
  for (const field of reading.fields(schema)) {
    const known = reading.resolve(field.schema);
    facts.set(`/${escaped(field.name)}`, known);
    for (const inner of reading.fields(known)) facts.set(`/${escaped(field.name)}/${escaped(inner.name)}`, reading.resolve(inner.schema));
  }
  return facts;
}

const escaped = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
const last = (pointer: string): string => pointer.slice(pointer.lastIndexOf("/") + 1);
const fact = (candidate: Candidate, pattern: RegExp, kinds: readonly Schema["kind"][]): string | null => {
  for (const [pointer, schema] of candidate.facts) if (pattern.test(last(pointer)) && kinds.includes(schema.kind)) return pointer;
  return null;
};
const firstInput = (candidate: Candidate, names: readonly string[]): string | null => names.find((name) => candidate.inputs.has(name)) ?? null;

/** Whether most lists of this API that take a page also declare a Link header: then those that forgot it follow suit. */
function linkConvention(reading: Reading): boolean {
  let declared = 0;
  let silent = 0;
  for (const operation of reading.api.operations) {
    const inputs = reading.inputs(operation);
    if (!inputs.has("page") || !firstOf(inputs, sizes)) continue;
    if (operation.responses.some((response) => response.headers.some((header) => header.name.toLowerCase() === "link"))) declared += 1;
    else silent += 1;
  }
  return declared > silent;
}
const firstOf = (inputs: ReadonlyMap<string, InputPlace>, names: readonly string[]): boolean => names.some((name) => inputs.has(name));

const linkHeader =
  (convention: boolean): Rule =>
  (candidate) => {
    const paged = firstOf(candidate.inputs, sizes) && firstOf(candidate.inputs, ["page", "after", "before", "cursor", "since"]);
    if (candidate.headers.has("link")) return { value: { style: "link", items: candidate.items }, reason: "the reply declares a Link header" };
    return convention && paged
      ? { value: { style: "link", items: candidate.items }, reason: "takes a page, and most lists of this API answer with a Link header" }
      : null;
  };

/** `starting_after` takes the id of the last item; `has_more` says whether to go on. */
const lastItem: Rule = (candidate, reading) => {
  const cursor = firstInput(candidate, ["starting_after"]);
  const more = fact(candidate, /^has_?more$/i, ["boolean"]);
  const item = reading.resolve(candidate.item);
  const id = reading.fields(item).some((field) => field.name === "id") || item.kind === "union";
  if (cursor === null || more === null || !id) return null;
  return {
    value: { style: "cursor", items: candidate.items, cursor, next: `${candidate.items}/-1/id`, more },
    reason: `${cursor} takes the id of the last item, and the reply says ${last(more)}`,
  };
};

const token: Rule = (candidate) => {
  const header = [...candidate.headers].find((name) => /continuation|next-(page-)?(token|cursor)/.test(name));
  const cursor = firstInput(candidate, header === undefined ? cursorInputs : ["continuation", "continuationToken", header, ...cursorInputs]);
  if (cursor === null) return null;
  if (header !== undefined)
    return {
      value: { style: "cursor", items: candidate.items, cursor, next: `header:${header}` },
      reason: `${cursor} takes what the reply's ${header} header gives`,
    };
  const next = fact(candidate, cursorOutputs, ["string", "union", "unknown", "number", "literal"]);
  if (next === null || isNumber(candidate.facts.get(next), candidate.inputs.get(cursor)) || isUri(candidate.facts.get(next))) return null;
  if (["page", "offset"].includes(cursor) && !/next/i.test(last(next))) return null;
  const more = fact(candidate, /^has_?(more|next(_?page)?)$/i, ["boolean"]);
  return {
    value: { style: "cursor", items: candidate.items, cursor, next, ...(more === null ? {} : { more }) },
    reason: `${cursor} takes what the reply gives as ${last(next)}`,
  };
};

/** A number that only restates the page is no token. */
const isNumber = (schema: Schema | undefined, input: InputPlace | undefined): boolean => schema?.kind === "number" && input?.name === "page";
const isUri = (schema: Schema | undefined): boolean => schema?.kind === "string" && schema.format !== null && /^ur[il]/.test(schema.format);

const url: Rule = (candidate) => {
  const next = fact(candidate, urlOutputs, ["string"]);
  if (next === null) return null;
  const certain = isUri(candidate.facts.get(next)) || /ur[il]|link/i.test(last(next)) || /^\/(links|_links|paging|pagination|meta)\/next/.test(next);
  return certain ? { value: { style: "url", items: candidate.items, next }, reason: `the reply gives the next page's URL as ${last(next)}` } : null;
};

const offset: Rule = (candidate) => {
  const start = firstInput(candidate, ["offset", "page_offset", "skip", "start", "startIndex", "from"]);
  const limit = firstInput(candidate, ["limit", "page_limit", "size", "count", "max_results", "maxResults", "take", "per_page"]);
  if (start === null || limit === null || !isInteger(candidate.inputs.get(start))) return null;
  const total = fact(candidate, totals, ["number"]);
  return {
    value: { style: "offset", items: candidate.items, offset: start, limit, ...(total === null ? {} : { total }) },
    reason: `takes ${start} and ${limit}${total === null ? "" : `, and the reply counts ${last(total)}`}`,
  };
};
const isInteger = (input: InputPlace | undefined): boolean =>
  input !== undefined && (input.schema.kind === "number" || (input.schema.kind === "union" && input.schema.of.some((arm) => arm.kind === "number")));

const page: Rule = (candidate) => {
  const number = firstInput(candidate, ["page", "pageNumber", "page_number", "pageIndex", "page[number]", "currentPage"]);
  if (number === null || !isInteger(candidate.inputs.get(number))) return null;
  const size = firstInput(candidate, sizes);
  const total = fact(candidate, totals, ["number"]);
  const pages = fact(candidate, pageCounts, ["number"]);
  const extra = { ...(size === null ? {} : { size }), ...(total === null ? {} : { total }), ...(pages === null ? {} : { pages }) };
  return { value: { style: "page", items: candidate.items, page: number, ...extra }, reason: `takes a ${number} number${size === null ? "" : ` and ${size}`}` };
};
