import type { Auth, CredentialMakers } from "../auth/choose.js";
import type { Call, Middleware, Send, WireReply } from "../core/call.js";
import type { Clock, Drift } from "../core/client.js";
import type { Codec } from "../core/codec.js";
import type { AttemptHooks } from "../retry/attempt-hooks.js";
import type { RetryOptions } from "../retry/retry.js";

/**
 * Told about calls as their caller sees them: once each, however many attempts they take. A hook may be async, and is waited for;
 * what it throws is what the call rejects with, as it is.
 */
export interface CallHooks {
  /** May return a changed call; credentials are not in it yet. */
  readonly onRequest?: ((call: Call) => Call | undefined | Promise<Call | undefined>) | undefined;
  /** The last reply, whatever its status. The body has not been read; reading it here takes it from the caller. */
  readonly onResponse?: ((call: Call, reply: WireReply) => unknown) | undefined;
  /** There was no reply, however often it was tried. */
  readonly onError?: ((call: Call, error: unknown) => unknown) | undefined;
}

/** Options of `createClient`; generated clients add the names of their environments, variables and credentials. */
export interface ClientOptions {
  /** One of the API's environments; default: the first. */
  readonly environment?: string | undefined;
  /** Values of the address's variables, e.g. `{ tenant: "acme" }`. */
  readonly variables?: Readonly<Record<string, string | undefined>> | undefined;
  /** The address, when it is none of the environments'. */
  readonly baseUrl?: string | undefined;
  /** One credential, credentials by scheme, or "open" for none. */
  readonly auth?: Auth | undefined;
  /** Milliseconds for a whole call: every attempt, waiting and decoding; default 60,000; 0: none. */
  readonly timeout?: number | undefined;
  /** Milliseconds for each attempt; default: only the whole call's count. */
  readonly attemptTimeout?: number | undefined;
  /** Bytes, decompressed, that a reply may have that is read as a whole; default 268,435,456 (256 MiB); 0: any number. More is a DecodeError. */
  readonly maxResponseSize?: number | undefined;
  /** How often a failed attempt may be repeated (default 2), or more about it. */
  readonly retries?: number | RetryOptions | undefined;
  /** Sent with every request; they win over the API's own. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  /** A fetch of your own, e.g. with a proxy. */
  readonly fetch?: typeof fetch | undefined;
  /** The network itself, e.g. `undiciSend()`; default `fetchSend({ fetch })`. */
  readonly send?: Send | undefined;
  /** Your own layers around everything, outermost first. */
  readonly layers?: readonly Middleware[] | undefined;
  /** Once for each call. */
  readonly hooks?: CallHooks | undefined;
  /** Once for each attempt, signed as it goes out. */
  readonly attemptHooks?: AttemptHooks | undefined;
  /** Where logs go: `logged(console)`, `logged(pino, { level: "debug" })`; default: nowhere. It sees each attempt, signed as it goes out. */
  readonly logger?: Middleware | undefined;
  /** Told when a reply differs from its document (see `inspect`); what it throws breaks no call. */
  readonly onDrift?: ((drift: Drift) => void) | undefined;
  /** Machinery for all operations beside what each one names: `everything`, `xml`, `inspect(shapes)`. */
  readonly codecs?: readonly Codec[] | undefined;
  readonly clock?: Clock | undefined;
  /**
   * More hosts that may see credentials: `files.example.com`, `*.example.com`. The base URL's own, the API's environments and what its
   * document declares need not be named; what a reply or a single call's `baseUrl` names must be.
   */
  readonly hosts?: readonly string[] | undefined;
  /** Makers of credentials from plain values, by type of scheme; default: keys, tokens, basic, OAuth client credentials. */
  readonly makers?: CredentialMakers | undefined;
}
