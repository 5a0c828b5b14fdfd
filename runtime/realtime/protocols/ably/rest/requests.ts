import type { Clock } from "../../../../core/client.js";
import { AblyError, ablyError } from "../ably-error.js";
import { type Authority, authorizationOf } from "../auth/authority.js";
import type { TokenAuthority } from "../auth/token-authority.js";
import { type MessageRef, serialOf } from "../channel/annotations.js";
import { agentOf, protocolVersion } from "../connection/dial.js";
import { hostsOf, isLoopback, originOf, shuffled } from "../connection/hosts.js";
import { within } from "../deadline.js";
import { need } from "../features.js";
import { randomText, toBase64, toUtf8 } from "../message/bytes.js";
import type { Cipher } from "../message/cipher.js";
import type { BinaryCodec, Format } from "../message/codec.js";
import { decodePayload } from "../message/decode-payload.js";
import type { WireMessage } from "../message/frames.js";
import { type AblyMessage, received } from "../message/message.js";
import { type AblyOptions, timeoutsOf } from "../options.js";
import { Paged } from "./paged.js";
import { bodyOf, failureOf, isTokenRefusal, mayTryElsewhere, type RestReply } from "./rest-reply.js";

/** Which of a channel's past messages are wanted (RSL2b). */
export interface HistoryQuery {
  /** Milliseconds since epoch, or a Date. */
  readonly start?: number | Date | undefined;
  readonly end?: number | Date | undefined;
  /** Default backwards: the newest first. */
  readonly direction?: "backwards" | "forwards" | undefined;
  /** Messages a page; default 100, at most 1000. */
  readonly limit?: number | undefined;
  /** Only what was said before the channel was attached: with what the subscription gives there is no gap and no overlap (RTL10b). */
  readonly untilAttach?: boolean | undefined;
}

/** A request to Ably's REST interface. */
export interface RestRequest {
  readonly method: string;
  /** A path with its query, such as a Link header's. */
  readonly path: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
  /** `none` where the request proves itself; `basic` where only the key will do. */
  readonly auth?: "any" | "none" | "basic" | undefined;
  /** Another version of the interface than the client's own. */
  readonly version?: string | undefined;
}

/** What requests need of their client. */
export interface RequestsParts {
  readonly options: AblyOptions;
  readonly authority: Authority;
  /** The same, where it can get tokens. */
  readonly tokens: TokenAuthority | null;
  readonly clock: Clock;
  /** What reads MessagePack, which may come whatever was asked for (RSC8d), and writes it where the options say so. */
  readonly binary: BinaryCodec | null;
  /** The host that the connection found to work, if there is one (RTN17e). */
  readonly host: () => string | null;
}

/** Requests to Ably's REST interface, with the client's credentials: fallback hosts, one renewal of a refused token, JSON or MessagePack. */
export class Requests {
  readonly #parts: RequestsParts;
  /** A fallback that answered, and until when it is asked first (RSC15f). */
  #working: { readonly host: string; readonly until: number } | null = null;

  constructor(parts: RequestsParts) {
    this.#parts = parts;
  }

  get authority(): Authority {
    return this.#parts.authority;
  }

  /** What gets tokens. @throws AblyError 40019 where the client can't. */
  get tokens(): TokenAuthority {
    return need(this.#parts.tokens, "tokens");
  }

  get options(): AblyOptions {
    return this.#parts.options;
  }

  /** How bodies are written. */
  get format(): Format {
    return this.options.format ?? "json";
  }

  /** Sends, and reads the answer. Rejects with Ably's error for every status of 400 and more, with 80003 or 50003 when nobody answered. */
  async send(request: RestRequest): Promise<RestReply> {
    const reply = await this.exchange(request);
    if (reply.status >= 400) throw failureOf(reply);
    return reply;
  }

  /** Like `send`, but gives answers of every status as they are (RSC19). Token refusals are answered with a new token, once. */
  async exchange(request: RestRequest): Promise<RestReply> {
    const { authority } = this.#parts;
    const authorization = await this.#authorization(request, false);
    const first = await this.#anywhere(request, authorization);
    if (request.auth === "none" || authority.usesKey || !isTokenRefusal(first)) return first;
    if (!authority.renewable) throw ablyError(40171, "The token was refused, and there is no way to get another", { cause: failureOf(first) });
    return this.#anywhere(request, await this.#authorization(request, true));
  }

  /** A list that comes by pages. */
  paged<T>(path: string, { query, item }: { readonly query: object; readonly item: (wire: unknown) => T | Promise<T> }): Paged<T> {
    return new Paged(async (address) => {
      const reply = await this.send({ method: "GET", path: address ?? path, ...(address === null && { params: { ...query } }) });
      const list = Array.isArray(reply.body) ? reply.body : [];
      return { items: await Promise.all(list.map(item)), links: reply.links };
    });
  }

  /** A channel's past messages (RSL2). `untilAttach` on a channel that isn't attached rejects with 40000. */
  history(
    channel: string,
    { untilAttach = false, ...query }: HistoryQuery,
    { cipher, attachSerial }: { readonly cipher: Cipher | null; readonly attachSerial: string | null },
  ): Paged<AblyMessage> {
    const path = `/channels/${encodeURIComponent(channel)}/messages`;
    const list = this.paged(path, { query: { ...query, ...(untilAttach && { fromSerial: attachSerial }) }, item: (wire) => messageOf(wire, cipher) });
    if (untilAttach && attachSerial === null) return new Paged(() => Promise.reject(ablyError(40000, "untilAttach needs an attached channel")));
    return list;
  }

  /** One message as it is now (RSL11). */
  async message(channel: string, of: MessageRef, cipher: Cipher | null): Promise<AblyMessage> {
    const { body } = await this.send({ method: "GET", path: pathOf(channel, of) });
    return messageOf(body, cipher);
  }

  /** All versions of a message (RSL14). */
  versions(channel: string, of: MessageRef, { query, cipher }: { readonly query: object; readonly cipher: Cipher | null }): Paged<AblyMessage> {
    return this.paged(`${pathOf(channel, of)}/versions`, { query, item: (wire) => messageOf(wire, cipher) });
  }

  async #authorization({ auth = "any" }: RestRequest, renew: boolean): Promise<string | null> {
    const { authority } = this.#parts;
    if (auth === "none") return null;
    if (auth === "any")
      return authority
        .credentials(renew)
        .then(authorizationOf)
        .catch((error: unknown) => {
          // What is 80019 for a connection is 40170 for a request (RSA4e).
          if (error instanceof AblyError && error.code === 80019) throw ablyError(40170, error.message, { statusCode: error.statusCode, cause: error.cause });
          throw error;
        });
    if (authority.key === undefined) throw ablyError(40162, "This request needs the key itself, not a token");
    return authorizationOf({ key: authority.key });
  }

