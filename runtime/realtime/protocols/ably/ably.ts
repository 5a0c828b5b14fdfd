import type { Clock } from "../../../core/client.js";
import { systemClock } from "../../../core/clock.js";
import type { Transport } from "../../transport.js";
import { ablyError, explainErrors } from "./ably-error.js";
import { Authority } from "./auth/authority.js";
import type { TokenAuthority } from "./auth/token-authority.js";
import type { AuthOptions } from "./auth/token-source.js";
import type { TokenDetails, TokenParams, TokenRequest } from "./auth/tokens.js";
import { AblyChannel } from "./channel/channel.js";
import type { ChannelOptions } from "./channel/channel-options.js";
import { AblyConnection } from "./connection/connection.js";
import { type AblyFeatures, need } from "./features.js";
import { attempted, quiet } from "./listeners.js";
import { type AblyOptions, timeoutsOf } from "./options.js";
import type { Requests } from "./rest/requests.js";

/** The channels of a client, by name. */
export interface AblyChannels {
  /**
   * The channel of this name: the same one each time; options replace those that it had.
   * @throws AblyError 40000 where the server would have to be asked for them: that is for `setOptions` (RTS3c1).
   */
  get(name: string, options?: ChannelOptions): AblyChannel;
  /** The channel with only those messages that a JMESPath filter lets through; params of the options travel with its name (RTS5). */
  derived(name: string, filter: string, options?: ChannelOptions): AblyChannel;
  has(name: string): boolean;
  /** Forgets a channel. @throws AblyError 90001 while it is attached, or on its way: detach it first (RTS4). */
  release(name: string): void;
  [Symbol.iterator](): Iterator<AblyChannel>;
}

/** Who the client is. */
export interface AblyAuth {
  /** This client's clientId: as given, or as the token says; null when nobody knows. */
  readonly clientId: string | null;
  /** The token in use; null where there is none (RSA16). */
  readonly tokenDetails: TokenDetails | null;
  /** Gets a new token by new rules, and tells the server without a drop (RTC8). */
  authorize(params?: TokenParams, options?: AuthOptions): Promise<TokenDetails>;
  /** A new token for somebody else: it is given, not kept (RSA8). */
  requestToken(params?: TokenParams, options?: AuthOptions): Promise<TokenDetails>;
  /** A signed request that others may get a token with (RSA9). */
  createTokenRequest(params?: TokenParams, options?: AuthOptions): Promise<TokenRequest>;
}

/** An Ably realtime client. */
export interface Ably {
  readonly connection: AblyConnection;
  readonly channels: AblyChannels;
  readonly auth: AblyAuth;
  connect(): void;
  /** Ends everything; resolves when nothing is left. Never rejects. */
  close(): Promise<void>;
  /** What another client needs to go on where this one is; null when there is nothing to go on with (RTN16g). */
  createRecoveryKey(): string | null;
  /** HTTP with the same credentials: what `restOf` stands on. @throws AblyError 40019 where the client has no `requests`. */
  readonly requests: Requests;
  readonly options: AblyOptions;
}

/** HTTP and credentials of one client; the connection's host is asked first, where there is one. */
export interface Account {
  readonly authority: Authority;
  /** The same, where it can get tokens. */
  readonly tokens: TokenAuthority | null;
  readonly requests: Requests | null;
}

/** Who a client is, and how it makes requests. Throws when the options hold no way to authenticate. */
export function accountOf(
  options: AblyOptions,
  features: AblyFeatures,
  { clock, host }: { readonly clock: Clock; readonly host: () => string | null },
): Account {
  if (features.remedies) explainErrors(features.remedies);
  const ask = async (method: "GET" | "POST", path: string, body?: unknown): Promise<unknown> =>
    (await need(requests, "requests").send({ method, path, body, auth: "none" })).body;
  const tokens = features.tokens?.({ options, clock, ask }) ?? null;
  const authority = tokens ?? new Authority(options);
  const requests: Requests | null = features.requests?.({ options, authority, tokens, clock, binary: features.messagePack ?? null, host }) ?? null;
  return { authority, tokens, requests };
}

