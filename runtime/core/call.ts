import type { Operation } from "./operation.js";

/** One request on its way through the layers. Layers copy it with a changed field; they never mutate a Call they were given. */
export interface Call {
  readonly operation: Operation;
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  /** Lower-case names. A plain object: no Headers copy on the hot path. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: CallBody;
  /** From 1; grows with every attempt of the same call. */
  readonly attempt: number;
  /** Clock time (ms since epoch) by which this attempt must have its headers and body; Infinity when there is none. */
  readonly deadline: number;
  /** The milliseconds that the deadline was made of, as the caller gave them: for messages. */
  readonly limit?: number | undefined;
  /** The caller's own signal; null when none was given. Kept apart from the deadline on purpose. */
  readonly signal: AbortSignal | null;
  /** Whether the body can be sent again (a stream can't). */
  readonly replayable: boolean;
  /** Bytes that the reply's body may have when it is read as a whole; 0: any number; left out: 256 MiB. */
  readonly maxResponseSize?: number | undefined;
  readonly options: CallOptions;
  /** Lower-case names of headers that hold credentials, and `?name` of such query parameters; set by auth layers. Never logged; dropped when a redirect leaves the origin. */
  readonly secrets?: readonly string[] | undefined;
  /** Facts about the whole call, shared by its copies: the one thing that layers may write to. */
  readonly trace?: CallTrace | undefined;
}

/** What errors and logs tell about a call as a whole. */
export interface CallTrace {
  /** Attempts made so far. */
  attempts: number;
  /** Credentials were kept back, for the call goes to a host that nobody declared. */
  withheld?: true;
}

/** A request body, ready to be sent. */
export type CallBody = string | Uint8Array | Blob | FormData | URLSearchParams | ReadableStream<Uint8Array> | null;
/** What `fetch` and `Response` take, by the libraries of browsers and of Node alike; they know fewer Uint8Arrays. */
export type FetchBody = NonNullable<RequestInit["body"]>;

/** What comes back from the network: small enough that a mock can be a literal. */
export interface WireReply {
  readonly status: number;
  readonly headers: WireHeaders;
  /** After redirects. */
  readonly url: string;
  readonly body: ReadableStream<Uint8Array> | null;
  text(): Promise<string>;
  bytes(): Promise<Uint8Array>;
  blob(): Promise<Blob>;
  /** Releases the connection when the body will not be read. */
  cancel(): Promise<void>;
  /** As a standard Response, for `.asResponse()`. */
  toResponse(): Response;
}

/** Reply headers; names are compared without regard to case. */
export interface WireHeaders {
  get(name: string): string | null;
  forEach(visit: (value: string, name: string) => void): void;
}

/** The one seam to the network. */
export type Send = (call: Call) => Promise<WireReply>;
/** Auth, retry, cache, telemetry, yours. */
export type Middleware = (next: Send) => Send;

/** Outermost layer first. */
export const compose = (send: Send, layers: readonly Middleware[]): Send => layers.reduceRight((next, layer) => layer(next), send);

/** Given per call, after the input. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole call: every attempt, waiting and decoding. */
  readonly timeout?: number | undefined;
  /** Milliseconds for each attempt. */
  readonly attemptTimeout?: number | undefined;
  /** How many times a failed attempt may be repeated. */
  readonly retries?: number | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  /** Added to the query as they are. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly (string | number | boolean)[] | undefined>> | undefined;
  readonly idempotencyKey?: string | undefined;
  /**
   * Bytes, decompressed, that a reply may have that is read as a whole; default: the client's, 268,435,456 (256 MiB); 0: any
   * number. More is a DecodeError. Streams (`asResponse`, `saveTo`, operations that deliver one) have no limit, but each of their
   * items has (characters of an event or a JSON line, bytes of a part).
   */
  readonly maxResponseSize?: number | undefined;
  /**
   * The address for this call alone. Credentials go with it only where its host is the client's own or a declared one: the API's
   * environments and hosts, the client's `hosts`.
   */
  readonly baseUrl?: string | undefined;
  /** Bytes sent so far and in total (null when unknown). */
  readonly onUpload?: ((sent: number, total: number | null) => void) | undefined;
  readonly onDownload?: ((received: number, total: number | null) => void) | undefined;
}
