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

/** Makes a request, and reads its answer as a page (RSC19d). */
export async function httpPage(requests: Requests, request: RestRequest): Promise<HttpPage> {
  const reply = await requests.exchange(request);
  const { status, body, links, headers } = reply;
  const success = status >= 200 && status < 300;
  const failure = success ? null : failureOf(reply);
  const go = (path: string): Promise<HttpPage> => httpPage(requests, { ...request, path, params: {} });
  return {
    statusCode: status,
    success,
    errorCode: failure?.code ?? null,
    errorMessage: failure?.message ?? null,
    headers: Object.fromEntries(headers),
    items: body === null || !success ? [] : Array.isArray(body) ? body : [body],
    hasNext: () => links.next !== null,
    isLast: () => links.next === null,
    next: async () => (links.next === null ? null : go(links.next)),
    first: () => (links.first === null ? httpPage(requests, request) : go(links.first)),
  };
}
