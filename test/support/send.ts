import type { Call, Send, WireReply } from "../../runtime/core/call.js";

/** What an in-memory Send answers: a literal, an error to throw, or a function of the call. */
export type Answer = LiteralReply | Error | ((call: Call, index: number) => LiteralReply | Error | Promise<LiteralReply | Error>);

export interface LiteralReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string or bytes go out as they are; anything else as JSON. */
  readonly body?: unknown;
  readonly url?: string;
}

export interface MemorySend {
  readonly send: Send;
  /** Calls seen, oldest first. */
  readonly calls: readonly Call[];
}

/** A Send without a network: the answers in turn, the last one for ever. */
export function memorySend(...answers: readonly Answer[]): MemorySend {
  const calls: Call[] = [];
  return {
    calls,
    async send(call) {
      const index = calls.push(call) - 1;
      const answer = answers[Math.min(index, answers.length - 1)] ?? { status: 200 };
      const reply = typeof answer === "function" ? await answer(call, index) : answer;
      if (reply instanceof Error) throw reply;
      return wireReply({ url: call.url, ...reply });
    },
  };
}

/** A WireReply from a literal. */
export function wireReply(reply: LiteralReply = {}): WireReply {
  const isText = typeof reply.body === "string";
  const isBytes = reply.body instanceof Uint8Array;
  const payload = reply.body === undefined ? null : isText || isBytes ? (reply.body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(reply.body); // checked by the two flags
  const headers = new Headers(reply.headers);
  if (payload !== null && !isText && !isBytes && !headers.has("content-type")) headers.set("content-type", "application/json");
  if (isText && !headers.has("content-type")) headers.set("content-type", "text/plain");
  const response = new Response(payload, { status: reply.status ?? 200, headers });
  return {
    status: response.status,
    headers: response.headers,
    url: reply.url ?? "http://test.invalid/",
    body: response.body,
    text: () => response.text(),
    bytes: async () => new Uint8Array(await response.arrayBuffer()),
    blob: () => response.blob(),
    cancel: async () => {
      await response.body?.cancel();
    },
    toResponse: () => response,
  };
}
