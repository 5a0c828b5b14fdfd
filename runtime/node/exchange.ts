import { readAlready, sizeLimit, tooLarge } from "../core/body-limits.js";
import type { Call, WireHeaders, WireReply } from "../core/call.js";
import type { Clock } from "../core/client.js";
import { AbortError, ConnectionError, errorFrom, systemCode } from "../core/errors.js";
import { own } from "../core/own.js";
import { aborted, describeCall, failureOf, timedOut } from "../core/watch.js";
import { codingsOf, decodeStream, decodeWhole } from "./content-coding.js";
import type { DispatchController, DispatchHandler, RawHeaders } from "./dispatcher.js";

/** Bytes that may wait for a reader before the sender is held back. */
const highWater = 65_536;

/** What is still to be told about the body: everything at once, or as it comes. */
interface Reader {
  data(chunk: Uint8Array): void;
  end(): void;
  fail(error: unknown): void;
}

/**
 * One request and its reply over undici: the handler that undici reports to and the WireReply that the layers get, in one
 * object; no Response, no AbortController, no Node stream in between. Ends at the call's deadline or signal.
 */
export class Exchange implements DispatchHandler, WireReply {
  status = 0;
  headers: WireHeaders = noHeaders;
  /** Settles when the headers are there. */
  readonly reply: Promise<Exchange>;
  readonly #call: Call;
  readonly #cancelTimer: (() => void) | null;
  #resolve: ((reply: Exchange) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;
  #controller: DispatchController | null = null;
  /** What nobody has taken yet: the first chunk (mostly the only one), and more of them. */
  #first: Uint8Array | null = null;
  #more: Uint8Array[] | null = null;
  #waiting = 0;
  #received = 0;
  #state: State = open;
  #reader: Reader | null = null;

  constructor(call: Call, clock: Clock) {
    this.#call = call;
    this.reply = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const { deadline, signal } = call;
    signal?.addEventListener("abort", this);
    const start = clock.now();
    this.#cancelTimer = deadline === Number.POSITIVE_INFINITY ? null : clock.wake(deadline, () => this.fail(timedOut(call, start)));
    if (signal?.aborted) this.handleEvent();
  }

  get url(): string {
    return this.#call.url;
  }

