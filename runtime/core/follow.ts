import type { Call, CallOptions, WireHeaders, WireReply } from "./call.js";
import type { Client } from "./client.js";
import type { Operation, Source } from "./operation.js";
import { readPointer, readSource } from "./pointer.js";
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
  if (operation.unwrap === undefined) {
    const data = await decodeReply(client, operation, reply);
    return { data, body: data, status, headers, url };
  }
  const text = await reply.text();
  const { unwrap: _unwrap, convert: _convert, ...bare } = operation;
  const read = (as: Operation): Promise<unknown> => decodeReply(client, as, withText(reply, text));
  return { data: await read(operation), body: await read(bare), status, headers, url };
}

/** Reads a place of a reply: from what the operation delivers where it lies inside that (so that it comes converted), else from the whole body. */
export function readPlace({ unwrap }: Operation, { data, body, headers }: WholeReply, source: Source): unknown {
  const inside = unwrap !== undefined && (source === unwrap || source.startsWith(`${unwrap}/`));
  return inside ? readPointer(data, source.slice(unwrap.length)) : readSource(body, headers, source);
}

/**
 * The call as a GET of another address. To another origin go only headers that say nothing about the caller; the auth layer
 * adds credentials where the address is a declared host.
 */
function redirect(call: Call, url: string): Call {
  const sameOrigin = new URL(url).origin === new URL(call.url).origin;
  const kept = Object.entries(call.headers).filter(([name]) => (sameOrigin ? !/^(content-|idempotency-)/.test(name) : /^(accept|user-agent)/.test(name)));
  return { ...call, method: "GET", url, headers: Object.fromEntries(kept), body: null, replayable: true };
}

function withText(reply: WireReply, text: string): WireReply {
  const { status, headers, url } = reply;
  return {
    status,
    headers,
    url,
    body: null,
    text: () => Promise.resolve(text),
    bytes: () => Promise.resolve(new TextEncoder().encode(text)),
    blob: () => Promise.resolve(new Blob([text])),
    cancel: () => Promise.resolve(),
    toResponse: () => reply.toResponse(),
  };
}
