import type { CallTrace, WireReply } from "./call.js";
import type { Client } from "./client.js";
import { ApiError, DecodeError } from "./errors.js";
import type { Operation } from "./operation.js";
import { readPointer, readSource } from "./pointer.js";
import { codecsOf } from "./prepare.js";
import { retryAfter } from "./retry-after.js";

/** Where most APIs keep what `api.errors` would name. */
const usual = {
  code: ["/code", "/error/code", "/errorCode", "/error/type", "/error"],
  message: ["/message", "/error/message", "/detail", "/title", "/error_description", "/error", "/errors/0/message"],
  requestId: ["header:x-request-id", "header:request-id", "/request_id"],
};

/**
 * The body of a success reply as the operation delivers it: JSON by default, by Content-Type where that says something else;
 * undefined when there is none. Rejects with a DecodeError when it is not what it should be.
 */
export async function decodeBody(client: Client, operation: Operation, reply: WireReply): Promise<unknown> {
  const { out, unwrap, method, id } = operation;
  const { status } = reply;
  if (out === "none" || status === 204 || method === "HEAD") return reply.cancel();
  const contentType = reply.headers.get("content-type") ?? "";
  // Types whose body is read as text first; everything else is bytes.
  const kind = out ?? (/^$|^text|json|xml/.test(contentType) ? "json" : "blob");
  if (kind === "stream") return reply.body;
  if (kind === "bytes" || kind === "blob") return reply[kind]();
  const text = await reply.text();
  let value: unknown = text;
  let pointer = unwrap;
  try {
    if (kind !== "text") value = parse(client, operation, reply, text);
    if (value instanceof Promise) value = await value;
  } catch (cause) {
    // Other text stands for itself where the document does not promise JSON; a web page never does.
    if (out || !/^text\/(?!html)/.test(contentType)) {
      throw new DecodeError(
        `${id} answered ${status} with ${/json/.test(contentType) ? "broken" : `${contentType || null}, not`} ${kind}: ${text.slice(0, 80)}`,
        {
          status,
          contentType: contentType || null,
          text: text.slice(0, 200),
          cause,
        },
      );
    }
    value = text;
    pointer = undefined;
  }
  const whole = codecsOf(client, operation).reduce((seen, { output }) => (output ? output(client, operation, reply, seen) : seen), value);
  return pointer ? readPointer(whole, pointer) : whole;
}

/** A text as JSON, or as what a codec makes of it; undefined when it is empty. Throws (or rejects) when it is not of that kind. */
function parse(client: Client, operation: Operation, { status, headers }: WireReply, text: string): unknown {
  const codecs = codecsOf(client, operation);
  // Some servers call their XML text/html: where XML is promised, its first line says more.
  const type = operation.out === "xml" && /^\s*<\?xml/.test(text) ? "xml" : (headers.get("content-type") ?? operation.out ?? "");
  const kind = codecs[0] && /xml/.test(type) ? "xml" : "json";
  const decoder = codecs.find((codec) => codec.replies?.[kind])?.replies?.[kind];
  return !text ? undefined : decoder ? decoder(text, operation, status) : JSON.parse(text);
}

/** The ApiError of a reply with an error status; reads its body. */
export async function decodeError(client: Client, operation: Operation, reply: WireReply, trace: CallTrace): Promise<ApiError> {
  const text = await reply.text();
  let value: unknown = text;
  let readable = true;
  try {
    value = await parse(client, operation, reply, text);
  } catch {
    readable = false;
  }
  return failedReply(client, operation, reply, { value, readable, ...trace });
}

/** What is known about a failure beside its reply. */
export interface FailureFacts {
  /** The decoded body. */
  readonly value: unknown;
  readonly readable?: boolean;
  readonly attempts?: number;
  readonly withheld?: true;
  /** When it means another status than the reply's. */
  readonly status?: number;
  readonly code?: string | null;
  readonly message?: string | null;
}

/** The ApiError of a reply and its decoded body; code, message and request id from where `api.errors` says. */
export function failedReply({ api, settings }: Client, { id }: Operation, { headers, status: sent }: WireReply, facts: FailureFacts): ApiError {
  const { value, readable = true, attempts = 1, status = sent, withheld } = facts;
  const first = (what: keyof typeof usual): string | null => {
    for (const source of api.errors?.[what] ?? usual[what]) {
      const found = readSource(value, headers, source);
      if (found && typeof found !== "object") return `${found}`;
    }
    return null;
  };
  const { code = first("code"), message = first("message") ?? (typeof value === "string" ? value.trim().split("\n", 1)[0]?.slice(0, 300) : null) } = facts;
  return new ApiError(`${id} answered ${status}${message ? `: ${message}` : ""}`, {
    operation: id,
    status,
    code,
    body: value,
    readable,
    attempts,
    headers,
    requestId: first("requestId"),
    remedy: withheld && status === 401 ? "This host got no credentials: allow it in the client's `hosts`" : null,
    retryAfter: retryAfter(headers, settings.clock.now(), api.retry?.retryAfter),
  });
}
