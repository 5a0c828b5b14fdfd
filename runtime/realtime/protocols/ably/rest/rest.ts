import { ablyError } from "../ably-error.js";
import type { AuthOptions } from "../auth/token-source.js";
import type { TokenDetails, TokenParams, TokenRequest } from "../auth/tokens.js";
import type { PublishResult, WirePresence } from "../message/frames.js";
import type { OutgoingAblyMessage } from "../message/message.js";
import type { AblyOptions } from "../options.js";
import type { PresenceMessage } from "../presence/presence-map.js";
import { restPresence } from "../presence/presence-message.js";
import type { Paged } from "./paged.js";
import type { Requests } from "./requests.js";
import { RestAuth } from "./rest-auth.js";
import { type BatchResult, batchOf, isBatchFailure } from "./rest-batch.js";
import { RestChannel, type RestChannelOptions, wiresOf } from "./rest-channel.js";
import { RestChannels } from "./rest-channels.js";
import { PushAdmin } from "./rest-push.js";
import { type AnyRequest, type HttpPage, httpPage } from "./rest-request.js";

/** Which statistics are wanted (RSC6b). */
export interface StatsQuery {
  /** Milliseconds since epoch, a Date, or an interval such as `2026-11-21:10:05`. */
  readonly start?: number | string | Date | undefined;
  readonly end?: number | string | Date | undefined;
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

/** Ably's REST interface (RSC), with the credentials of the client that it is made from. */
export class AblyRest {
  /** HTTP with the client's credentials: what `createPushTarget` stands on. */
  readonly requests: Requests;
  /** What the client was made with; of `createAblyRest` with the defaults (TO3). */
  readonly options: AblyOptions;
  /** Who the client is, and its tokens (RSC5). */
  readonly auth: RestAuth;
  /** Channels that are kept, as the realtime client keeps them (RSN). */
  readonly channels: RestChannels;
  /** Devices, subscriptions and notifications (RSH1). */
  readonly push: { readonly admin: PushAdmin };

  constructor(requests: Requests, options: AblyOptions) {
    this.requests = requests;
    this.options = options;
    this.auth = new RestAuth(requests);
    this.channels = new RestChannels(requests);
    this.push = { admin: new PushAdmin(requests) };
  }

  /** Ably's time: milliseconds since epoch (RSC16). */
  async time(): Promise<number> {
    const { body } = await this.requests.send({ method: "GET", path: "/time", auth: "none" });
    if (Array.isArray(body) && typeof body[0] === "number") return body[0];
    throw ablyError(50000, "Ably did not tell its time");
  }

  /** What the app did, by pages (RSC6). */
  stats(query: StatsQuery = {}): Paged<Stats> {
    return this.requests.paged("/stats", { query, item: (record) => record as Stats }); // Ably's own record
  }

  /** A channel that is not kept: each call gives a new one. */
  channel(name: string, options?: RestChannelOptions): RestChannel {
    return new RestChannel(name, this.requests, options);
  }

  /** The names of the app's active channels, by pages. */
  activeChannels(query: { readonly prefix?: string; readonly limit?: number } = {}): Paged<string> {
    return this.requests.paged("/channels", { query, item: (name) => String(name) });
  }

  /** Messages to several channels at once; a failure of one is none of the others (RSC22). Rejects with 40000 for no channels or no messages. */
  async batchPublish(spec: BatchSpec): Promise<BatchResult<BatchPublished>>;
  async batchPublish(specs: readonly BatchSpec[]): Promise<readonly BatchResult<BatchPublished>[]>;
  async batchPublish(given: BatchSpec | readonly BatchSpec[]): Promise<unknown> {
    const list: readonly BatchSpec[] = [given].flat();
    if (list.some(({ channels, messages }) => channels.length === 0 || messages.length === 0))
      throw ablyError(40000, "The request is invalid: a batch has channels and messages");
    const specs = await Promise.all(list.map(async (spec) => ({ ...spec, messages: await wiresOf(this.requests, spec.messages, null) })));
    const { body } = await this.requests.send({ method: "POST", path: "/messages", body: Array.isArray(given) ? specs : specs[0] });
    return Array.isArray(given) ? [body].flat().map((each) => batchOf<BatchPublished>(each)) : batchOf<BatchPublished>(body);
  }

  /** Who is present on several channels (RSC24). */
  async batchPresence(channels: readonly string[]): Promise<BatchResult<BatchPresence>> {
    const { body } = await this.requests.send({ method: "GET", path: "/presence", params: { channels: channels.join(",") } });
    const { results, ...counts } = batchOf<{ readonly channel: string; readonly presence: readonly WirePresence[] }>(body);
    const read = results.map(async (result) =>
      isBatchFailure(result)
        ? result
        : { channel: result.channel, presence: await Promise.all((result.presence ?? []).map((wire) => restPresence(wire, null))) },
    );
    return { ...counts, results: await Promise.all(read) };
  }

  /** Any request, for what has no method here: answers of every status are given, not thrown (RSC19). Credentials are the client's own (RSC19b). */
  request(method: string, path: string, { version, ...options }: AnyRequest = {}): Promise<HttpPage> {
    return httpPage(this.requests, { method, path, ...options, params: { ...options.params }, version: version === undefined ? version : String(version) });
  }

  /** `auth.requestToken`. */
  requestToken(params?: TokenParams, options?: AuthOptions): Promise<TokenDetails> {
    return this.auth.requestToken(params, options);
  }

  /** `auth.createTokenRequest`. */
  createTokenRequest(params?: TokenParams, options?: AuthOptions): Promise<TokenRequest> {
    return this.auth.createTokenRequest(params, options);
  }

  /** `auth.authorize`. */
  authorize(params?: TokenParams, options?: AuthOptions): Promise<TokenDetails> {
    return this.auth.authorize(params, options);
  }

  /** `auth.revokeTokens`. */
  revokeTokens(...given: Parameters<RestAuth["revokeTokens"]>): ReturnType<RestAuth["revokeTokens"]> {
    return this.auth.revokeTokens(...given);
  }
}
