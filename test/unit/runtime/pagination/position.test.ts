import { describe, expect, it } from "@jest/globals";
import { DecodeError } from "../../../../runtime/core/errors.js";
import type { Paging } from "../../../../runtime/core/operation.js";
import { readSource } from "../../../../runtime/core/pointer.js";
import { firstPosition, nextPosition, type Position, readTarget, toItems } from "../../../../runtime/pagination/position.js";

interface Case {
  readonly name: string;
  readonly paging: Paging;
  readonly input?: object;
  readonly at?: Partial<Position>;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly from?: string;
  /** Input of the next request, its URL, or null at the end. */
  readonly want: object | string | null;
}

const page: Paging = { style: "page", items: "/data", page: "page" };
const offset: Paging = { style: "offset", items: "/data", offset: "offset", limit: "limit" };
const cursor: Paging = { style: "cursor", items: "/data", cursor: "after", next: "/next" };
const byUrl: Paging = { style: "url", items: "/data", next: "/next" };
const link: Paging = { style: "link", items: "" };
const three = { data: [1, 2, 3] };

function next({ paging, input = {}, at = {}, body = {}, headers = {}, from = "https://a.example/v1/things?x=1" }: Case): object | string | null {
  const facts = { body, headers: new Headers(headers), status: 200, url: from };
  const position = nextPosition(paging, { ...firstPosition(input), ...at }, { ...facts, items: toItems(readSource(body, facts.headers, paging.items)) });
  return position === null ? null : (position.url ?? position.input);
}

describe("numbers beyond what a number holds", () => {
  const total: Paging = { ...offset, total: "/total" };
  const rest = { ...three, total: 2 ** 60 };
  it.each<Case>([
    { name: "bigint", paging: total, input: { offset: 9_007_199_254_740_993n }, body: rest, want: { offset: 9_007_199_254_740_996n } },
    { name: "text", paging: total, input: { offset: "9007199254740993" }, body: rest, want: { offset: 9_007_199_254_740_996n } },
    { name: "small bigint", paging: total, input: { offset: 4n }, body: rest, want: { offset: 7 } },
    { name: "page number", paging: page, input: { page: 9_007_199_254_740_993n }, body: three, want: { page: 9_007_199_254_740_994n } },
    { name: "bigint token", paging: cursor, body: { data: [1], next: 9_007_199_254_740_993n }, want: { after: 9_007_199_254_740_993n } },
    { name: "largest whole token", paging: cursor, body: { data: [1], next: Number.MAX_SAFE_INTEGER }, want: { after: Number.MAX_SAFE_INTEGER } },
  ])("$name", (given) => expect(next(given)).toEqual(given.want));

  it("a token that was rounded when it was read is an error that says so, not another place in the list", () => {
    const body = JSON.parse('{"data":[1],"next":9007199254740993}');
    expect(() => next({ name: "", paging: cursor, body, want: null })).toThrow(
      expect.objectContaining({ kind: "decode", remedy: "Have whole numbers as bigint: `types: { int64: bigint }` in client.yaml" }),
    );
  });
});

