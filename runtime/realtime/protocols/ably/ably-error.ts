import { ClientError } from "../../../core/errors.js";
import type { ErrorInfo } from "./message/frames.js";

/** Says what to do about an error of a code; null where there is nothing to say. */
export type Remedies = (code: number) => string | null;

/** Of this copy of the package: errors are made far from any client. Null until a client brings the feature `remedies`. */
let remedyFor: Remedies | null = null;

/** From now on errors say what to do about them. */
export function explainErrors(remedies: Remedies): void {
  remedyFor = remedies;
}

/** A failure of the Ably protocol: its code says which (https://help.ably.io/error/CODE), `remedy` what to do. */
export class AblyError extends ClientError {
  override readonly name: string = "AblyError";
  readonly kind = "realtime";
  /** Ably's code, such as 40142 for a token that has expired. */
  declare readonly code: number;
  /** The HTTP status that fits it. */
  declare readonly statusCode: number;
  /** Where Ably explains it; null when the server said nothing. */
  declare readonly href: string | null;
  /** What the HTTP request was named by (`addRequestIds`); else null. */
  declare readonly requestId: string | null;
  /** More facts, when the server sent any. */
  declare readonly detail: Readonly<Record<string, string>> | null;

  constructor(info: ErrorInfo, given?: unknown) {
    const cause = given ?? (info.cause && new AblyError(info.cause));
    super(info.message ?? `Ably error ${info.code}`, {
      code: info.code,
      statusCode: info.statusCode ?? Math.floor(info.code / 100),
      href: info.href ?? null,
      requestId: info.requestId ?? null,
      detail: info.detail ?? null,
      remedy: remedyFor?.(info.code) ?? (cause as Partial<ClientError> | undefined)?.remedy ?? null, // a cause may be anything
      ...(cause ? { cause } : {}),
    });
  }

  /** With its codes (TI): `AblyError: Token expired (40142, status 401)`. */
  override toString(): string {
    return `${super.toString()} (${this.code}, status ${this.statusCode})`;
  }
}

/** An error of this code. */
export function ablyError(code: number, message: string, { statusCode, cause }: { readonly statusCode?: number; readonly cause?: unknown } = {}): AblyError {
  return new AblyError({ code, message, statusCode: statusCode ?? statusOf(code) }, cause);
}

/** What it says. */
export const messageOfError = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Ably's errors as they are; others as 80019 with their cause. */
export function asAblyError(error: unknown): AblyError {
  return error instanceof AblyError ? error : ablyError(80019, messageOfError(error), { cause: error });
}

/** The error behind what the server sent; null when it sent none. */
export function errorOf(info: ErrorInfo | null | undefined): AblyError | null {
  return info === null || info === undefined ? null : new AblyError(info);
}

/** What the server sent, or an error of this code that tells what happened where it sent none. */
export function reasonOf(info: ErrorInfo | null | undefined, code: number, what: string): AblyError {
  return errorOf(info) ?? ablyError(code, `${what}, and the server did not say why`);
}

/** Whether a new token may help (RSA4b, RTN15h). */
export function isTokenError(error: { readonly code: number; readonly statusCode?: number | null | undefined } | null): boolean {
  return error !== null && error.statusCode === 401 && error.code >= 40140 && error.code < 40150;
}

/** Codes of 4xxxx and 5xxxx begin with their HTTP status; the others are of the client's own making. */
function statusOf(code: number): number {
  if (code >= 40000 && code < 60000) return Math.floor(code / 100);
  return code >= 90000 ? 400 : code === 80019 ? 401 : 500;
}
