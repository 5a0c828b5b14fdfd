import type { Call } from "../core/call.js";
import { AuthError } from "../core/errors.js";
import { type Bytes, utf8 } from "./bytes.js";

/** The bytes that a call's body goes out as. Throws an AuthError for bodies whose bytes nobody knows before they are sent. */
export async function payloadOf({ body }: Call): Promise<Bytes> {
  if (body === null) return new Uint8Array();
  if (typeof body === "string" || body instanceof URLSearchParams) return utf8(`${body}`);
  if (body instanceof Uint8Array) return body as Bytes; // WebCrypto refuses shared memory itself
  if (body instanceof Blob) return new Uint8Array(await body.arrayBuffer());
  throw new AuthError("A stream or multipart body can't be signed", { remedy: "Pass bytes or a Blob" });
}