describe("nextPosition by page number", () => {
  const cases: Case[] = [
    { name: "the second page follows the first, which nobody numbered", paging: page, input: { q: "x" }, body: three, want: { q: "x", page: 2 } },
    { name: "a first page of 0", paging: { ...page, start: 0 }, body: three, want: { page: 1 } },
    { name: "the number that the caller began with, even as text", paging: page, input: { page: "7" }, body: three, want: { page: 8 } },
    { name: "an empty page is the last", paging: page, input: { page: 4 }, body: { data: [] }, want: null },
    { name: "a page shorter than one before it is the last", paging: page, input: { page: 2 }, at: { full: 4 }, body: three, want: null },
    {
      name: "a short first page proves nothing: servers cap sizes",
      paging: { ...page, size: "size" },
      input: { size: 1000 },
      body: three,
      want: { size: 1000, page: 2 },
    },
    { name: "a size of -1 asked for everything", paging: { ...page, size: "size" }, input: { size: -1 }, body: three, want: null },
    {
      name: "a number deep in the body",
      paging: { ...page, page: "/request_data/page" },
      input: { request_data: { page: 1, sort: "-a" } },
      body: three,
      want: { request_data: { page: 2, sort: "-a" } },
    },
    {
      name: "the total not yet reached",
      paging: { ...page, total: "/total" },
      at: { seen: 3 },
      input: { page: 2 },
      body: { ...three, total: 7 },
      want: { page: 3 },
    },
    { name: "the total reached", paging: { ...page, total: "/total" }, at: { seen: 3 }, input: { page: 2 }, body: { ...three, total: 6 }, want: null },
    {
      name: "the total, begun in the middle",
      paging: { ...page, total: "/total", size: "size" },
      input: { page: 3, size: 3 },
      body: { ...three, total: 9 },
      want: null,
    },
    { name: "an unknown total (-1) decides nothing", paging: { ...page, total: "/total" }, body: { ...three, total: -1 }, want: { page: 2 } },
    { name: "an empty page ends even before the total", paging: { ...page, total: "/total" }, body: { data: [], total: 9 }, want: null },
    {
      name: "the number of pages, not yet reached",
      paging: { ...page, pages: "header:x-pages" },
      input: { page: 2 },
      headers: { "x-pages": "3" },
      body: { data: [] },
      want: { page: 3 },
    },
    { name: "the number of pages, reached", paging: { ...page, pages: "/pages", start: 0 }, input: { page: 2 }, body: { ...three, pages: 3 }, want: null },
    { name: "more: true goes on, even after an empty page", paging: { ...page, more: "/more" }, body: { data: [], more: true }, want: { page: 2 } },
    { name: "more: a next link says yes", paging: { ...page, more: "/next" }, body: { ...three, next: "https://a.example/2" }, want: { page: 2 } },
    { name: "more: null ends", paging: { ...page, more: "/next" }, body: { ...three, next: null }, want: null },
    { name: "more: absent ends", paging: { ...page, more: "/has_more" }, body: three, want: null },
    { name: "more: the text false ends", paging: { ...page, more: "header:x-more" }, headers: { "x-more": "False" }, body: three, want: null },
  ];
  it.each(cases)("$name", (given) => expect(next(given)).toEqual(given.want));
});

describe("nextPosition by offset", () => {
  const cases: Case[] = [
    { name: "moves on by what came, not by what was asked for", paging: offset, input: { limit: 1000 }, body: three, want: { limit: 1000, offset: 3 } },
    { name: "from an offset that the caller gave", paging: offset, input: { offset: 10 }, body: three, want: { offset: 13 } },
    { name: "ends at an empty page", paging: offset, body: { data: [] }, want: null },
    { name: "ends at a page shorter than one before it", paging: offset, at: { full: 5 }, body: three, want: null },
    {
      name: "goes on below the total",
      paging: { ...offset, total: "/total_entries" },
      input: { offset: 3 },
      body: { ...three, total_entries: 7 },
      want: { offset: 6 },
    },
    { name: "ends at the total", paging: { ...offset, total: "/total_entries" }, input: { offset: 3 }, body: { ...three, total_entries: 6 }, want: null },
    { name: "ends at an empty page below the total", paging: { ...offset, total: "/total" }, body: { data: [], total: 5 }, want: null },
    {
      name: "steps over an empty page that is not the last",
      paging: { ...offset, more: "/more" },
      input: { limit: 5 },
      body: { data: [], more: true },
      want: { limit: 5, offset: 5 },
    },
    { name: "ends rather than ask the same again", paging: { ...offset, more: "/more" }, body: { data: [], more: true }, want: null },
    { name: "ends when there is no more", paging: { ...offset, more: "/more" }, body: { ...three, more: false }, want: null },
  ];
  it.each(cases)("$name", (given) => expect(next(given)).toEqual(given.want));
});

