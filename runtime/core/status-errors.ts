import { ApiError, isClientError } from "./errors.js";

// Guards with a class's face: `error instanceof NotFoundError` holds for every ApiError of that status, whichever copy of
// the package made it. Nothing constructs them, so a program pays only for those that it names.

/** What `instanceof` looks at: the lowest and the highest status of a class. */
type Statuses = readonly [low: number, high: number];

/** The face itself. */
class StatusError<B> extends ApiError<B> {
  static readonly statuses: Statuses = [0, 999];

  /** True for an error of that status, also when another copy of this package made it. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: the class that stands right of `instanceof` decides
    return isInstance(this, value);
  }
}

function isInstance(asked: typeof StatusError, value: unknown): boolean {
  // A class that somebody derives from these has no `statuses` of its own: ordinary instanceof.
  if (!Object.hasOwn(asked, "statuses")) return Function.prototype[Symbol.hasInstance].call(asked, value);
  const [low, high] = asked.statuses;
  return isClientError(value) && value.kind === "api" && (value as ApiError).status >= low && (value as ApiError).status <= high; // that kind is an ApiError
}

/** 400: the server did not understand the request. */
export class BadRequestError<B = unknown> extends StatusError<B> {
  static override readonly statuses: Statuses = [400, 400];
  declare readonly status: 400;
}
/** 401: no credentials, or not (any longer) valid ones. */
export class UnauthorizedError<B = unknown> extends StatusError<B> {
  static override readonly statuses: Statuses = [401, 401];
  declare readonly status: 401;
}
/** 403: the credentials don't allow it. */
export class ForbiddenError<B = unknown> extends StatusError<B> {
  static override readonly statuses: Statuses = [403, 403];
  declare readonly status: 403;
}
/** 404: there is no such thing. */
export class NotFoundError<B = unknown> extends StatusError<B> {
  static override readonly statuses: Statuses = [404, 404];
  declare readonly status: 404;
}
/** 409: it contradicts what the server has. */
export class ConflictError<B = unknown> extends StatusError<B> {
  static override readonly statuses: Statuses = [409, 409];
  declare readonly status: 409;
}
/** 410: it was there once. */
export class GoneError<B = unknown> extends StatusError<B> {
  static override readonly statuses: Statuses = [410, 410];
  declare readonly status: 410;
}
/** 412: a condition (If-Match, If-None-Match) did not hold. */
export class PreconditionFailedError<B = unknown> extends StatusError<B> {
  static override readonly statuses: Statuses = [412, 412];
  declare readonly status: 412;
}
/** 413: the body is too large. */
export class PayloadTooLargeError<B = unknown> extends StatusError<B> {
  static override readonly statuses: Statuses = [413, 413];
  declare readonly status: 413;
}
/** 415: the server doesn't take this media type. */
export class UnsupportedMediaTypeError<B = unknown> extends StatusError<B> {
  static override readonly statuses: Statuses = [415, 415];
  declare readonly status: 415;
}
/** 422: understood, but the values are not acceptable. */
export class UnprocessableError<B = unknown> extends StatusError<B> {
  static override readonly statuses: Statuses = [422, 422];
  declare readonly status: 422;
}
/** 429: too many requests; see `retryAfter`. */
export class RateLimitError<B = unknown> extends StatusError<B> {
  static override readonly statuses: Statuses = [429, 429];
  declare readonly status: 429;
}
/** 500 to 599: the server failed. */
export class ServerError<B = unknown> extends StatusError<B> {
  static override readonly statuses: Statuses = [500, 599];
  declare readonly status: 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511 | 520 | 521 | 522 | 523 | 524 | 525 | 526 | 529 | 530 | 598 | 599;
}
