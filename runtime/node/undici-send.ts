import { Readable } from "node:stream";
import type { Call, CallBody, Send } from "../core/call.js";
import type { Clock } from "../core/client.js";
import { systemClock } from "../core/clock.js";
import { failover } from "../retry/failover.js";
import { acceptEncoding } from "./content-coding.js";
import type { DispatcherLike, DispatchRequest } from "./dispatcher.js";
import { Exchange } from "./exchange.js";
import { createDispatcher, type PoolOptions } from "./pool.js";

/** Options of `undiciSend`. */
export interface UndiciSendOptions extends PoolOptions {
  /** Your own undici dispatcher (Agent, Pool, MockAgent ...); the pool options are not looked at then. */
  readonly dispatcher?: DispatcherLike | undefined;
  /** Base URLs that serve the same API, the preferred one first: when one is down, the next is asked. */
  readonly failover?: readonly string[] | undefined;
  /**
   * Milliseconds of silence in the middle of a body after which the connection counts as broken. Default: undici's own 300,000 (or
   * the call's deadline, where that is longer), and none for streams of items (server-sent events, JSON lines), which may rest; 0: none.
   */
  readonly idleTimeout?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** A Send that holds connections. */
export interface UndiciSend extends Send {
  /** Closes the pool once its requests are done. A dispatcher of your own stays open. */
  close(): Promise<void>;
}

/**
 * The network by undici's dispatcher: several times faster than fetch, with a tuned pool, proxies, CA and client certificates.
 * Needs the package `undici`. Replies are decompressed; redirects are left to the layers above.
 * A call without a deadline (`timeout: 0`) waits for headers as long as it takes; with a dispatcher of your own, as long as that does.
 */
export function undiciSend(options: UndiciSendOptions = {}): UndiciSend {
  const { clock = systemClock, idleTimeout } = options;
  let dispatcher: DispatcherLike | null = options.dispatcher ?? null;
  let opening: Promise<DispatcherLike> | null = null;
  const open = async (): Promise<DispatcherLike> => {
    opening ??= createDispatcher(options);
    dispatcher = await opening;
    return dispatcher;
  };
  const timing: Timing = { clock, idleTimeout, isOurs: !options.dispatcher };
  const direct: Send = (call) => (dispatcher ? dispatch(dispatcher, call, timing) : open().then((opened) => dispatch(opened, call, timing)));
  const send: Send = options.failover ? failover(options.failover, { clock })(direct) : direct;
  return Object.assign(send.bind(null), {
    async close() {
      if (!options.dispatcher && opening) await (await opening).close?.();
    },
  });
}

/** What counts for every call of one Send. */
interface Timing {
  readonly clock: Clock;
  readonly idleTimeout: number | undefined;
  /** The dispatcher is no one's whose own limits must count. */
  readonly isOurs: boolean;
}

function dispatch(dispatcher: DispatcherLike, call: Call, timing: Timing): Promise<Exchange> {
  const exchange = new Exchange(call, timing.clock);
  if (call.signal?.aborted) return exchange.reply;
  try {
    dispatcher.dispatch(new Dispatched(call, timing), exchange);
  } catch (error) {
    exchange.fail(error);
  }
  return exchange.reply;
}

/** What undici allows a body by itself. */
const usualIdle = 300_000;

/** A call as undici takes it. A class: V8 keeps literals of the hot path for long-lived ones, and their garbage for long. */
class Dispatched implements DispatchRequest {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /**
   * undici's own limits. None is needed for headers: our timer is exact, and covers the whole attempt. It ends when the
   * body is handed over as a stream; from then on only silence is limited, so that a server that stalls keeps nobody for ever.
   */
  readonly headersTimeout: number | undefined;
  readonly bodyTimeout: number | undefined;

  constructor(call: Call, { clock, idleTimeout, isOurs }: Timing) {
    const { method, operation, headers, deadline } = call;
    const { origin, path } = splitUrl(call.url);
    this.origin = origin;
    this.path = path;
    this.method = method;
    this.headers = headersOf(call);
    this.body = bodyOf(call.body);
    const left = deadline - clock.now();
    const isItems = /^(sse|jsonl|json-seq)$/.test(operation.out ?? "") || headers["accept"]?.includes("text/event-stream");
    const idle = idleTimeout ?? (isItems ? 0 : left > usualIdle && left < Number.POSITIVE_INFINITY ? left : undefined);
    this.headersTimeout = isOurs || left < Number.POSITIVE_INFINITY ? 0 : undefined;
    this.bodyTimeout = idle;
  }
}

/** Cuts a URL in two as fetch would, byte for byte (signatures count on it); without parsing it where that changes nothing. */
export function splitUrl(url: string): { readonly origin: string; readonly path: string } {
  if (/[^\w\-.~!$&()*+,;=:%/?|[\]]|\/(\.|%2e)/i.test(url)) {
    const { origin, pathname, search } = new URL(url);
    return { origin, path: pathname + search };
  }
  const start = url.indexOf("//") + 2;
  const end = url.slice(start).search(/[/?]/);
  if (end < 0) return { origin: url, path: "/" };
  const path = url.slice(start + end);
  return { origin: url.slice(0, start + end), path: path[0] === "?" ? `/${path}` : path };
}

function headersOf({ headers, body }: Call): Readonly<Record<string, string>> {
  const type = contentType(body);
  const length = body instanceof Blob ? String(body.size) : undefined;
  if ("accept-encoding" in headers && type === undefined && length === undefined) return headers;
  const sent: Record<string, string> = Object.assign({}, headers);
  sent["accept-encoding"] ??= acceptEncoding;
  if (type) sent["content-type"] ??= type;
  if (length) sent["content-length"] ??= length;
  return sent;
}

/** What fetch would add by itself. */
function contentType(body: CallBody): string | undefined {
  if (typeof body === "string") return "text/plain;charset=UTF-8";
  if (body instanceof URLSearchParams) return "application/x-www-form-urlencoded;charset=UTF-8";
  return body instanceof Blob ? body.type || undefined : undefined;
}

/** As undici takes it. Blobs go out piece by piece: undici would read them whole. */
function bodyOf(body: CallBody): unknown {
  if (body instanceof URLSearchParams) return `${body}`;
  if (body instanceof Blob) return Readable.from(body.stream());
  return body;
}
