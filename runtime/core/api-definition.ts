import type { Paging } from "./operation.js";

/** What generated code tells the runtime about an API, once per client (not per operation). */
export interface ApiDefinition {
  /** kebab-case, e.g. `coherent-spark`: User-Agent, telemetry, config file section. */
  readonly name: string;
  readonly version: string;
  /** By environment name; the first is the default. URLs are templates over `variables`. */
  readonly environments: { readonly [name: string]: string };
  readonly variables?: { readonly [name: string]: { readonly default?: string; readonly values?: readonly string[] } };
  /** Hosts beside the environments' own that may see credentials (e.g. the token host); exact, or `*.example.com`. */
  readonly hosts?: readonly string[];
  readonly auth?: { readonly [scheme: string]: SchemeDefinition };
  /** Default alternatives for operations that name none. */
  readonly security?: readonly (string | readonly string[])[];
  /** Sent with every request unless the caller sets them. Values may hold `{variables}`. */
  readonly headers?: { readonly [name: string]: string };
  /**
   * Environment variable of the process -> option path: `{ CSPARK_API_KEY: "auth.apiKey", ACME_URL: "baseUrl" }`. With braces:
   * an address that holds variables, `https://{host}.{env}.example.com/{tenant}`; another address is the base URL.
   */
  readonly env?: { readonly [variable: string]: string };
  readonly retry?: {
    readonly retries?: number;
    readonly statuses?: readonly number[];
    readonly unprocessed?: readonly number[];
    readonly retryAfter?: readonly string[];
  };
  /** Milliseconds. */
  readonly timeout?: number;
  readonly envelopes?: { readonly [name: string]: Envelope };
  /** Where error bodies keep code, message and request id, first present wins. RFC 6901 pointers or `header:<name>`. */
  readonly errors?: { readonly code?: readonly string[]; readonly message?: readonly string[]; readonly requestId?: readonly string[] };
  /** Header that carries an idempotency key, when the API has one. */
  readonly idempotencyHeader?: string;
  /** Header that gets a fresh UUID per call. */
  readonly requestIdHeader?: string;
  readonly pages?: Paging;
}

/** A failure inside a success status: when the value at `when` equals one of `is`. */
export interface Envelope {
  readonly when: string;
  readonly is: readonly unknown[];
  /** Where the error code stands; `status` maps it to the HTTP status that it means (else `fallback`, else 400). */
  readonly code?: string;
  readonly message?: string;
  readonly status?: { readonly [code: string]: number };
  readonly fallback?: number;
}

/** A security scheme of the document: where its credential goes on the wire. */
export type SchemeDefinition =
  | { readonly type: "apiKey"; readonly in: "header" | "query" | "cookie"; readonly name: string }
  /** A key in a broker's user or password field. */
  | { readonly type: "connectionKey"; readonly in: "user" | "password" }
  /** `mechanism`: how a broker has the password proven. */
  | { readonly type: "basic"; readonly mechanism?: "plain" | "scramSha256" | "scramSha512" }
  | { readonly type: "bearer" }
  | { readonly type: "digest" }
  | { readonly type: "http"; readonly scheme: string }
  | {
      readonly type: "oauth2";
      readonly tokenUrl?: string;
      readonly refreshUrl?: string;
      readonly authorizationUrl?: string;
      readonly deviceUrl?: string;
      readonly scopes?: readonly string[];
    }
  | { readonly type: "oidc"; readonly url: string }
  | { readonly type: "mutualTls" }
  | { readonly type: "custom" };
