import { allows } from "../../realtime/protocols/ably/auth/capability.js";
import type { ErrorInfo } from "../../realtime/protocols/ably/message/frames.js";
import { credentialsOf } from "./admission.js";
import type { MockAbly } from "./mock-ably.js";
import type { Grant } from "./mock-app.js";
import { checkName, type MockChannel } from "./mock-channel.js";
import { MockError } from "./mock-error.js";

/** A request as the mock sees it. Header names are lower-case. */
export interface MockHttpRequest {
  readonly method: string;
  /** Path with its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The mock's answer. */
export interface MockHttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Uint8Array;
}

/** A request that a route answers. */
export interface Asked {
  readonly mock: MockAbly;
  readonly request: MockHttpRequest;
  readonly query: URLSearchParams;
  readonly json: boolean;
  readonly body: unknown;
}

/** What a route answers with; status 200 where it says none. */
export interface Answer {
  readonly status?: number;
  readonly value: unknown;
  readonly links?: readonly string[];
  /** What the error headers say, where the body is more than an error. */
  readonly error?: ErrorInfo;
}

/** A route: its method, its path (the groups are given to it, decoded), what it answers. */
export type Route = readonly [method: string, path: RegExp, answer: (asked: Asked, ...parts: string[]) => Promise<Answer>];

/** Who asks; a device may speak for itself alone (RSH6). Throws a MockError for nobody. */
export async function granted({ mock, request, query }: Asked): Promise<Grant> {
  const { "x-ably-devicetoken": deviceToken, "x-ably-devicesecret": secret, authorization } = request.headers;
  if (authorization === undefined && deviceToken !== undefined) return mock.grant({ token: deviceToken });
  if (authorization === undefined && secret !== undefined) return mock.grant({ token: mock.deviceToken(secret) });
  return mock.grant(credentialsOf(Object.fromEntries(query), request.headers));
}

/** The channel of a request, if the operation is allowed there. Throws 40160. */
export async function channelOf(asked: Asked, name: string, operation: string): Promise<{ readonly grant: Grant; readonly channel: MockChannel }> {
  const grant = await granted(asked);
  checkName(name);
  if (!allows(grant.capability, name, operation)) throw new MockError(40160, `No ${operation} on ${name}`, 401);
  return { grant, channel: grant.app.channel(name) };
}

/** One page of a list, with Ably's relative links to the first, this and the next. */
export function page({ query }: Asked, all: readonly unknown[], { last }: { readonly last: string }): Answer {
  const limit = Math.min(Number(query.get("limit") ?? 100), 1000);
  const from = Number(query.get("cursor") ?? 0);
  const link = (rel: string, cursor: number): string => {
    const params = new URLSearchParams(query);
    params.set("cursor", String(cursor));
    return `<./${last}?${params}>; rel="${rel}"`;
  };
  const links = [link("first", 0), link("current", from), ...(from + limit < all.length ? [link("next", from + limit)] : [])];
  return { value: all.slice(from, from + limit), links };
}
