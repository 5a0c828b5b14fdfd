import { sizeLimit } from "../core/body-limits.js";
import type { CallOptions, WireReply } from "../core/call.js";
import type { Client } from "../core/client.js";
import { fromCodecs } from "../core/codec.js";
import { InputError } from "../core/errors.js";
import { headerText } from "../core/header-text.js";
import type { Operation } from "../core/operation.js";
import { codecsOf } from "../core/prepare.js";
import type { Declared, EventStream, ListenOptions, NoErrors, StreamMessage } from "../core/reply.js";
import { invoke, Started } from "../core/start.js";
import { itemDecoder } from "./decode-item.js";
import { jsonLinesFraming, jsonSeqFraming } from "./json-framing.js";
import { listen, type Reopening } from "./listen.js";
import { type ItemReading, type ReadOptions, readChunks, readItems } from "./read-body.js";
import { acceptOf, type StreamKind, streamKind } from "./stream-kind.js";

/** Options of a streaming call: those of every call, and how the stream is listened to. */
export interface EventOptions extends CallOptions, ListenOptions {}

type Messages = AsyncGenerator<StreamMessage<unknown>, void, undefined>;

/**
 * Calls an operation that answers with a stream of items: server-sent events, JSON lines, JSON sequences, parts of a multipart body, or bytes as they
 * come. Iterate it; leaving the loop closes the connection. Awaited, it is what can be iterated, once the server has
 * answered with success. A `last-event-id` among the headers starts after that event.
 * @throws ApiError and its kin as `call` does, also for a failure that the stream itself reports; DecodeError for an item that is none; ConnectionError when it breaks off and is not resumed.
 */
export function events(client: Client, operation: Operation, input?: object, options?: EventOptions): Declared;
export function events<T, E = NoErrors>(client: Client, operation: Operation, input?: object, options?: EventOptions): EventStream<T, E>;
export function events<T, E = NoErrors>(client: Client, operation: Operation, input: object = {}, options: EventOptions = {}): EventStream<T, E> {
  return new StartedStream<T, E>(client, operation, input, options);
}

class StartedStream<T, E> extends Started<AsyncIterable<T>, E> implements EventStream<T, E> {
  readonly #input: object;
  readonly #options: EventOptions;
  #taken = false;

  constructor(client: Client, operation: Operation, input: object, options: EventOptions) {
    const accept = acceptOf(operation);
    const all = accept === null ? options : { ...options, headers: { accept, ...options.headers } };
    super(client, operation, input, all);
    this.#input = input;
    this.#options = all;
  }

  override async data(): Promise<AsyncIterable<T>> {
    await this.reply;
    // Not `this`: it is a promise, and resolving with it would never end.
    return { [Symbol.asyncIterator]: () => this[Symbol.asyncIterator]() };
  }

  /** The response tells status and headers; its body is the stream itself, so it is left out. */
  override async withResponse(): Promise<{ data: AsyncIterable<T>; response: Response }> {
    const data = await this.data();
    const { status, headers } = await this.reply;
    const copy = new Headers();
    headers.forEach((value, name) => {
      copy.append(name, value);
    });
    return { data, response: new Response(null, { status, headers: copy }) };
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.items()[Symbol.asyncIterator]();
  }

  async *items(options: ListenOptions = {}): AsyncGenerator<T, void, undefined> {
    for await (const message of this.messages(options)) yield message.data;
  }

  async *messages(options: ListenOptions = {}): AsyncGenerator<StreamMessage<T>, void, undefined> {
    const reply = await this.reply;
    if (this.#taken) throw new InputError(`The stream of ${this.operation.id} can be read once`, { remedy: "Call the operation again." });
    this.#taken = true;
    try {
      // typed by the generated function
      yield* this.#read(streamKind(this.operation, reply), reply, { ...this.#options, ...options }) as AsyncGenerator<StreamMessage<T>, void, undefined>;
    } finally {
      await reply.cancel();
    }
  }

  #read(kind: StreamKind, reply: WireReply, options: EventOptions): Messages {
    const { clock, maxResponseSize } = this.client.settings;
    const limit = sizeLimit({ maxResponseSize: options.maxResponseSize ?? maxResponseSize });
    const reading: ItemReading = { clock, idleTimeout: options.idleTimeout, signal: options.signal, operation: this.operation, limit };
    if (kind === "sse") return this.#events(reply, { open: this.#reopen(), lastEventId: this.#lastEventId(), options, reading });
    if (kind === "multipart") return this.#parts(kind, reply, reading);
    return kind === "bytes" ? chunksOf(reply, reading) : this.#jsonItems(kind, reply, reading);
  }

  async *#events(reply: WireReply, reopening: Reopening): Messages {
    const { stream = {} } = this.operation;
    const { end = "[DONE]", item } = stream;
    const decoder = itemDecoder(this.client, this.operation, reply);
    for await (const event of listen(reply, reopening)) {
      if (event.data === end) return;
      // A whole event's data stays text unless it is declared as JSON: that is its type in the document.
      const data = item === "event" && stream.data === undefined ? await decoder.text(event.data) : await decoder.data(event.data);
      yield { ...event, data: item === "event" ? { ...event, data } : data };
    }
  }

  async *#jsonItems(kind: "jsonl" | "json-seq", reply: WireReply, reading: ItemReading): Messages {
    const framing = kind === "jsonl" ? jsonLinesFraming() : jsonSeqFraming();
    const decoder = itemDecoder(this.client, this.operation, reply);
    for await (const item of readItems(reply, framing, reading)) yield message(await decoder.json(item, false));
    for (const item of framing.end()) yield message(await decoder.json(item, true));
  }

  #parts(kind: "multipart", reply: WireReply, reading: ItemReading): Messages {
    const { client, operation } = this;
    const read = fromCodecs(codecsOf(client, operation), (codec) => codec.streams?.[kind], "parts");
    return read(readChunks(reply.body, reading), { reply, decode: itemDecoder(client, operation, reply), limit: reading.limit });
  }

  #reopen(): Reopening["open"] {
    const { method = "GET", repeat = /^(GET|HEAD|QUERY)$/.test(method) ? "safe" : "never" } = this.operation;
    if (repeat !== "safe") return null;
    return (lastEventId) => {
      const headers = { ...this.#options.headers, ...(lastEventId !== "" && { "last-event-id": headerText(lastEventId) }) };
      return invoke(this.client, this.operation, this.#input, { ...this.#options, headers });
    };
  }

  #lastEventId(): string {
    const given = Object.entries(this.#options.headers ?? {}).find(([name]) => name.toLowerCase() === "last-event-id");
    return given?.[1] ?? "";
  }
}

async function* chunksOf(reply: WireReply, reading: ReadOptions): Messages {
  for await (const chunk of readChunks(reply.body, reading)) yield message(chunk);
}

function message(data: unknown): StreamMessage<unknown> {
  return { event: "message", id: "", data };
}
