import type { Requests, RestRequest } from "./requests.js";
import { failureOf } from "./rest-reply.js";

/** An answer of `request()`, whatever its status; also a page, where it is one (HP). */
export interface HttpPage {
  readonly statusCode: number;
  readonly success: boolean;
  /** Ably's code of a failure; null for a success. */
  readonly errorCode: number | null;
  readonly errorMessage: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** The body's items; a body that is no list is the only one. */
  readonly items: readonly unknown[];
  hasNext(): boolean;
  isLast(): boolean;
  next(): Promise<HttpPage | null>;
  first(): Promise<HttpPage>;
}

/** What `request()` may have beside method and path. */
export interface AnyRequest {
  readonly params?: object | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Of the interface, in place of the client's own (RSC19f1). */
  readonly version?: string | number | undefined;
}

/** Makes a request, and reads its answer as a page (RSC19d). */
export async function httpPage(requests: Requests, given: RestRequest): Promise<HttpPage> {
  const request = { ...given, headers: ownHeaders(given.headers) };
  const reply = await requests.exchange(request);
  const { status, body, links, headers } = reply;
  const success = status >= 200 && status < 300;
  const failure = success ? null : failureOf(reply);
  const go = (path: string): Promise<HttpPage> => httpPage(requests, { ...request, path, params: {} });
  return {
    statusCode: status,
    success,
    // What stands in the headers was written for this (HP6, HP7).
    errorCode: failure && (Number(headers.get("x-ably-errorcode")) || failure.code),
    errorMessage: failure && (headers.get("x-ably-errormessage") ?? failure.message),
    headers: Object.fromEntries(headers),
    items: body === null || !success ? [] : Array.isArray(body) ? body : [body],
    hasNext: () => links.next !== null,
    isLast: () => links.next === null,
    next: async () => (links.next === null ? null : go(links.next)),
    first: () => (links.first === null ? httpPage(requests, request) : go(links.first)),
  };
}

/** Headers of one's own, in lower case so that they replace the client's; credentials are not among them (RSC19b). */
function ownHeaders(given: Readonly<Record<string, string>> = {}): Record<string, string> {
  const headers = Object.entries(given).map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(headers.filter(([name]) => name !== "authorization"));
}
