/** What this package needs of an undici dispatcher (Agent, Pool, ProxyAgent, MockAgent ...), so that its types need no undici. */
export interface DispatcherLike {
  dispatch(options: DispatchRequest, handler: DispatchHandler): boolean;
  close?(): Promise<void>;
}

/** One request, as undici takes it. */
export interface DispatchRequest {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Milliseconds; 0: undici sets no limit of its own. */
  readonly headersTimeout?: number | undefined;
  readonly bodyTimeout?: number | undefined;
}

/** What undici gives a request's handler to steer it by. */
export interface DispatchController {
  abort(reason: Error): void;
  pause(): void;
  resume(): void;
}

/** Reply headers as undici delivers them: names in lower case. */
export type RawHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Told by undici how a request goes. */
export interface DispatchHandler {
  onRequestStart(controller: DispatchController): void;
  onResponseStart(controller: DispatchController, status: number, headers: RawHeaders): void;
  onResponseData(controller: DispatchController, chunk: Uint8Array): void;
  onResponseEnd(controller: DispatchController, trailers: RawHeaders): void;
  onResponseError(controller: DispatchController, error: Error): void;
}
