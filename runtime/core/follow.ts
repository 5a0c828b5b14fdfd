import type { Call, CallOptions, WireHeaders, WireReply } from "./call.js";
import type { Client } from "./client.js";
import type { Operation } from "./operation.js";
import { readPointer } from "./pointer.js";
import { decodeReply, invoke } from "./start.js";

/** A request that follows from an earlier reply: the operation with another input, or a URL that the server gave. */
export interface FollowUp {
  readonly input: object;
  /** Absolute; null: the operation itself. */
  readonly url: string | null;
}

/** A reply read to its end. */
export interface WholeReply {
  /** The value that the operation delivers. */
  readonly data: unknown;
  /** The whole body: `data` too, unless the operation delivers a part of it. */
  readonly body: unknown;
  readonly status: number;
  readonly headers: WireHeaders;
  /** After redirects: what relative URLs are relative to. */
  readonly url: string;
}

/** Sends a follow-up through the client's layers and reads the reply. */
export async function follow(client: Client, operation: Operation, { input, url }: FollowUp, options?: CallOptions): Promise<WholeReply> {
  return readWhole(client, operation, await invoke(aim(client, url), operation, input, options));
}

/** The client, its next call going to this URL by GET; null: the client itself. */
export function aim(client: Client, url: string | null): Client {
  return url === null ? client : { ...client, send: (call) => client.send(redirect(call, url)) };
}

/** Reads a success reply to its end. */
export async function readWhole(client: Client, operation: Operation, reply: WireReply): Promise<WholeReply> {
  const { status, headers, url } = reply;
  const { unwrap, ...whole } = operation;
  const body = await decodeReply(client, unwrap === undefined ? operation : whole, reply);
  const data = unwrap === undefined || typeof body !== "object" ? body : readPointer(body, unwrap);
  return { data, body, status, headers, url };
}

/**
 * The call as a GET of another address. To another origin go only headers that say nothing about the caller; the auth layer
 * adds credentials where the address is a declared host.
 */
function redirect(call: Call, url: string): Call {
  const sameOrigin = new URL(url).origin === new URL(call.url).origin;
  const kept = Object.entries(call.headers).filter(([name]) => (sameOrigin ? !/^(content-|idempotency-)/.test(name) : /^(accept|user-agent)/.test(name)));
  const { method = "GET" } = call.operation;
  // What a GET may do, not what the operation may: layers look at the operation.
  const operation: Operation = method === "GET" ? call.operation : { ...call.operation, method: "GET", repeat: "safe" };
  return { ...call, operation, method: "GET", url, headers: Object.fromEntries(kept), body: null, replayable: true };
}

/** A reply of which a part is read as if it were all: one item of a stream. */
export function partReply(reply: WireReply, text: string, status: number = reply.status): WireReply {
  const { url } = reply;
  return {
    status,
    headers: reply.headers,
    url,
    body: null,
    text: () => Promise.resolve(text),
    bytes: () => Promise.resolve(new TextEncoder().encode(text)),
    blob: () => Promise.resolve(new Blob([text])),
    cancel: () => Promise.resolve(),
    toResponse: () => new Response(text, { status }),
  };
}
