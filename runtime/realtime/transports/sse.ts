import type { Call, Send } from "../../core/call.js";
import { plainSend } from "../../core/wire.js";
import type { Link, LinkEnd, LinkEvents, OpenRequest, Transport } from "../transport.js";

/** Options of `sseTransport`. */
export interface SseTransportOptions {
  /** The network; default: the global fetch. */
  readonly send?: Send | undefined;
}

/** Event streams over HTTP, for the framing `serverSentEvents`: the frames of a link are the text of one response as it comes. */
export function sseTransport({ send = plainSend }: SseTransportOptions = {}): Transport {
  return { sendsHeaders: true, seesPings: false, open: (request, events) => new EventLink(send, request, events) };
}

class EventLink implements Link {
  readonly buffered = 0;
  readonly #events: LinkEvents;
  readonly #stop = new AbortController();
  #over = false;
  #gate: { readonly passed: Promise<void>; readonly open: () => void } | null = null;

  constructor(send: Send, request: OpenRequest, events: LinkEvents) {
    this.#events = events;
    void this.#run(send, request);
  }

  async #run(send: Send, { url, headers = {} }: OpenRequest): Promise<void> {
    try {
      const reply = await send({ ...bare, url, headers: { accept: "text/event-stream", ...headers }, signal: this.#stop.signal });
      const type = reply.headers.get("content-type") ?? "";
      if (reply.status !== 200 || !/^text\/event-stream\b/i.test(type)) {
        await reply.cancel();
        const cause = reply.status === 200 ? new Error(`The answer is ${type || "of no type"}, not text/event-stream`) : null;
        return this.#end({ code: cause === null ? 1006 : 1003, reason: "", status: reply.status === 200 ? null : reply.status, cause });
      }
      this.#events.opened("");
      await this.#read(reply.body);
      this.#end({ code: 1000, reason: "the stream ended", status: null, cause: null });
    } catch (cause) {
      this.#end({ code: 1006, reason: "", status: null, cause });
    }
  }

  async #read(body: ReadableStream<Uint8Array> | null): Promise<void> {
    const reader = body?.getReader();
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    for (;;) {
      await this.#gate?.passed;
      const part = await reader?.read();
      if (part === undefined || part.done || this.#over) return;
      this.#events.frame(decoder.decode(part.value, { stream: true }));
    }
  }

  #end(end: LinkEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.#events.closed(end);
  }

  send(): void {
    // The framing lets nothing out.
  }

  close(): void {
    this.terminate();
  }

  terminate(): void {
    this.resume();
    this.#stop.abort();
    queueMicrotask(() => this.#end({ code: 1000, reason: "", status: null, cause: null }));
  }

  ping(): boolean {
    return false;
  }

  pause(): boolean {
    if (this.#gate === null) {
      let open: () => void = () => undefined;
      const passed = new Promise<void>((resolve) => {
        open = resolve;
      });
      this.#gate = { passed, open };
    }
    return true;
  }

  resume(): void {
    this.#gate?.open();
    this.#gate = null;
  }
}

const bare: Omit<Call, "url" | "headers" | "signal"> = {
  operation: { id: "events", path: "" },
  method: "GET",
  body: null,
  attempt: 1,
  deadline: Number.POSITIVE_INFINITY,
  replayable: true,
  options: {},
};
