import type { FetchBody, Send, WireReply } from "./call.js";
import type { Clock } from "./client.js";
import { systemClock } from "./clock.js";
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
  const read = async <K extends "text" | "arrayBuffer" | "blob">(kind: K): Promise<Awaited<ReturnType<Response[K]>>> => {
    try {
      const source = watch.call.options.onDownload ? counted() : response;
      return (await source[kind]()) as Awaited<ReturnType<Response[K]>>; // the method that was asked for
    } catch (error) {
      throw watch.fail(error);
    } finally {
      watch.release();
    }
  };
  const counted = (): Response =>
    response.bodyUsed || !response.body ? response : Object.defineProperty(new Response(watchedBody(response, watch), response), "url", { value: reply.url });
  const reply: WireReply = {
    status: response.status,
    headers: response.headers,
    url: response.url || watch.call.url,
    get body(): ReadableStream<Uint8Array> | null {
      watch.unwind?.();
      return watchedBody(response, watch);
    },
    text: () => read("text"),
    bytes: async () => new Uint8Array(await read("arrayBuffer")),
    blob: () => read("blob"),
    cancel: async () => {
      watch.release();
      // A body that is read or being read has nothing left to release.
      await response.body?.cancel().catch(() => undefined);
    },
    toResponse: () => {
      watch.unwind?.();
      return counted();
    },
  };
  return reply;
}

/** The body as a stream, told to `onDownload`. Who hands it to the caller ends the deadline; the caller's signal still ends the stream. */
function watchedBody({ body, headers }: Response, watch: Watch): ReadableStream<Uint8Array> | null {
  const reader = body?.getReader();
  if (!reader) return null;
  const { onDownload } = watch.call.options;
  const total = Number(headers.get("content-length")) || null;
  let received = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          watch.release();
          return controller.close();
        }
        controller.enqueue(value);
        received += value.length;
        onDownload?.(received, total);
      } catch (error) {
        throw watch.fail(error);
      }
    },
    cancel(reason) {
      watch.release();
      return reader.cancel(reason);
    },
  });
}
