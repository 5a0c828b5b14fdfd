import type { ApiError } from "./errors.js";

/** Declared error bodies by status key: a number, "4XX" or "default". */
export type NoErrors = Record<never, never>;

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
export interface Reply<T, E = NoErrors> extends Promise<T> {
  withResponse(): Promise<{ data: T; response: Response }>;
  asResponse(): Promise<Response>;
  settle(): Promise<Success<T> | Failure<E>>;
  /** Never there at run time: carries the error types for `failedWith`. */
  readonly "~errors"?: E;
}

/** A page of a list; iterating it walks every item of every page. */
export interface Pages<T, Page, E = NoErrors> extends Reply<Page, E>, AsyncIterable<T> {
  /** Page by page, with what is needed to go on later in another process. */
  pages(): AsyncIterable<{ readonly data: Page; readonly items: readonly T[]; readonly resume: string | null }>;
}

/** A call whose work goes on after the first reply. `Done` is what it delivers in the end. */
export interface Job<Started, Done, E = NoErrors> extends Reply<Started, E> {
  untilDone(options?: JobOptions): Promise<Done>;
  /** Text to keep: `resumeJob(client, operation, handle)` goes on from it in any process. */
  handle(): Promise<string>;
}
export interface JobOptions {
  readonly onProgress?: ((progress: { readonly fraction: number | null; readonly status: unknown; readonly body: unknown }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole wait. */
  readonly timeout?: number | undefined;
  readonly interval?: number | undefined;
}

/** Items of a stream (SSE, JSON lines); breaking out of the loop closes the connection. */
export interface EventStream<T, E = NoErrors> extends Reply<AsyncIterable<T>, E>, AsyncIterable<T> {}
