import type { WireReply } from "../core/call.js";
import type { Clock } from "../core/client.js";
import { AbortError, ConnectionError, DecodeError } from "../core/errors.js";
import type { Operation } from "../core/operation.js";
import type { Framing } from "./framing.js";

/** How a body is read. */
export interface ReadOptions {
  readonly clock: Clock;
  /** Milliseconds without a byte after which the connection counts as broken. */
  readonly idleTimeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How a body is cut into items. */
export interface ItemReading extends ReadOptions {
  readonly operation: Operation;
  /** Characters that one item may have. */
  readonly limit: number;
}

/**
 * The chunks of a body as the network delivers them, each read when it is asked for: a slow consumer slows the server.
 * Leaving early closes the connection.
 */
export async function* readChunks(
  body: ReadableStream<Uint8Array> | null,
  { clock, idleTimeout, signal }: ReadOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (body === null) return;
  const reader = body.getReader();
  let ended: Error | null = null;
  const end = (reason: Error): void => {
    ended = reason;
    reader.cancel(reason).catch(() => undefined);
  };
  const abort = (): void => end(new AbortError("The stream was left by its signal", { cause: signal?.reason }));
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  try {
    for (;;) {
      const silent =
        idleTimeout === undefined ? null : clock.wake(clock.now() + idleTimeout, () => end(new ConnectionError(`No byte came for ${idleTimeout} ms`)));
      const { done, value } = await reader.read().finally(() => silent?.());
      if (ended !== null) throw ended;
      if (done) return;
      yield value;
    }
  } finally {
    signal?.removeEventListener("abort", abort);
    await reader.cancel().catch(() => undefined);
  }
}

/** The text of a body, piece by piece; characters that the network cut in two come whole. A byte-order mark is kept. */
export async function* readText(body: ReadableStream<Uint8Array> | null, options: ReadOptions): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for await (const chunk of readChunks(body, options)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** The items of a body as they come; no item is held that has no end. */
export async function* readItems<T>(reply: WireReply, framing: Framing<T>, { operation, limit, ...reading }: ItemReading): AsyncGenerator<T, void, undefined> {
  const { status, headers, body } = reply;
  for await (const text of readText(body, reading)) {
    yield* framing.push(text);
    if (framing.held() > limit)
      throw new DecodeError(`${operation.id}: the stream holds an item of more than ${limit} characters`, {
        status,
        contentType: headers.get("content-type"),
        text: "",
        remedy: "Raise maxResponseSize, or read the reply as bytes (asResponse)",
      });
  }
}
