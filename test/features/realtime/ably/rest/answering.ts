import { type AblyRest, type CreateAblyRestOptions, createAblyRest } from "../../../../../runtime/ably/index.js";
import { decodeMessagePack } from "../../../../../runtime/realtime/msgpack/decode.js";
import { encodeMessagePack } from "../../../../../runtime/realtime/msgpack/encode.js";
import { type FakeClock, fakeClock } from "../../../../support/clock.js";

/** One request, as a server sees it. */
export interface Asked {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  /** Decoded by its content type; undefined where there is none. */
  readonly body: unknown;
}

export interface Reply {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body in MessagePack. */
  readonly packed?: boolean;
}

/** What a request is answered with: always the same, one after another (the last for good), or as a function says. */
export type Replies = Reply | readonly (Reply | Error)[] | ((asked: Asked, count: number) => Reply | Error | Promise<Reply>);

/** A REST client before a server that answers as it is told. */
export function answering(
  replies: Replies = {},
  options: CreateAblyRestOptions = {},
): { readonly rest: AblyRest; readonly asked: Asked[]; readonly clock: FakeClock } {
  const asked: Asked[] = [];
  const clock = fakeClock();
  const authenticated = ["key", "token", "tokenDetails", "authUrl", "authCallback"].some((name) => name in options);
  const rest = createAblyRest({
    ...(!authenticated && { key: "appId.keyId:keySecret" }),
    clock,
    random: () => 0,
    ...options,
    fetch: async (input, init) => {
      const request = { url: new URL(String(input)), method: init?.method ?? "GET", headers: new Headers(init?.headers), body: sentBody(init?.body) };
      const reply = await replyTo(replies, request, asked.push(request));
      if (reply instanceof Error) throw reply;
      return responseOf(reply);
    },
  });
  return { rest, asked, clock };
}

async function replyTo(replies: Replies, asked: Asked, count: number): Promise<Reply | Error> {
  if (typeof replies === "function") return replies(asked, count);
  if (!Array.isArray(replies)) return replies as Reply;
  return replies[Math.min(count, replies.length) - 1] as Reply | Error;
}

function sentBody(body: BodyInit | null | undefined): unknown {
  if (body === undefined || body === null) return undefined;
  if (typeof body === "string") return JSON.parse(body);
  return body instanceof Uint8Array ? decodeMessagePack(body) : String(body);
}

function responseOf({ status = 200, body, headers = {}, packed = false }: Reply): Response {
  const bytes = body === undefined ? null : packed ? encodeMessagePack(body) : typeof body === "string" ? body : JSON.stringify(body);
  return new Response(bytes, { status, headers: { "content-type": packed ? "application/x-msgpack" : "application/json", ...headers } });
}

/** An answer that is Ably's error. */
export const failing = (status: number, code: number, message = "Failed"): Reply => ({ status, body: { error: { code, statusCode: status, message } } });
