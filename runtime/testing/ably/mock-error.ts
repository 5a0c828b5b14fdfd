import type { ErrorInfo } from "../../realtime/protocols/ably/message/frames.js";

/** An answer that is an error, thrown by whatever can't go on. */
export class MockError extends Error {
  readonly info: ErrorInfo & { readonly statusCode: number };

  constructor(code: number, message: string, statusCode: number = Math.floor(code / 100)) {
    super(message);
    this.info = { code, statusCode, message, href: `https://help.ably.io/error/${code}` };
  }
}
