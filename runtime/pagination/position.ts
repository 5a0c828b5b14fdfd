import type { WireHeaders } from "../core/call.js";
import { DecodeError } from "../core/errors.js";
import type { Paging, Source, Target } from "../core/operation.js";
import { readPointer, readSource, setTarget } from "../core/pointer.js";
import { findLink } from "./link.js";

/** One request of a walk through a list: all that is needed to make it, here or in another process. */
export interface Position {
  /** Input of the operation, with the page's number, offset or token in it. */
  readonly input: object;
  /** What to GET instead, where the server says so with a URL; null: the operation itself. */
  readonly url: string | null;
  /** Items on the pages before this one. */
  readonly seen: number;
  /** Most items that a page before had: what counts as a full page. */
  readonly full: number;
}

/** A page as it came. */
export interface PageFacts {
  /** The whole body, before any unwrapping. */
  readonly body: unknown;
  readonly headers: WireHeaders;
  readonly status: number;
  /** After redirects: what relative URLs are relative to. */
  readonly url: string;
  readonly items: readonly unknown[];
}

/** The walk's first request. */
export function firstPosition(input: object): Position {
  return { input, url: null, seen: 0, full: 0 };
}

/**
 * Where the list goes on after a page; null at its end.
 * Tokens and URLs decide alone: an empty page that has one is not the last. Numbers and offsets end at the declared total
 * (items or pages) or `more` flag; without them, at an empty page or one that is shorter than a page before it.
 */
export function nextPosition(paging: Paging, at: Position, page: PageFacts): Position | null {
  const seen = at.seen + page.items.length;
  const full = Math.max(at.full, page.items.length);
  const onward = (target: Target, value: unknown): Position => ({ input: setTarget(at.input, target, value), url: null, seen, full });
  switch (paging.style) {
    case "page":
      return pageGoesOn(paging, at, page) ? onward(paging.page, plus(readTarget(at.input, paging.page) ?? paging.start ?? 1, 1)) : null;
    case "offset": {
      const step = offsetStep(paging, at, page);
      return step === 0 ? null : onward(paging.offset, plus(readTarget(at.input, paging.offset), step));
    }
    case "cursor": {
      const token = readSource(page.body, page.headers, paging.next);
      if (isAbsent(token) || flag(page, paging.more) === false) return null;
      if (Number.isInteger(token) && !Number.isSafeInteger(token)) throw rounded(token, page);
      return onward(paging.cursor, token);
    }
    case "url":
    case "link": {
      const next = paging.style === "link" ? findLink(page.headers.get("link"), "next") : readSource(page.body, page.headers, paging.next);
      return isAbsent(next) ? null : { input: at.input, url: resolveUrl(next, page), seen, full };
    }
  }
}

/** A token that lost digits when the body was read: the list would go on elsewhere. */
const rounded = (token: unknown, { status, headers }: PageFacts): DecodeError =>
  new DecodeError(`The next page's token ${token} is larger than a number holds exactly`, {
    status,
    contentType: headers.get("content-type"),
    text: "",
    remedy: "Have whole numbers as bigint: `types: { int64: bigint }` in client.yaml",
  });

/** A number, or the text of one, and more: exact where numbers are not. */
function plus(value: unknown, step: number): number | bigint {
  const sum = (toNumber(value) ?? 0) + step;
  return Number.isSafeInteger(sum) || !/^-?\d+$/.test(`${value}`) ? sum : BigInt(value as string | bigint) + BigInt(step); // it prints as digits
}

/** The items of a page from what stands in their place: nothing, a list, or (XML without a shape) a single item. */
export function toItems(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null || value === "" ? [] : [value];
}

function pageGoesOn(paging: Extract<Paging, { style: "page" }>, at: Position, page: PageFacts): boolean {
  const size = paging.size === undefined ? null : numberAt(at.input, paging.size);
  const before = pageNumber(paging, at) - (paging.start ?? 1);
  const pages = count(page, paging.pages);
  if (pages !== null) return before + 1 < pages;
  const total = count(page, paging.total);
  const more = flag(page, paging.more);
  if (total === null && more !== null) return more;
  // A size of -1 or 0 asks for everything at once.
  if (page.items.length === 0 || (size !== null && size <= 0)) return false;
  if (total === null) return page.items.length >= at.full;
  return (at.seen || before * (size ?? page.items.length)) + page.items.length < total;
}

/** How far the offset moves on; 0 at the end. */
function offsetStep(paging: Extract<Paging, { style: "offset" }>, at: Position, page: PageFacts): number {
  const length = page.items.length;
  const total = count(page, paging.total);
  if (total !== null) return (numberAt(at.input, paging.offset) ?? 0) + length < total ? length : 0;
  const more = flag(page, paging.more);
  if (more === null) return length >= at.full ? length : 0;
  // An empty page that is not the last (items were filtered out): the offset moves on by what was asked for.
  return more ? length || ((paging.limit === undefined ? null : numberAt(at.input, paging.limit)) ?? 0) : 0;
}

function pageNumber(paging: Extract<Paging, { style: "page" }>, at: Position): number {
  return numberAt(at.input, paging.page) ?? paging.start ?? 1;
}

function numberAt(input: object, target: Target): number | null {
  return toNumber(readTarget(input, target));
}

/** Reads a Target: an input key, or a pointer into the input. */
export function readTarget(input: object, target: Target): unknown {
  if (target.startsWith("/")) return readPointer(input, target);
  return Object.hasOwn(input, target) ? (input as Record<string, unknown>)[target] : undefined; // an own key
}

/** A declared total; null when none is declared or the server doesn't know it (absent, -1). */
function count(page: PageFacts, source: Source | undefined): number | null {
  const value = source === undefined ? null : toNumber(readSource(page.body, page.headers, source));
  return value !== null && value >= 0 ? value : null;
}

/** A declared `more`; null when none is declared. An absent one says no: servers leave `has_more` out at the end. */
function flag(page: PageFacts, source: Source | undefined): boolean | null {
  if (source === undefined) return null;
  const value = readSource(page.body, page.headers, source);
  return !isAbsent(value) && value !== 0 && String(value).toLowerCase() !== "false";
}

function toNumber(value: unknown): number | null {
  if (typeof value !== "number" && typeof value !== "string" && typeof value !== "bigint") return null;
  return value === "" || Number.isNaN(Number(value)) ? null : Number(value);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === "" || value === false;
}

function resolveUrl(next: unknown, page: PageFacts): string {
  const broken = (cause?: unknown): DecodeError =>
    new DecodeError(`The next page's address is no URL: ${JSON.stringify(next)}`, {
      status: page.status,
      contentType: page.headers.get("content-type"),
      text: String(next).slice(0, 200),
      cause,
    });
  if (typeof next !== "string") throw broken();
  const url = parseUrl(next, page.url, broken);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw broken();
  // Servers behind a proxy that ends TLS often write http: for themselves. Never weaker than what we came by.
  if (url.protocol === "http:" && page.url.startsWith("https:") && url.host === new URL(page.url).host) url.protocol = "https:";
  return url.href;
}

function parseUrl(text: string, from: string, broken: (cause: unknown) => DecodeError): URL {
  try {
    return new URL(text, from);
  } catch (cause) {
    throw broken(cause);
  }
}
