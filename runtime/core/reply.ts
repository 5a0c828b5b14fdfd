import type { CallOptions } from "./call.js";
import type { ApiError } from "./errors.js";

/** Declared error bodies by status key: a number, "4XX" or "default". */
export type NoErrors = Record<never, never>;

/**
 * What a verb gives where no types are handed to it: what the function around it declares. Nothing is inferred from there, for that
 * would double what a generated file costs the type checker.
 */
// biome-ignore lint/suspicious/noExplicitAny: the one type that fits every declaration without being inferred
export type Declared = any;

/** A settled call that went well. */
export interface Success<T> {
  readonly ok: true;
  readonly data: T;
  readonly response: Response;
}
/** `status` is the declared key, or "other" (network, abort, undeclared status, undecodable body); the number is `cause.status`. */
export type Failure<E> =
  | { [S in keyof E]: { readonly ok: false; readonly status: S; readonly error: E[S]; readonly cause: ApiError<E[S]> } }[keyof E]
  | { readonly ok: false; readonly status: "other"; readonly error: Error; readonly cause: Error };

/** A call under way. Awaiting it gives the decoded body or throws; the views give more. */
export interface Reply<out T, in out E = NoErrors> extends Promise<T> {
  withResponse(): Promise<{ data: T; response: Response }>;
  asResponse(): Promise<Response>;
  settle(): Promise<Success<T> | Failure<E>>;
  /** Never there at run time: carries the error types for `failedWith`. */
  readonly "~errors"?: E;
}

/** How a list is walked. */
export interface WalkOptions {
  /** At most so many items. */
  readonly limit?: number | undefined;
  /** How many pages may be fetched before they are asked for; default 1, 0: none. */
  readonly prefetch?: number | undefined;
  /** Ends the walk; fetches under way are aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** One page of a walk. */
export interface PageView<T, Page> {
  readonly data: Page;
  readonly items: readonly T[];
  /** Text to keep: `resumePages(client, listThings, text)` goes on after this page, in any process. Null after the last page. */
  readonly resume: string | null;
}

/** A page of a list; iterating it walks every item of every page. */
export interface Pages<out T, out Page, in out E = NoErrors> extends Reply<Page, E>, AsyncIterable<T> {
  /** Page by page, with what is needed to go on later in another process. */
  pages(options?: WalkOptions): AsyncIterable<PageView<T, Page>>;
  /** Item by item, as iterating does. */
  items(options?: WalkOptions): AsyncIterable<T>;
  /** Every item in one array. */
  all(options?: WalkOptions): Promise<T[]>;
}

/** Work that goes on at the server. */
export interface RunningJob<Done> {
  /**
   * Looks at the job until it ends; resolves with its result.
   * @throws JobFailedError when it ends badly; TimeoutError and AbortError leave it running.
   */
  untilDone(options?: JobOptions): Promise<Done>;
  /** Text to keep: `resumeJob(client, startThing, handle)` goes on from it in any process. */
  handle(): Promise<string>;
  /** Stops the job at the server, where the API can do that. `input` adds to what the stopping operation takes. */
  cancel(input?: object, options?: CallOptions): Promise<void>;
}

/** A call whose work goes on after the first reply. `Done` is what it delivers in the end. */
export interface Job<out Started, out Done, in out E = NoErrors> extends Reply<Started, E>, RunningJob<Done> {}

/** How far a job is. */
export interface JobProgress {
  /** 0 to 1; null when the job doesn't say. */
  readonly fraction: number | null;
  /** The job's own word for its state; undefined when it has none. */
  readonly status: unknown;
  /** The whole body of the last look. */
  readonly body: unknown;
}

/** How a job is waited for. */
export interface JobOptions {
  /** Called after every look. */
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole wait; without it the wait lasts as long as the job. */
  readonly timeout?: number | undefined;
  /** Milliseconds between two looks when the server doesn't say. */
  readonly interval?: number | undefined;
}

/** An item of a stream with what stood around it. */
export interface StreamMessage<T> {
  /** Type of a server-sent event, name of a part; `message` elsewhere. */
  readonly event: string;
  /** Id of a server-sent event, for `Last-Event-ID`, or Content-ID of a part; "" when there is none. */
  readonly id: string;
  readonly data: T;
}

/** How a stream is listened to. */
export interface ListenOptions {
  /**
   * What happens when a stream of server-sent events breaks off. Left out: it is opened again (safe operations only) after the
   * last event's id, when there was one. `true`: also without an id, and when the server ended it. `false`: never.
   */
  readonly reconnect?: boolean | undefined;
  /** How often in a row it may be opened again without an event in between; default 5. */
  readonly reconnects?: number | undefined;
  /** Milliseconds without a byte after which the connection counts as broken; default: none. */
  readonly idleTimeout?: number | undefined;
  /** Ends the stream. */
  readonly signal?: AbortSignal | undefined;
}

/** Items of a stream (SSE, JSON lines); breaking out of the loop closes the connection. It can be read once. */
export interface EventStream<out T, in out E = NoErrors> extends Reply<AsyncIterable<T>, E>, AsyncIterable<T> {
  /** Item by item, as iterating does. */
  items(options?: ListenOptions): AsyncIterable<T>;
  /** Items with their event type and id. */
  messages(options?: ListenOptions): AsyncIterable<StreamMessage<T>>;
}
