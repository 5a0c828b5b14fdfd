import { ClientError } from "../core/errors.js";

/** The server answered a request, a message or a subscription with an error: its code says which, `body` is what it sent along. */
export class ReplyError<B = unknown> extends ClientError {
  override readonly name: string = "ReplyError";
  readonly kind = "realtime";
  /** The server's own code, as text; null when it sent none. */
  declare readonly code: string | null;
  /** What the server sent as its error. */
  declare readonly body: B;
}