describe("nextPosition by cursor", () => {
  const cases: Case[] = [
    { name: "a token from the body", paging: cursor, input: { limit: 3 }, body: { ...three, next: "t2" }, want: { limit: 3, after: "t2" } },
    {
      name: "a token from a header",
      paging: { ...cursor, next: "header:x-ms-continuation" },
      headers: { "x-ms-continuation": "t2" },
      body: three,
      want: { after: "t2" },
    },
    { name: "the id of the last item", paging: { ...cursor, next: "/data/-1/id" }, body: { data: [{ id: 1 }, { id: 9 }] }, want: { after: 9 } },
    { name: "the last item of no items", paging: { ...cursor, next: "/data/-1/id" }, body: { data: [] }, want: null },
    {
      name: "tokens of any type: lists, integers beyond 2^53, 0",
      paging: cursor,
      body: { next: 18446744073709551615n },
      want: { after: 18446744073709551615n },
    },
    { name: "0 is a token", paging: cursor, body: { next: 0 }, want: { after: 0 } },
    { name: "lists are tokens", paging: cursor, body: { next: [1, "a"] }, want: { after: [1, "a"] } },
    { name: "an empty page with a token is not the last", paging: cursor, body: { data: [], next: "t2" }, want: { after: "t2" } },
    { name: "no token", paging: cursor, body: three, want: null },
    { name: "null", paging: cursor, body: { next: null }, want: null },
    { name: "empty text", paging: cursor, body: { next: "" }, want: null },
    { name: "a token that more denies", paging: { ...cursor, more: "/has_more" }, body: { next: "t2", has_more: false }, want: null },
    { name: "a token deep in the request body", paging: { ...cursor, cursor: "/body/page_token" }, body: { next: "t2" }, want: { body: { page_token: "t2" } } },
  ];
  it.each(cases)("$name", (given) => expect(next(given)).toEqual(given.want));
});

describe("nextPosition by URL and Link header", () => {
  const cases: Case[] = [
    { name: "absolute", paging: byUrl, body: { next: "https://b.example/x?p=2" }, want: "https://b.example/x?p=2" },
    { name: "relative to the path", paging: byUrl, body: { next: "more?p=2" }, want: "https://a.example/v1/more?p=2" },
    { name: "relative to the host", paging: byUrl, body: { next: "/x" }, want: "https://a.example/x" },
    { name: "only a query", paging: byUrl, body: { next: "?p=2" }, want: "https://a.example/v1/things?p=2" },
    { name: "http on the same host stays https", paging: byUrl, body: { next: "http://a.example/x" }, want: "https://a.example/x" },
    { name: "http on another host stays what it says", paging: byUrl, body: { next: "http://b.example/x" }, want: "http://b.example/x" },
    { name: "no URL", paging: byUrl, body: { next: null }, want: null },
    { name: "a Link header", paging: link, headers: { link: '<?p=1>; rel="prev", <?p=3>; rel="next"' }, body: [1], want: "https://a.example/v1/things?p=3" },
    {
      name: "a Link header, after an empty page",
      paging: link,
      headers: { link: "<./things?p=3>; rel=next" },
      body: [],
      want: "https://a.example/v1/things?p=3",
    },
    { name: "a Link header without next", paging: link, headers: { link: '<?p=1>; rel="prev"' }, body: [1], want: null },
    { name: "no Link header", paging: link, body: [1], want: null },
  ];
  it.each(cases)("$name", (given) => expect(next(given)).toEqual(given.want));

  it.each(["http://", "file:///etc/passwd", "javascript:alert(1)", 7, { href: "x" }])("refuses %j", (target) => {
    expect(() => next({ name: "", paging: byUrl, body: { next: target }, want: null })).toThrow(DecodeError);
  });
});

describe("toItems", () => {
  it.each([
    { given: [1, 2], want: [1, 2] },
    { given: undefined, want: [] },
    { given: null, want: [] },
    { given: "", want: [] },
    { given: { id: 1 }, want: [{ id: 1 }] },
  ])("$given", ({ given, want }) => expect(toItems(given)).toEqual(want));
});

describe("readTarget", () => {
  it("reads keys and pointers, own ones only", () => {
    expect(readTarget({ "a.b": 1 }, "a.b")).toBe(1);
    expect(readTarget({ a: { b: 2 } }, "/a/b")).toBe(2);
    expect(readTarget({}, "constructor")).toBeUndefined();
  });
});
