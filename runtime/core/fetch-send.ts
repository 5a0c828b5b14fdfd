import type { Send } from "./call.js";
import type { Clock } from "./client.js";
import { systemClock } from "./clock.js";
import { Watch } from "./watch.js";
import { ResponseReply } from "./wire.js";

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
      return new WatchedReply(await (options.fetch ?? fetch)(call.url, request), watch);
    } catch (error) {
      throw watch.fail(error);
    }
  };
}

/** A reply whose reading the watch ends in time. */
class WatchedReply extends ResponseReply {
  readonly #watch: Watch;

  constructor(response: Response, watch: Watch) {
    super(response);
    this.#watch = watch;
  }

  override get url(): string {
    return this.response.url || this.#watch.call.url;
  }

  /** Reading it as a stream ends the deadline; the caller's signal still ends the stream. */
  override get body(): ReadableStream<Uint8Array> | null {
    const watch = this.#watch;
    watch.unwind?.();
    const reader = this.response.body?.getReader();
    if (!reader) return null;
    const { onDownload } = watch.call.options;
    const total = Number(this.headers.get("content-length")) || null;
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

  override text(): Promise<string> {
    return this.#read("text");
  }

  override async bytes(): Promise<Uint8Array> {
    return new Uint8Array(await this.#read("arrayBuffer"));
  }

  override blob(): Promise<Blob> {
    return this.#read("blob");
  }

  override cancel(): Promise<void> {
    this.#watch.release();
    return super.cancel();
  }

  override toResponse(): Response {
    const { response, url } = this;
    return response.bodyUsed || !response.body ? response : Object.defineProperty(new Response(this.body, response), "url", { value: url });
  }

  async #read<K extends "text" | "arrayBuffer" | "blob">(kind: K): Promise<Awaited<ReturnType<Response[K]>>> {
    const watch = this.#watch;
    try {
      const source = watch.call.options.onDownload ? this.toResponse() : this.response;
      return (await source[kind]()) as Awaited<ReturnType<Response[K]>>; // the method that was asked for
    } catch (error) {
      throw watch.fail(error);
    } finally {
      watch.release();
    }
  }
}
