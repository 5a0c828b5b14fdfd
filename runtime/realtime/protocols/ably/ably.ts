import { systemClock } from "../../../core/clock.js";
import type { Transport } from "../../transport.js";
import { type AblyError, ablyError } from "./ably-error.js";
import { Authority } from "./authority.js";
import { AblyChannel } from "./channel.js";
import type { ChannelOptions } from "./channel-options.js";
import { AblyConnection, asAblyError } from "./connection.js";
import { quiet } from "./listeners.js";
import { type AblyOptions, defaultTimeouts } from "./options.js";
import { parseRecovery, printRecovery, type Recovery } from "./recovery.js";
import { restOf } from "./rest.js";
import type { AuthOptions } from "./token-source.js";
import type { TokenDetails, TokenParams, TokenRequest } from "./tokens.js";

/** The channels of a client, by name. */
export interface AblyChannels {
  /** The channel of this name: the same one each time. Options of a channel that is there change through `setOptions`. */
  get(name: string, options?: ChannelOptions): AblyChannel;
  /** Detaches a channel and forgets it. */
  release(name: string): Promise<void>;
  [Symbol.iterator](): Iterator<AblyChannel>;
}

/** Who the client is. */
export interface AblyAuth {
  /** This client's clientId: as given, or as the token says; null when nobody knows. */
  readonly clientId: string | null;
  /** Gets a new token by new rules, and tells the server without a drop (RTC8). */
  authorize(params?: TokenParams, options?: AuthOptions): Promise<TokenDetails>;
  /** A signed request that others may get a token with. */
  createTokenRequest(params?: TokenParams): Promise<TokenRequest>;
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
}

/** A client of Ably's realtime service over the given transport. Throws when the options hold no way to authenticate. */
export function ablyOver(options: AblyOptions & { readonly transport: Transport }): Ably {
  const { clock = systemClock, random = Math.random, format = "json", transport } = options;
  const warn = options.onWarning ?? (() => undefined);
  const authority = new Authority(options, () => clock.now());
  const recovery = recoveryOf(options, warn);
  const serials = new Map(Object.entries(recovery?.channelSerials ?? {}));
  const all = new Map<string, AblyChannel>();
  const clientId = (): string | null => options.clientId ?? authority.tokenClientId ?? connection.clientId;
  const connection: AblyConnection = new AblyConnection({
    options,
    authority,
    transport,
    clock,
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
  const channelRetry = options.timeouts?.channelRetry ?? defaultTimeouts.channelRetry;
  const get = restOf(options, authority, () => connection.host);
  const channels: AblyChannels = {
    get(name, channelOptions = {}) {
      const known = all.get(name);
      if (known !== undefined) return known;
      const channel = new AblyChannel(name, channelOptions, {
        connection,
        clock,
        channelRetry,
        random,
        format,
        clientId,
        warn,
        get,
        serial: serials.get(name) ?? null,
      });
      serials.delete(name);
      all.set(name, channel);
      return channel;
    },
    async release(name) {
      const channel = all.get(name);
      if (channel === undefined) return;
      if (channel.state !== "failed") await channel.detach();
      if (all.get(name) === channel) all.delete(name);
    },
    [Symbol.iterator]: () => all.values(),
  };
  // Channels of a recovered client exist from the start, so that they attach where it stopped (RTN16j).
  for (const name of [...serials.keys()]) channels.get(name);
  if (options.autoConnect !== false) queueMicrotask(() => connection.state === "initialized" && connection.connect());
  return {
    connection,
    channels,
    auth: {
      get clientId() {
        return clientId();
      },
      authorize: (params, auth) => quiet(reauthorize(connection, () => authority.authorize(params, auth))),
      createTokenRequest: (params) => authority.createTokenRequest(params),
    },
    connect: () => connection.connect(),
    close: () => closed(connection),
    createRecoveryKey: () => recoveryKey(connection, all),
  };
}

function recoveryOf({ recover }: AblyOptions, warn: (error: AblyError) => void): Recovery | null {
  if (recover === undefined) return null;
  try {
    return parseRecovery(recover);
  } catch (error) {
    warn(asAblyError(error));
    return null;
  }
}

function recoveryKey(connection: AblyConnection, all: ReadonlyMap<string, AblyChannel>): string | null {
  if (connection.key === null || connection.state === "suspended") return null;
  const serials = [...all.values()].flatMap(({ name, serial }) => (serial === null ? [] : [[name, serial] as const]));
  return printRecovery({ connectionKey: connection.key, msgSerial: connection.outbox.nextSerial, channelSerials: Object.fromEntries(serials) });
}

/** A new token is in force once the server said so: by CONNECTED on the connection that is, or on a new one (RTC8a). */
async function reauthorize(connection: AblyConnection, token: () => Promise<TokenDetails>): Promise<TokenDetails> {
  const details = await token();
  await new Promise<void>((resolve, reject) => {
    const stop = connection.on(({ current, reason }) => {
      if (current === "connecting" || current === "closing" || current === "disconnected") return;
      stop();
      if (current === "connected") resolve();
      else reject(reason ?? ablyError(80017, `The connection is ${current}`));
    });
    connection.dispatch({ type: "authorized", fresh: true });
  });
  return details;
}

function closed(connection: AblyConnection): Promise<void> {
  return new Promise((resolve) => {
    const over = (): boolean => connection.state === "closed" || connection.state === "failed";
    const stop = connection.on(() => {
      if (!over()) return;
      stop();
      resolve();
    });
    connection.close();
    if (!over()) return;
    stop();
    resolve();
  });
}
