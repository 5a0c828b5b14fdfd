import type { Send, WireHeaders, WireReply } from "./call.js";
import type { Clock } from "./client.js";
import { systemClock } from "./clock.js";
import { errorFrom } from "./errors.js";
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
      const request: RequestInit & { duplex?: "half" } = { ...init, method, headers, body: body as BodyInit | null, redirect: secrets ? "manual" : "follow" }; // TypeScript's BodyInit knows fewer Uint8Arrays than fetch takes
      if (watch.signal) request.signal = watch.signal;
      if (body instanceof ReadableStream) request.duplex = "half";
      return new FetchReply(await (options.fetch ?? fetch)(call.url, request), watch);
    } catch (error) {
      throw watch.fail(error);
    }
  };
}

/** A WireReply over a standard Response: for your own Send, for mocks, for caches. */
export function toWireReply(response: Response): WireReply {
  return new FetchReply(response, null);
}

class FetchReply implements WireReply {
  readonly status: number;
  readonly headers: WireHeaders;
  readonly #response: Response;
  readonly #watch: Watch | null;

  constructor(response: Response, watch: Watch | null) {
    this.status = response.status;
    this.headers = response.headers;
    this.#response = response;
    this.#watch = watch;
  }

  get url(): string {
    return this.#response.url || (this.#watch?.call.url ?? "");
  }

  /** Reading it as a stream ends the deadline; the caller's signal still ends the stream. */
  get body(): ReadableStream<Uint8Array> | null {
    const watch = this.#watch;
    watch?.unwind?.();
    const reader = this.#response.body?.getReader();
    if (!reader) return null;
    const onDownload = watch?.call.options.onDownload;
    const total = Number(this.headers.get("content-length")) || null;
    let received = 0;
    return new ReadableStream<Uint8Array>({
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            watch?.release();
            return controller.close();
          }
          controller.enqueue(value);
          received += value.length;
          onDownload?.(received, total);
        } catch (error) {
          throw watch ? watch.fail(error) : errorFrom(error);
        }
      },
      cancel(reason) {
        watch?.release();
        return reader.cancel(reason);
      },
    });
  }

  text(): Promise<string> {
    return this.#read("text");
  }

  async bytes(): Promise<Uint8Array> {
    return new Uint8Array(await this.#read("arrayBuffer"));
  }

  blob(): Promise<Blob> {
    return this.#read("blob");
  }

  async cancel(): Promise<void> {
    this.#watch?.release();
    // A body that is read or being read has nothing left to release.
    await this.#response.body?.cancel().catch(() => undefined);
  }

  toResponse(): Response {
    const response = this.#response;
    if (response.bodyUsed || !response.body || !this.#watch) return response;
    const { url } = this;
    return Object.defineProperty(new Response(this.body, response), "url", { value: url });
  }

  async #read<K extends "text" | "arrayBuffer" | "blob">(kind: K): Promise<Awaited<ReturnType<Response[K]>>> {
    const watch = this.#watch;
    try {
      const source = watch?.call.options.onDownload ? new Response(this.body, this.#response) : this.#response;
      return (await source[kind]()) as Awaited<ReturnType<Response[K]>>; // the method that was asked for
    } catch (error) {
      throw watch ? watch.fail(error) : errorFrom(error);
    } finally {
      watch?.release();
    }
  }
}
