import { ClientError, type ErrorDetails } from "../core/errors.js";

/** A list that does not go on as it should: the server led back to a page that was already read. */
export class PagingError extends ClientError {
  override readonly name: string = "PagingError";
  readonly kind = "paging";
  /** Id of the operation. */
  declare readonly operation: string;
  /** What came twice: a token, a page number, a URL. */
  declare readonly token: unknown;

  constructor(message: string, details: ErrorDetails & { readonly operation: string; readonly token: unknown }) {
    super(message, details);
  }
}
