import { sizeLimit, tooLarge } from "./body-limits.js";
import type { FetchBody, Send, WireReply } from "./call.js";
import type { Clock } from "./client.js";
import { systemClock } from "./clock.js";
import { streamFrom } from "./stream.js";
import { Watch } from "./watch.js";

/** Options of `fetchSend`. */
export interface FetchSendOptions {
  /** Default: the global fetch, looked up at each call. */
  readonly fetch?: typeof fetch | undefined;
  readonly clock?: Clock | undefined;
  /** Given to every fetch: `credentials`, `cache`, `keepalive`; on Node also `dispatcher`. */
  readonly init?: RequestInit | undefined;
}

/**
 * The network by `fetch`: the default on every platform. Calls with secret headers don't follow redirects here (fetch would
 * carry such headers to another host); the `redirects` layer does. In browsers such a redirect is opaque and fails.
 */
export function fetchSend(options: FetchSendOptions = {}): Send {
  const { clock = systemClock, init } = options;
  return async (call) => {
    const watch = new Watch(call, clock);
    const { method, headers, body, secrets } = call;
    try {
      if (watch.reason) throw watch.reason;
      const request: RequestInit & { duplex?: "half" } = { ...init, method, headers, body: body as FetchBody | null, redirect: secrets ? "manual" : "follow" }; // TypeScript's BodyInit knows fewer Uint8Arrays than fetch takes
      if (watch.signal) request.signal = watch.signal;
      if (body instanceof ReadableStream) request.duplex = "half";
      return watched(await (options.fetch ?? fetch)(call.url, request), watch);
    } catch (error) {
      throw watch.fail(error);
    }
  };
}

/** A reply whose reading the watch ends in time. */
function watched(response: Response, watch: Watch): WireReply {
  const { call } = watch;
  const { status, headers } = response;
  const url = response.url || call.url;
  const limit = sizeLimit(call);
  const read = async <K extends "text" | "arrayBuffer" | "blob">(kind: K): Promise<Awaited<ReturnType<Response[K]>>> => {
    const length = headers.get("content-length");
    // Nothing to count: the platform reads it faster.
    const isKnown = length !== null && Number(length) <= limit && !headers.has("content-encoding") && !call.options.onDownload;
    try {
      return (await (isKnown ? response : counted(response, watch, limit))[kind]()) as Awaited<ReturnType<Response[K]>>; // the method that was asked for
    } catch (error) {
      throw isKnown ? watch.fail(error) : error;
    } finally {
      watch.release();
    }
  };
  return {
    status,
    headers,
    url,
    get body() {
      watch.unwind?.();
      return countedBody(response, watch);
    },
    text: () => read("text"),
    bytes: async () => new Uint8Array(await read("arrayBuffer")),
    blob: () => read("blob"),
    cancel: async () => {
      watch.release();
      // A body that is read or being read has nothing left to release.
      await response.body?.cancel().catch(() => undefined);
    },
    toResponse() {
      watch.unwind?.();
      return Object.defineProperty(counted(response, watch), "url", { value: url });
    },
  };
}

/** The same response, its body told to `onDownload` and ended beyond so many bytes. */
const counted = (response: Response, watch: Watch, limit?: number): Response =>
  response.bodyUsed || !response.body ? response : new Response(countedBody(response, watch, limit) as FetchBody | null, response);

/** The body as a stream. Who hands it to the caller ends the deadline; the caller's signal still ends the stream. */
function countedBody(response: Response, watch: Watch, limit = 1 / 0): ReadableStream<Uint8Array> | null {
  const { call } = watch;
  const { body, headers } = response;
  const reader = body?.getReader();
  // More comes out of a compressed body than its length says.
  const total = headers.has("content-encoding") ? null : Number(headers.get("content-length")) || null;
  let received = 0;
  if (!reader) return null;
  return streamFrom({
    async read() {
      const { done, value } = await reader.read().catch((error) => {
        throw watch.fail(error);
      });
      received += value?.length ?? 0;
      if (done) watch.release();
      else call.options.onDownload?.(received, total);
      if (received > limit) throw tooLarge(call, response);
      return { done, value };
    },
    cancel(reason) {
      watch.release();
      return reader.cancel(reason);
    },
  });
}
