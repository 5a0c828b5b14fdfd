import { AblyError, ablyError } from "./ably-error.js";
import type { Authority } from "./authority.js";
import { agentOf, protocolVersion } from "./dial.js";
import { hostsOf, originOf } from "./hosts.js";
import type { AblyOptions } from "./options.js";

/** One answer of the REST interface. */
export interface RestReply {
  readonly body: unknown;
  /** The address of the next page; null on the last. */
  readonly next: string | null;
}

/** Gets from Ably's REST interface, by path or by a whole address of `next`. */
export type RestGet = (pathOrUrl: string) => Promise<RestReply>;

/**
 * A GET with the client's credentials; a refused token is renewed once (RSA4b). `host` is the one that the connection found to work, if
 * there is one (RTN17e). Rejects with Ably's error, or with 80003 when there was no answer.
 */
export function restOf(options: AblyOptions, authority: Authority, host: () => string | null): RestGet {
  return async (pathOrUrl) => {
    const origin = originOf(host() ?? hostsOf(options).primary, options, "http");
    const url = new URL(pathOrUrl, origin);
    // Credentials go to the client's own hosts only, whatever a Link header says.
    if (url.origin !== new URL(origin).origin) throw ablyError(40000, `${url.origin} is not the client's own`);
    const first = await get(options, url, await authority.header());
    const reply =
      first.status === 401 && authority.renewable && !authority.usesKey && isTokenReply(first) ? await get(options, url, await authority.header(true)) : first;
    if (!reply.ok) throw await failure(reply);
    return { body: await reply.json(), next: nextOf(reply.headers.get("link"), url) };
  };
}

async function get(options: AblyOptions, url: URL, authorization: string): Promise<Response> {
  const headers = { authorization, accept: "application/json", "x-ably-version": protocolVersion, "ably-agent": agentOf(options) };
  try {
    return await (options.fetch ?? fetch)(url, { headers });
  } catch (cause) {
    throw ablyError(80003, `No answer from ${url.host}`, { cause });
  }
}

function isTokenReply(reply: Response): boolean {
  const code = Number(reply.headers.get("x-ably-errorcode"));
  return code >= 40140 && code < 40150;
}

async function failure(reply: Response): Promise<AblyError> {
  const body: unknown = await reply.json().catch(() => null);
  const error = typeof body === "object" && body !== null && "error" in body ? body.error : null;
  if (typeof error === "object" && error !== null && "code" in error && typeof error.code === "number")
    return new AblyError({ statusCode: reply.status, ...error, code: error.code });
  return ablyError(50000, `Ably answered with status ${reply.status}`, { statusCode: reply.status });
}

/** Links are relative to the last part of the path, one or several in a header (RSC19d, TG4). */
function nextOf(link: string | null, url: URL): string | null {
  const [, target] = /<([^>]*)>;\s*rel="?next"?/.exec(link ?? "") ?? [];
  return target === undefined ? null : new URL(target, url).href;
}
