/** Options that can be written down: in variables, in a config file. Everything else (functions, credentials) is given in code. */
export interface PlainOptions {
  readonly baseUrl?: string;
  /** Address of the server that has the channels. */
  readonly url?: string;
  /** One of the servers that have channels. */
  readonly server?: string;
  /** One of the API's environments. */
  readonly environment?: string;
  /** Values of the environment's variables. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Credentials by scheme: a key or token, or its fields (`clientId`, `username` ...). */
  readonly auth?: Readonly<Record<string, string | Readonly<Record<string, unknown>>>> | "open";
  /** Milliseconds for a whole call. */
  readonly timeout?: number;
  /** Milliseconds for each attempt. */
  readonly attemptTimeout?: number;
  readonly retries?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** More hosts that may see credentials. */
  readonly hosts?: readonly string[];
}