  /** The primary host, or the one that worked last; where it can't be reached or fails, others in random order (RSC15). */
  async #anywhere(request: RestRequest, authorization: string | null): Promise<RestReply> {
    const { options, clock } = this.#parts;
    const { httpMaxRetry, fallbackRetry } = timeoutsOf(options);
    const { primary, fallbacks } = hostsOf(options);
    const [started, hosts] = [clock.now(), this.#order(primary, fallbacks)];
    const id = options.addRequestIds ? randomText(9) : null;
    for (let index = 0; ; index++) {
      const host = hosts[index] ?? primary;
      const last = index + 1 >= hosts.length || clock.now() - started > httpMaxRetry;
      try {
        const reply = await this.#once(request, { host, authorization, id });
        if (last || !mayTryElsewhere(reply)) {
          if (reply.status < 500) this.#working = index > 0 && host !== primary ? { host, until: clock.now() + fallbackRetry } : this.#working;
          return reply;
        }
      } catch (error) {
        if (last) throw error;
      }
      if (this.#working?.host === host) this.#working = null;
    }
  }

  #order(primary: string, fallbacks: readonly string[]): readonly string[] {
    const { options, clock, host } = this.#parts;
    if (this.#working !== null && this.#working.until <= clock.now()) this.#working = null;
    const first = host() ?? this.#working?.host ?? primary;
    const others = [primary, ...shuffled(fallbacks, options.random ?? Math.random)].filter((each) => each !== first);
    return [first, ...others.slice(0, fallbacks.length === 0 ? 0 : (options.httpMaxRetryCount ?? 3))];
  }

  async #once(
    { method, path, params = {}, headers = {}, body, version = protocolVersion }: RestRequest,
    { host, authorization, id }: { readonly host: string; readonly authorization: string | null; readonly id: string | null },
  ): Promise<RestReply> {
    const { options, clock, binary } = this.#parts;
    const url = addressOf(path, originOf(host, options, "http"));
    if (authorization?.startsWith("Basic") && url.protocol === "http:" && !isLoopback(url.hostname)) throw ablyError(40103, "A key is not sent without TLS");
    for (const [name, value] of Object.entries<unknown>({ ...params, ...(id !== null && { request_id: id }) }))
      if (value !== undefined && value !== null) url.searchParams.set(name, String(value instanceof Date ? value.getTime() : value));
    const writes = this.format === "msgpack" ? binary : null;
    const type = writes === null ? "application/json" : "application/x-msgpack";
    const clientId = authorization?.startsWith("Basic") ? options.clientId : undefined;
    const sent: Record<string, string> = {
      accept: type,
      "x-ably-version": version,
      "ably-agent": agentOf(options),
      ...(authorization !== null && { authorization }),
      ...(clientId !== undefined && { "x-ably-clientid": toBase64(toUtf8(clientId)) }),
      ...(body !== undefined && { "content-type": type }),
      ...headers,
    };
    const payload = body === undefined ? {} : { body: writes === null ? JSON.stringify(body) : writes.encode(body) };
    return within(clock, timeoutsOf(options).httpRequest, async (signal) => {
      const reply = await (options.fetch ?? fetch)(url.href, { method, headers: sent, signal, ...payload }).catch((cause: unknown) => {
        throw ablyError(80003, `No connection to ${url.host}`, { cause });
      });
      return bodyOf(reply, { url, binary, requestId: id });
    });
  }
}

/** Credentials go to the client's own hosts only, whatever a Link header says. */
function addressOf(path: string, origin: string): URL {
  const url = new URL(path, origin);
  if (url.origin !== new URL(origin).origin) throw ablyError(40000, `${url.origin} is not the client's own`);
  return url;
}

const pathOf = (channel: string, of: MessageRef): string => `/channels/${encodeURIComponent(channel)}/messages/${encodeURIComponent(serialOf(of))}`;

/** A message of the REST interface; read leniently, as frames are. */
export async function messageOf(given: unknown, cipher: Cipher | null): Promise<AblyMessage> {
  const wire = (given ?? {}) as WireMessage;
  return received({ action: 15 }, wire, 0, await decodePayload(wire.data, wire.encoding, { cipher }));
}
