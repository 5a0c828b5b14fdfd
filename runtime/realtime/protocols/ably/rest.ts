import { ablyError } from "./ably-error.js";
import type { ChannelOptions } from "./channel-options.js";
import { cipherOf } from "./cipher.js";
import type { ErrorInfo, PublishResult, WirePresence } from "./frames.js";
import type { OutgoingAblyMessage } from "./message.js";
import type { Paged } from "./paged.js";
import type { PresenceMessage } from "./presence-map.js";
import type { Requests } from "./requests.js";
import { RestChannel, restPresence, wiresOf } from "./rest-channel.js";
import { PushAdmin } from "./rest-push.js";
import { type HttpPage, httpPage } from "./rest-request.js";
import type { AuthOptions } from "./token-source.js";
import type { TokenDetails, TokenParams, TokenRequest } from "./tokens.js";

/** Which statistics are wanted (RSC6b). */
export interface StatsQuery {
  /** Milliseconds since epoch, or an interval such as `2026-11-21:10:05`. */
  readonly start?: number | string | undefined;
  readonly end?: number | string | undefined;
  readonly direction?: "backwards" | "forwards" | undefined;
  readonly limit?: number | undefined;
  readonly unit?: "minute" | "hour" | "day" | "month" | undefined;
}

/** What an app did in one interval (TS12). */
export interface Stats {
  readonly intervalId: string;
  readonly unit?: string;
  readonly schema?: string;
  readonly inProgress?: string;
  readonly appId?: string;
  /** Counts by name, such as `messages.inbound.realtime.messages.count`. */
  readonly entries: Readonly<Record<string, number>>;
}

/** Messages for channels (BSP). */
export interface BatchSpec {
  readonly channels: readonly string[];
  readonly messages: readonly OutgoingAblyMessage[];
}

/** What became of a batch: one result a channel, each a success or an `error` (BRE). */
export interface BatchResult<T> {
  readonly successCount: number;
  readonly failureCount: number;
  readonly results: readonly (T | { readonly channel: string; readonly error: ErrorInfo })[];
}

/** What became of one channel of `batchPublish` (BPR). */
export interface BatchPublished extends Partial<PublishResult> {
  readonly channel: string;
  readonly messageId: string;
}

/** Who is present on one channel of `batchPresence` (BGR). */
export interface BatchPresence {
  readonly channel: string;
  readonly presence: readonly PresenceMessage[];
}

/** Whose tokens are revoked (TRT): `{ type: "clientId", value: "kim" }`, `revocationKey`, `channel`. */
export interface RevocationTarget {
  readonly type: string;
  readonly value: string;
}

/** What became of one revocation (TRS). */
export interface Revoked {
  readonly target: string;
  readonly issuedBefore: number;
  readonly appliesAt: number;
}

/** Ably's REST interface (RSC), with the credentials of the client that it is made from. */
export class AblyRest {
  readonly #requests: Requests;
  /** Devices, subscriptions and notifications (RSH1). */
  readonly push: { readonly admin: PushAdmin };

  constructor(requests: Requests) {
    this.#requests = requests;
    this.push = { admin: new PushAdmin(requests) };
  }

  /** Ably's time: milliseconds since epoch (RSC16). */
  async time(): Promise<number> {
    const { body } = await this.#requests.send({ method: "GET", path: "/time", auth: "none" });
    if (Array.isArray(body) && typeof body[0] === "number") return body[0];
    throw ablyError(50000, "Ably did not tell its time");
  }

  /** What the app did, by pages (RSC6). */
  stats(query: StatsQuery = {}): Paged<Stats> {
    return this.#requests.paged("/stats", { query, item: (record) => record as Stats }); // Ably's own record
  }

  /** A channel, without a connection. Nothing is kept: each call gives a new one. */
  channel(name: string, options: Pick<ChannelOptions, "cipher"> = {}): RestChannel {
    return new RestChannel(name, { requests: this.#requests, cipher: options.cipher === undefined ? null : cipherOf(options.cipher) });
  }

  /** The names of the app's active channels, by pages. */
  channels(query: { readonly prefix?: string; readonly limit?: number } = {}): Paged<string> {
    return this.#requests.paged("/channels", { query, item: (name) => String(name) });
  }

  /** Messages to several channels at once; a failure of one is none of the others (RSC22). */
  async batchPublish(spec: BatchSpec): Promise<BatchResult<BatchPublished>>;
  async batchPublish(specs: readonly BatchSpec[]): Promise<readonly BatchResult<BatchPublished>[]>;
  async batchPublish(given: BatchSpec | readonly BatchSpec[]): Promise<unknown> {
    const specs = await Promise.all([given].flat().map(async (spec) => ({ ...spec, messages: await wiresOf(this.#requests, spec.messages, null) })));
    const { body } = await this.#requests.send({ method: "POST", path: "/messages", body: Array.isArray(given) ? specs : specs[0] });
    return body;
  }

  /** Who is present on several channels (RSC24). */
  async batchPresence(channels: readonly string[]): Promise<BatchResult<BatchPresence>> {
    const { body } = await this.#requests.send({ method: "GET", path: "/presence", params: { channels: channels.join(",") } });
    const { results, ...counts } = body as BatchResult<{ readonly channel: string; readonly presence: readonly WirePresence[] }>; // Ably's own record
    const read = results.map(async (result) =>
      "error" in result ? result : { channel: result.channel, presence: await Promise.all(result.presence.map((wire) => restPresence(wire, null))) },
    );
    return { ...counts, results: await Promise.all(read) };
  }

  /** Any request, for what has no method here: answers of every status are given, not thrown (RSC19). */
  request(
    method: string,
    path: string,
    options: { readonly params?: object; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>>; readonly version?: string } = {},
  ): Promise<HttpPage> {
    return httpPage(this.#requests, { method, path, ...options, params: { ...options.params } });
  }

  /** A new token, which is given, not kept (RSA8). */
  requestToken(params?: TokenParams, options?: AuthOptions): Promise<TokenDetails> {
    return this.#requests.authority.requestToken(params, options);
  }

  /** A signed request that others may get a token with (RSA9). */
  createTokenRequest(params?: TokenParams, options?: AuthOptions): Promise<TokenRequest> {
    return this.#requests.authority.createTokenRequest(params, options);
  }

  /** Gets a new token by new rules, which hold from now on (RSA10). On a client with a connection use its own `auth.authorize`, which tells the server. */
  authorize(params?: TokenParams, options?: AuthOptions): Promise<TokenDetails> {
    return this.#requests.authority.authorize(params, options);
  }

  /** Ends tokens that were issued before now, or before `issuedBefore` (RSA17). Needs the key itself: rejects with 40162 where tokens are used. */
  async revokeTokens(
    targets: readonly RevocationTarget[],
    options: { readonly issuedBefore?: number; readonly allowReauthMargin?: boolean } = {},
  ): Promise<BatchResult<Revoked>> {
    const { authority } = this.#requests;
    if (!authority.usesKey) throw ablyError(40162, "Tokens are revoked with the key itself, not with a token", { statusCode: 401 });
    const name = authority.key?.split(":")[0] ?? "";
    const { body } = await this.#requests.send({
      method: "POST",
      path: `/keys/${encodeURIComponent(name)}/revokeTokens`,
      body: { targets: targets.map(({ type, value }) => `${type}:${value}`), ...options },
      auth: "basic",
    });
    return body as BatchResult<Revoked>; // Ably's own record
  }
}