  /** The caller's signal: the object itself is the listener. */
  handleEvent(): void {
    this.fail(aborted(this.#call));
  }

  onRequestStart(controller: DispatchController): void {
    this.#controller = controller;
    if (this.#state.is === "failed") controller.abort(this.#state.error as Error); // undici wants an Error, and passes on whatever it is
  }

  onResponseStart(_: DispatchController, status: number, headers: RawHeaders): void {
    if (status < 200) return;
    this.status = status;
    this.headers = new HeaderView(headers);
    this.#resolve?.(this);
  }

  onResponseData(controller: DispatchController, chunk: Uint8Array): void {
    this.#received += chunk.length;
    try {
      this.#call.options.onDownload?.(this.#received, this.#length() || null);
    } catch (error) {
      this.#end(error);
    }
    if (this.#state.is === "failed") return;
    if (this.#reader) this.#reader.data(chunk);
    else {
      if (!this.#first) this.#first = chunk;
      else if (this.#more) this.#more.push(chunk);
      else this.#more = [chunk];
      this.#waiting += chunk.length;
      if (this.#waiting > highWater) controller.pause();
    }
  }

  onResponseEnd(): void {
    this.#state = ended;
    this.#release();
    this.#reader?.end();
  }

  onResponseError(_: unknown, error: Error): void {
    this.fail(systemCode(error) === "UND_ERR_BODY_TIMEOUT" ? silent(this.#call, error) : error);
  }

  /** Ends the exchange, whatever it is waiting for. */
  fail(cause: unknown): void {
    this.#end(failureOf(cause, this.#call));
  }

  /** Ends it with an error of ours, or with what the program's own listener threw. */
  #end(error: unknown): void {
    if (this.#state.is !== "open") return;
    this.#state = { is: "failed", error };
    this.#release();
    this.#reject?.(error);
    this.#reader?.fail(error);
    this.#controller?.abort(error as Error); // see onRequestStart
  }

  /** Reading it as a stream ends the deadline; the caller's signal still ends the stream. */
  get body(): ReadableStream<Uint8Array> | null {
    if (this.#call.method === "HEAD" || [204, 205, 304].includes(this.status)) return null;
    this.#cancelTimer?.();
    const raw = this.#stream();
    const codings = codingsOf(this.headers.get("content-encoding"));
    return codings.length > 0 ? told(decodeStream(raw, codings), this.#call) : raw;
  }

  async text(): Promise<string> {
    return textOf(this.#takeOnly() ?? (await this.bytes()));
  }

  async bytes(): Promise<Uint8Array> {
    const only = this.#takeOnly();
    if (only) return only;
    const raw = await this.#whole();
    const codings = codingsOf(this.headers.get("content-encoding"));
    if (codings.length === 0) return raw;
    return decodeWhole(raw, codings, sizeLimit(this.#call)).catch((error) => {
      throw systemCode(error) === "ERR_BUFFER_TOO_LARGE" ? tooLarge(this.#call, this) : errorFrom(error, describeCall(this.#call));
    });
  }

  async blob(): Promise<Blob> {
    const bytes = await this.bytes();
    return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: this.headers.get("content-type") ?? "" }); // sockets share no memory
  }

  async cancel(): Promise<void> {
    this.fail(new AbortError(`${describeCall(this.#call)}: the body was not wanted`));
  }

  toResponse(): Response {
    const headers = new Headers();
    this.headers.forEach((value, name) => {
      headers.append(name, value);
    });
    // Taken by text() or bytes(): as with fetch, there is nothing left to read.
    const body = this.#reader ? null : this.body;
    return Object.defineProperty(new Response(body, { status: this.status, headers }), "url", { value: this.url });
  }

  #release(): void {
    this.#cancelTimer?.();
    this.#call.signal?.removeEventListener("abort", this);
  }

  /** As the server declares it; 0: it doesn't say. */
  #length(): number {
    return Number(this.headers.get("content-length")) || 0;
  }

  /** Gives a reader what came so far, and what comes. */
  #read(reader: Reader): void {
    if (this.#reader) {
      reader.fail(readAlready(this.#call));
      return;
    }
    this.#reader = reader;
    if (this.#first) reader.data(this.#first);
    for (const chunk of this.#more ?? []) reader.data(chunk);
    this.#first = null;
    this.#more = null;
    if (this.#state.is === "ended") reader.end();
    else if (this.#state.is === "failed") reader.fail(this.#state.error);
    else if (this.#waiting > highWater) this.#controller?.resume();
  }

  /** The body where it is here in one piece, as it was sent: no turn of its own for what is mostly so. */
  #takeOnly(): Uint8Array | null {
    const only = this.#first;
    if (this.#state.is !== "ended" || this.#more || this.#reader || this.#received > sizeLimit(this.#call)) return null;
    if (!only || this.headers.get("content-encoding") !== null) return null;
    this.#reader = nobody;
    this.#first = null;
    return only;
  }

  /** The body as it came, as long as it is no larger than the call may take. */
  async #whole(): Promise<Uint8Array> {
    const room = sizeLimit(this.#call);
    if (Math.max(this.#received, this.#length()) > room) {
      await this.cancel();
      throw tooLarge(this.#call, this);
    }
    return new Promise((resolve, reject) => {
      const chunks: Uint8Array[] = [];
      this.#read({
        data: (chunk) => {
          chunks.push(chunk);
          if (this.#received > room) this.fail(tooLarge(this.#call, this));
        },
        end: () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)),
        fail: reject,
      });
    });
  }

  #stream(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        start: (stream) => {
          this.#read({
            data: (chunk) => {
              stream.enqueue(chunk);
              if ((stream.desiredSize ?? 0) <= 0) this.#controller?.pause();
            },
            end: () => stream.close(),
            fail: (error) => stream.error(error),
          });
        },
        pull: () => this.#controller?.resume(),
        cancel: () => this.cancel(),
      },
      { highWaterMark: highWater, size: (chunk) => chunk?.length ?? 0 },
    );
  }
}

type State = { readonly is: "open" | "ended" } | { readonly is: "failed"; readonly error: unknown };
const open: State = { is: "open" };
const ended: State = { is: "ended" };

/** As UTF-8, without a byte-order mark. */
function textOf(bytes: Uint8Array): string {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start).toString("utf8");
}

const silent = (call: Call, cause: Error): ConnectionError =>
  new ConnectionError(`${describeCall(call)}: the server fell silent in the middle of the body`, {
    cause,
    remedy: "Where it may be silent for long, set undiciSend's idleTimeout (0: no limit)",
  });

const nobody: Reader = { data: () => undefined, end: () => undefined, fail: () => undefined };

/** A stream whose errors are this package's own. */
function told(stream: ReadableStream<Uint8Array>, call: Call): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        throw errorFrom(error, describeCall(call));
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** Reply headers over undici's plain object. */
class HeaderView implements WireHeaders {
  readonly #raw: RawHeaders;

  constructor(raw: RawHeaders) {
    this.#raw = raw;
  }

  get(name: string): string | null {
    const value = own(this.#raw, name) ?? own(this.#raw, name.toLowerCase());
    return value === undefined ? null : typeof value === "string" ? value : value.join(", ");
  }

  forEach(visit: (value: string, name: string) => void): void {
    for (const [name, value] of Object.entries(this.#raw)) for (const one of [value ?? []].flat()) visit(one, name);
  }
}

const noHeaders: WireHeaders = new HeaderView({});
