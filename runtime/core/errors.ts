import type { WireHeaders } from "./call.js";

/** What went wrong, as a word to switch on. */
export type ErrorKind = "api" | "connection" | "timeout" | "abort" | "auth" | "decode" | "input" | "paging" | "job-failed" | "realtime";

/** Facts that the fields of an error are filled from, by their names. */
export interface ErrorDetails {
  /** What to do about it, where there is a true answer. */
  readonly remedy?: string | null | undefined;
  readonly cause?: unknown;
  readonly [field: string]: unknown;
}

/** Whatever a client throws. `kind` tells which; `remedy` says what to do, or is null. */
export abstract class ClientError extends Error {
  abstract readonly kind: ErrorKind;
  declare readonly remedy: string | null;

  constructor(message: string, details?: ErrorDetails) {
    super(message, details);
    Object.assign(this, { remedy: null }, details);
    // Not enumerable: consoles print errors with all their fields, and headers hold cookies.
    if (details?.["headers"]) Object.defineProperty(this, "headers", { enumerable: false });
  }

  /** The mark of the errors of every copy of this package, so that the guards know them all. */
  get "~clientwright"(): true {
    return true;
  }
}

/** Whether a caught value is an error of this package, in whatever copy of it. */
export function isClientError(value: unknown): value is ClientError {
  return value instanceof Error && "~clientwright" in value;
}

/** The server answered, and the answer is a failure. */
export class ApiError<B = unknown> extends ClientError {
  override readonly name: string = "ApiError";
  readonly kind = "api";
  /** HTTP status; for a failure inside a success status, the status that it means. */
  declare readonly status: number;
  /** The API's own error code, where its body or headers have one; else null. */
  declare readonly code: string | null;
  /** Decoded body: typed where the document declares it; text when it is not JSON; undefined when empty. */
  declare readonly body: B;
  /** What to quote to the API's support; null when the answer holds none. */
  declare readonly requestId: string | null;
  /** How many times the request was sent. */
  declare readonly attempts: number;
  /** Milliseconds to wait, when the server said so; else null. */
  declare readonly retryAfter: number | null;
  /** Id of the operation that failed. */
  declare readonly operation: string;
  declare readonly headers: WireHeaders;
  /** Whether the body was understood (JSON, XML or empty); a gateway's HTML page is not. */
  declare readonly readable: boolean;
}

/** No answer: the connection could not be made or broke. The system's own error is the `cause`. */
export class ConnectionError extends ClientError {
  override readonly name: string = "ConnectionError";
  readonly kind = "connection";
  /** How many attempts were made, when the client's retry layer gave up; else undefined (a stream that broke off, a socket, `plainClient`). */
  declare readonly attempts?: number;
}

/** The deadline passed first. */
export class TimeoutError extends ClientError {
  override readonly name: string = "TimeoutError";
  readonly kind = "timeout";
  /** How many attempts were made, when the client's retry layer gave up; else undefined (a stream that broke off, a socket, `plainClient`). */
  declare readonly attempts?: number;
}

/** The caller's signal was aborted; its reason is the `cause`. */
export class AbortError extends ClientError {
  override readonly name: string = "AbortError";
  readonly kind = "abort";
}

/** Credentials are missing or could not be had. */
export class AuthError extends ClientError {
  override readonly name: string = "AuthError";
  readonly kind = "auth";
}

/** A success status whose body is not what the API promised. */
export class DecodeError extends ClientError {
  override readonly name: string = "DecodeError";
  readonly kind = "decode";
  declare readonly status: number;
  declare readonly contentType: string | null;
  /** The first 200 characters of the body. */
  declare readonly text: string;
}

/** The input would have been sent wrong, so nothing was sent. */
export class InputError extends ClientError {
  override readonly name: string = "InputError";
  readonly kind = "input";
}

/** Any caught value as an error of this package: ours as they are, everything else a ConnectionError with it as the cause. */
export function errorFrom(value: unknown, what?: string): ClientError {
  if (isClientError(value)) return value;
  const { message = value, cause } = value as Error; // thrown values without these fields give undefined
  return new ConnectionError([what, message, (cause as Error | undefined)?.message].filter(Boolean).join(": "), { cause: value }); // undici hides the reason in `cause`
}

/** The system's word for a broken connection (`ECONNRESET`, `ENOTFOUND`, `UND_ERR_SOCKET`), or null. */
export const systemCode = (error: unknown): string | null => systemField(error, "code");

function systemField(error: unknown, field: "code" | "syscall"): string | null {
  for (let here = error, depth = 0; typeof here === "object" && here !== null && depth < 4; depth++) {
    const { [field]: found, cause, errors } = here as { code?: unknown; syscall?: unknown; cause?: unknown; errors?: readonly unknown[] }; // any object may have them
    if (typeof found === "string") return found;
    here = cause ?? errors?.[0];
  }
  return null;
}

/**
 * True when the request certainly never left: it may be repeated whatever it does. That a host can't be reached says so only of
 * connecting: an open connection may lose its route after the request went out.
 */
export function isUnsent(error: unknown): boolean {
  const code = systemCode(error) ?? "";
  if (/^E(HOST|NET)UNREACH$/.test(code)) return systemField(error, "syscall") === "connect";
  return /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)$/.test(code);
}
