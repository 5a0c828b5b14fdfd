/**
 * `client.yaml`: what a document can't say. Published as `client.schema.json`, so that editors complete and mark errors.
 * Keys under `operations` are operation ids, or `METHOD /path` for operations without one.
 */
export interface ClientConfig {
  /** kebab-case package-like name; default: from the title or the output folder. */
  readonly name?: string;
  /** PascalCase prefix of createX / XOptions; default: from `name`. */
  readonly prefix?: string;
  readonly input?: {
    readonly openapi?: string | readonly string[];
    readonly asyncapi?: string | readonly string[];
    readonly overlay?: string | readonly string[];
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** Folder, relative to this file. */
  readonly output?: string;
  readonly select?: {
    readonly tags?: readonly string[];
    readonly paths?: readonly string[];
    readonly operations?: readonly string[];
    readonly deprecated?: "include" | "exclude";
  };
  readonly names?: {
    readonly models?: Readonly<Record<string, string>>;
    readonly groups?: Readonly<Record<string, string>>;
    /** Prefixes dropped from operation ids ("api_v1_"). */
    readonly strip?: readonly string[];
  };
  readonly types?: {
    /** How date-time and date are delivered; default string. */
    readonly dates?: "string" | "date" | "temporal";
    readonly int64?: "number" | "bigint" | "string";
    readonly enums?: "union" | "const";
    readonly binary?: "blob" | "bytes" | "stream";
    /** Adds the unknown arm: true for the whole API, or model names. */
    readonly open?: boolean | readonly string[];
  };
  /** Default rules for every operation; an operation's own entry wins. */
  readonly defaults?: OperationConfig;
  readonly operations?: Readonly<Record<string, OperationConfig>>;
  readonly environments?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, { readonly default?: string; readonly values?: readonly string[]; readonly description?: string }>>;
  readonly hosts?: readonly string[];
  /** Renames of security schemes: document key -> option name. */
  readonly auth?: Readonly<Record<string, string>>;
  /** Process environment variable -> option path (`auth.apiKey`, `baseUrl`, `environment`, `variables.tenant`), or an address that holds variables (`https://{region}.example.com/{tenant}`). */
  readonly env?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly retry?: {
    readonly retries?: number;
    readonly statuses?: readonly number[];
    readonly unprocessed?: readonly number[];
    readonly retryAfter?: readonly string[];
  };
  /** Milliseconds. */
  readonly timeout?: number;
  readonly envelopes?: Readonly<
    Record<
      string,
      {
        readonly when: string;
        readonly is: readonly unknown[];
        readonly code?: string;
        readonly message?: string;
        readonly status?: Readonly<Record<string, number>>;
        readonly fallback?: number;
      }
    >
  >;
  readonly errors?: { readonly code?: readonly string[]; readonly message?: readonly string[]; readonly requestId?: readonly string[] };
  readonly idempotencyHeader?: string;
  readonly requestIdHeader?: string;
  /** Also write paths.ts and raw.ts (openapi-typescript + openapi-fetch on our pipeline). */
  readonly raw?: boolean;
  /** `all`: every schema that the documents name; `reached`: what the client's operations, channels and webhooks take and give, the default where `select` picks some. */
  readonly models?: "reached" | "all";
  /** `package` (default): import @clientwright/runtime; `inline`: copy what is reached. */
  readonly runtime?: "package" | "inline";
  /** Whose side the client takes at channels. `counterpart` (default): it receives what the described application sends, and the reverse; `application`: it is that application. */
  readonly perspective?: "counterpart" | "application";
  /** How messages of channels stand in frames: as the document's `x-clientwright-framing`, which it replaces at the root and the servers. */
  readonly framing?: { readonly framing: string; readonly [setting: string]: unknown };
  /** Folder of hand-written slots, relative to this file; default `custom` when it exists. */
  readonly custom?: string;
}

/** What client.yaml says about one operation. */
export interface OperationConfig {
  /** Name in the client: `services.execute` gives group `services` and method `execute`; `execute` keeps the group. */
  readonly name?: string;
  /** Leaves it out. */
  readonly skip?: boolean;
  readonly repeat?: "safe" | "idempotent" | "never";
  readonly auth?: readonly (string | readonly string[])[];
  readonly pages?: PagingConfig | false;
  readonly poll?: PollingConfig | false;
  /** `optional`: the body may be left out (then nested under `body`); `nested`: under `body` in any case; `flat`: even if locked nested. */
  readonly body?: "optional" | "nested" | "flat";
  /** Nested body fields that become inputs: input key -> RFC 6901 pointer. */
  readonly lift?: Readonly<Record<string, string>>;
  /** RFC 6901 pointer of the success value. */
  readonly unwrap?: string;
  readonly envelope?: string;
  /** Renames of parameters: `query.name` or `name` -> input key. */
  readonly rename?: Readonly<Record<string, string>>;
  /** Parameters always sent with one value; not inputs. */
  readonly fixed?: Readonly<Record<string, string>>;
  /** Parameters filled from the client's variables (tenant) unless given. */
  readonly variables?: readonly string[];
  readonly out?: "json" | "text" | "bytes" | "blob" | "stream" | "xml" | "none" | "sse" | "jsonl" | "json-seq";
  readonly encoding?: "gzip" | "deflate" | "br";
}

/** As the runtime's Paging (see runtime/core/operation.ts); the generator checks that its places exist. */
export type PagingConfig =
  | {
      readonly style: "page";
      readonly items: string;
      readonly page: string;
      readonly size?: string;
      readonly start?: number;
      readonly total?: string;
      readonly pages?: string;
      readonly more?: string;
    }
  | { readonly style: "offset"; readonly items: string; readonly offset: string; readonly limit?: string; readonly total?: string; readonly more?: string }
  | { readonly style: "cursor"; readonly items: string; readonly cursor: string; readonly next: string; readonly more?: string }
  | { readonly style: "url"; readonly items: string; readonly next: string }
  | { readonly style: "link"; readonly items: string };

/** How a long-running operation is followed to its end; as the runtime's Polling, with operations by id. */
export interface PollingConfig {
  readonly at:
    | { readonly operation: string; readonly carry?: readonly string[]; readonly from?: Readonly<Record<string, string>> }
    | { readonly operation: string; readonly header: readonly string[] }
    | { readonly header: readonly string[] }
    | { readonly url: string }
    | { readonly self: true };
  readonly status?: string;
  readonly done: readonly (string | number | boolean)[];
  readonly failed?: readonly (string | number | boolean)[];
  readonly progress?: string;
  readonly result?: string | { readonly header: string } | { readonly suffix: string } | { readonly operation: string };
  readonly error?: string;
  readonly cancel?: string;
  /** Milliseconds. */
  readonly interval?: number;
  readonly maxInterval?: number;
}