/** A client of Ably's realtime service over the given transport, with the given features. Throws when the options hold no way to authenticate. */
export function ablyOver(options: AblyOptions & { readonly transport: Transport }, features: AblyFeatures): Ably {
  const { clock = systemClock, random = Math.random, format = "json", transport } = options;
  const warn = options.onWarning ?? (() => undefined);
  const { authority, tokens, requests } = accountOf(options, features, { clock, host: () => connection.host });
  const issuer = () => need(tokens, "tokens");
  const recovery = options.recover === undefined ? null : need(features.recovery, "recovery").of(options, warn);
  const serials = new Map(Object.entries(recovery?.channelSerials ?? {}));
  const all = new Map<string, AblyChannel>();
  const clientId = (): string | null => options.clientId ?? authority.tokenClientId ?? connection.clientId;
  const connection: AblyConnection = new AblyConnection({
    options,
    authority,
    transport,
    binary: format === "msgpack" ? need(features.messagePack, "messagePack") : null,
    clock,
    features,
    recovery,
    warn,
    owner: {
      channelFrame: (frame) => all.get(frame.channel ?? "")?.receive(frame),
      connectionChanged: (change) => {
        for (const channel of all.values()) channel.connectionChanged(change);
      },
      reset: () => {
        for (const channel of all.values()) channel.dispatch({ type: "reset" });
      },
    },
  });
  const channelRetry = timeoutsOf(options).channelRetry;
  const channels: AblyChannels = {
    get(name, given) {
      const known = all.get(name);
      if (known !== undefined) {
        if (given === undefined) return known;
        if (known.asksFor(given)) throw ablyError(40000, `For other params or modes use setOptions of ${name}`);
        quiet(known.setOptions(given));
        return known;
      }
      const serial = serials.get(name) ?? null;
      const channel = new AblyChannel(name, given ?? {}, {
        connection,
        clock,
        channelRetry,
        random,
        format,
        echoes: options.echoMessages !== false,
        clientId,
        warn,
        features,
        requests,
        serial,
      });
      serials.delete(name);
      all.set(name, channel);
      return channel;
    },
    derived: (name, filter, given = {}) => channels.get(need(features.filters, "filters").derived(name, filter, given), given),
    has: (name) => all.has(name),
    release(name) {
      const { state = "initialized" } = all.get(name) ?? {};
      if (!["initialized", "detached", "failed"].includes(state)) throw ablyError(90001, `${name} is ${state}: detach it first`);
      all.delete(name);
    },
    [Symbol.iterator]: () => all.values(),
  };
  // Channels of a recovered client exist from the start, so that they attach where it stopped (RTN16j).
  for (const name of [...serials.keys()]) channels.get(name);
  if (options.autoConnect !== false) queueMicrotask(() => connection.state === "initialized" && connection.connect());
  features.network?.watch(options.network, connection);
  if (!authority.usesKey && !authority.renewable) warn(ablyError(40171, "The token has no means of renewal: see https://help.ably.io/error/40171"));
  return {
    connection,
    channels,
    options,
    auth: {
      get clientId() {
        return clientId();
      },
      get tokenDetails() {
        return authority.token;
      },
      authorize: (params, auth) => attempted(() => issuer().reauthorize(connection, params, auth)),
      requestToken: (params, auth) => attempted(() => issuer().requestToken(params, auth)),
      createTokenRequest: (params, auth) => attempted(() => issuer().createTokenRequest(params, auth)),
    },
    get requests() {
      return need(requests, "requests");
    },
    connect: () => connection.connect(),
    close: () => closed(connection),
    createRecoveryKey: () => need(features.recovery, "recovery").key({ connection, channels }),
  };
}

async function closed(connection: AblyConnection): Promise<void> {
  connection.close();
  await Promise.race([connection.whenState("closed"), connection.whenState("failed")]);
}
