import type { WireHeaders } from "./call.js";

/** What went wrong, as a word to switch on. */
export type ErrorKind = "api" | "connection" | "timeout" | "abort" | "auth" | "decode" | "input";

/** Everything that this package throws on purpose carries this mark, so that `instanceof` and the guards work across two copies of it. */
const mark = /* @__PURE__ */ Symbol.for("clientwright.error");

/** Facts that the fields of an error are filled from, by their names. */
export interface ErrorDetails {
  /** What to do about it, where there is a true answer. */
  readonly remedy?: string | null | undefined;
  readonly cause?: unknown;
  readonly [field: string]: unknown;
}

/** Kind, then the lowest and highest status that `instanceof` holds for. */
type Marks = readonly [kind?: ErrorKind, low?: number, high?: number];

/** Whatever a client throws. `kind` tells which; `remedy` says what to do, or is null. */
export class ClientError extends Error {
  /** What `instanceof` looks at; each class here has its own. */
  static readonly marks: Marks = [];
  declare readonly kind: ErrorKind;
  declare readonly remedy: string | null;

  constructor(message: string, { cause, ...fields }: ErrorDetails = {}) {
    super(message, { cause });
    const kind = new.target.marks[0] ?? "client";
    const name = `${kind[0]?.toUpperCase()}${kind.slice(1)}Error`;
    Object.assign(this, { name, kind, remedy: null }, fields);
    // Not enumerable: consoles print errors with all their fields, and headers hold cookies.
    for (const key of [mark, "headers", "readable"]) Object.defineProperty(this, key, { enumerable: false });
  }

  /** True also for errors of another copy of this package in the same program. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: the class that stands right of `instanceof` decides
    return isInstance(this, value);
  }
}

function isInstance(asked: typeof ClientError, value: unknown): boolean {
  const [kind, low = 0, high = low || 999] = asked.marks;
  // A class that somebody derives from ours has no `marks` of its own: ordinary instanceof.
  if (!Object.hasOwn(asked, "marks")) return Function.prototype[Symbol.hasInstance].call(asked, value);
  if (!isClientError(value)) return false;
  const { status = 0 } = value as { status?: number }; // only some errors have one
  return (!kind || kind === value.kind) && status >= low && status <= high;
}

/** Whether a caught value is an error of this package, in whatever copy of it. */
export function isClientError(value: unknown): value is ClientError {
  return typeof value === "object" && value !== null && mark in value;
}

/** The server answered, and the answer is a failure. */
export class ApiError<B = unknown> extends ClientError {
  static override readonly marks: Marks = ["api"];
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
  static override readonly marks: Marks = ["connection"];
}

/** The deadline passed first. */
export class TimeoutError extends ClientError {
  static override readonly marks: Marks = ["timeout"];
}

/** The caller's signal was aborted; its reason is the `cause`. */
export class AbortError extends ClientError {
  static override readonly marks: Marks = ["abort"];
}

/** Credentials are missing or could not be had. */
export class AuthError extends ClientError {
  static override readonly marks: Marks = ["auth"];
}

/** A success status whose body is not what the API promised. */
export class DecodeError extends ClientError {
  static override readonly marks: Marks = ["decode"];
  declare readonly status: number;
  declare readonly contentType: string | null;
  /** The first 200 characters of the body. */
  declare readonly text: string;
}

/** The input would have been sent wrong, so nothing was sent. */
export class InputError extends ClientError {
  static override readonly marks: Marks = ["input"];
}

/** Any caught value as an error of this package: ours as they are, everything else a ConnectionError with it as the cause. */
export function errorFrom(value: unknown): ClientError {
  if (isClientError(value)) return value;
  const { message, cause } = value as Error; // thrown values without these fields give undefined
  return new ConnectionError([message ?? value, (cause as Error | undefined)?.message].filter(Boolean).join(": "), { cause: value }); // undici hides the reason in `cause`
}

/** The system's word for a broken connection (`ECONNRESET`, `ENOTFOUND`, `UND_ERR_SOCKET`), or null. */
export function systemCode(error: unknown): string | null {
  for (let here = error, depth = 0; typeof here === "object" && here !== null && depth < 4; depth++) {
    const { code, cause, errors } = here as { code?: unknown; cause?: unknown; errors?: readonly unknown[] }; // any object may have them
    if (typeof code === "string") return code;
    here = cause ?? errors?.[0];
  }
  return null;
}

/** True when the request certainly never left: it may be repeated whatever it does. */
export function isUnsent(error: unknown): boolean {
  return /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(systemCode(error) ?? "");
}
