import { AblyError, ablyError } from "../ably-error.js";
import { toBase64 } from "../message/bytes.js";
import type { BinaryCodec } from "../message/codec.js";
import { type Links, linksOf } from "./paged.js";

/** An answer of Ably's REST interface. */
export interface RestReply {
  readonly status: number;
  readonly headers: Headers;
  /** Decoded by its content type; null where there is none. */
  readonly body: unknown;
  readonly links: Links;
  /** What the request was named by, where requests are. */
  readonly requestId: string | null;
}

/** Reads an answer. Rejects with 40013 for a body that is neither JSON nor MessagePack (RSC8e). */
export async function bodyOf(
  reply: Response,
  { url, binary, requestId }: { readonly url: URL; readonly binary: BinaryCodec | null; readonly requestId: string | null },
): Promise<RestReply> {
  const bytes = new Uint8Array(await reply.arrayBuffer());
  const type = reply.headers.get("content-type") ?? "";
  const known = { status: reply.status, headers: reply.headers, links: linksOf(reply.headers.get("link"), url), requestId };
  if (bytes.length === 0) return { ...known, body: null };
  if (type.includes("json") || type === "") return { ...known, body: parsed(bytes) };
  if (type.includes("msgpack") && binary !== null) return { ...known, body: binary.decode(bytes) };
  if (reply.status >= 400) return { ...known, body: null };
  throw ablyError(40013, `The answer has the content type ${type || "(none)"}: ${toBase64(bytes.subarray(0, 512))}`);
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

/** The error that an answer is: Ably's own, where it says so in the body or in headers. */
export function failureOf({ status, headers, body, requestId }: RestReply): AblyError {
  const error = typeof body === "object" && body !== null && "error" in body ? body.error : null;
  const named = requestId === null ? {} : { requestId };
  if (typeof error === "object" && error !== null && "code" in error && typeof error.code === "number")
    return new AblyError({ statusCode: status, ...named, ...error, code: error.code });
  const code = Number(headers.get("x-ably-errorcode")) || status * 100;
  return new AblyError({ code, statusCode: status, message: headers.get("x-ably-errormessage") ?? `Ably answered with status ${status}`, ...named });
}

/** Whether a new token may help (RSC10). */
export function isTokenRefusal(reply: RestReply): boolean {
  if (reply.status !== 401) return false;
  const { code } = failureOf(reply);
  return code >= 40140 && code < 40150;
}

/** Whether another host may do better: this one failed, or what stands before it did (RSC15l). */
export const mayTryElsewhere = ({ status, headers }: RestReply): boolean =>
  (status >= 500 && status <= 504) || (status >= 400 && headers.get("server") === "CloudFront");
