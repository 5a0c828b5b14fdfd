import type { WebSocket } from "ws";
import { type SocketServer, socketServer } from "./socket-server.js";

/** A small server of Centrifuge's client protocol (version 2, JSON), written from its documentation: history, recovery, presence, RPC, tokens. */
export interface CentrifugeServer extends SocketServer {
  /** What the server itself publishes. */
  publish(channel: string, data: unknown): void;
  /** Forgets a channel's history: nobody can recover from before. */
  forget(channel: string): void;
  /** Ends a connection's subscription. */
  expel(channel: string, code: number): void;
  /** Commands as they came, by name. */
  readonly heard: readonly (readonly [string, Readonly<Record<string, unknown>>])[];
}

interface Stream {
  epoch: string;
  offset: number;
  readonly history: { readonly offset: number; readonly data: unknown; readonly tags?: Readonly<Record<string, string>> }[];
  readonly members: Map<WebSocket, string>;
}

interface Options {
  /** Seconds. */
  readonly ping?: number;
  /** Seconds that a connection lasts; left out: for ever. */
  readonly ttl?: number;
  readonly isGood?: (token: string) => boolean;
  /** Whether a token opens a channel of the namespace "private"; left out: all do. */
  readonly opens?: (channel: string, token: string) => boolean;
  /** Seconds that a subscription to one of these lasts; left out: for ever. */
  readonly channelTtl?: number;
  /** Channels that it subscribes every connection to by itself. */
  readonly serves?: readonly string[];
  /** Answers 112 where it can't recover from a position, instead of `recovered: false`. */
  readonly refusesLostPositions?: boolean;
}

type Params = Readonly<Record<string, unknown>>;

export async function centrifugeServer(options: Options = {}): Promise<CentrifugeServer> {
  const { ping = 25, ttl, isGood = () => true, opens = () => true, channelTtl, serves = [], refusesLostPositions = false } = options;
  const streams = new Map<string, Stream>();
  const heard: (readonly [string, Params])[] = [];
  let clients = 0;
  let epochs = 0;
  const streamOf = (name: string): Stream => {
    const known = streams.get(name) ?? { epoch: `e${++epochs}`, offset: 0, history: [], members: new Map<WebSocket, string>() };
    streams.set(name, known);
    return known;
  };
  // Channels of the namespace "plain" keep no history.
  const keeps = (name: string): boolean => !name.startsWith("plain:");
  const push = (name: string, what: object): void => {
    for (const socket of streamOf(name).members.keys()) socket.send(JSON.stringify({ push: { channel: name, ...what } }));
  };
  const publish = (name: string, data: unknown): void => {
    const stream = streamOf(name);
    const pub = keeps(name) ? { offset: ++stream.offset, data } : { data };
    if ("offset" in pub && pub.offset !== undefined) stream.history.push({ offset: pub.offset, data });
    push(name, { pub });
  };

  function subscribe(socket: WebSocket, client: string, params: Params): object {
    const name = String(params["channel"]);
    if (name.startsWith("secret:")) return { error: { code: 103, message: "permission denied" } };
    const isPrivate = name.startsWith("private:");
    if (isPrivate && typeof params["token"] !== "string") return { error: { code: 103, message: "permission denied" } };
    if (isPrivate && !opens(name, String(params["token"]))) return { error: { code: 109, message: "token expired" } };
    const lease = isPrivate && channelTtl !== undefined ? { expires: true, ttl: channelTtl } : {};
    const stream = streamOf(name);
    stream.members.set(socket, client);
    if (params["join_leave"]) push(name, { join: { info: { client } } });
    if (!keeps(name)) return { subscribe: {} };
    const { epoch, offset, history } = stream;
    const isKnown = params["recover"] === true && params["epoch"] === epoch;
    if (params["recover"] === true && !isKnown && refusesLostPositions) return { error: { code: 112, message: "unrecoverable position" } };
    const missed = isKnown ? history.filter((entry) => entry.offset > Number(params["offset"])) : [];
    return {
      subscribe: {
        ...lease,
        recoverable: true,
        positioned: true,
        epoch,
        offset,
        ...(params["recover"] === true && { was_recovering: true, recovered: isKnown, publications: missed }),
      },
    };
  }

  /** What it subscribes a new connection to, from where that was left. */
  function serve(socket: WebSocket, client: string, asked: Params): object {
    if (serves.length === 0) return {};
    const answers = serves.map((channel) => [channel, subscribe(socket, client, { ...(asked[channel] as Params | undefined), channel })] as const);
    return { subs: Object.fromEntries(answers.map(([channel, told]) => [channel, (told as { readonly subscribe: object }).subscribe])) };
  }

  function answer(socket: WebSocket, client: string, name: string, params: Params): object {
    const channel = String(params["channel"]);
    switch (name) {
      case "connect":
      case "refresh": {
        if (!isGood(String(params["token"] ?? ""))) return { error: { code: 109, message: "token expired" } };
        const lease = ttl === undefined ? {} : { expires: true, ttl };
        const own = name === "connect" ? { ping, pong: true, ...serve(socket, client, (params["subs"] ?? {}) as Params) } : {};
        return { [name]: { client, version: "0.0.0", ...own, ...lease } };
      }
      case "subscribe":
        return subscribe(socket, client, params);
      case "sub_refresh":
        if (!opens(channel, String(params["token"]))) return { error: { code: 109, message: "token expired" } };
        return { sub_refresh: channelTtl === undefined ? {} : { expires: true, ttl: channelTtl } };
      case "unsubscribe":
        streamOf(channel).members.delete(socket);
        return { unsubscribe: {} };
      case "publish":
        if (channel.startsWith("secret:")) return { error: { code: 103, message: "permission denied" } };
        publish(channel, params["data"]);
        return { publish: {} };
      case "presence":
        return { presence: { presence: Object.fromEntries([...streamOf(channel).members.values()].map((id) => [id, { client: id, user: "" }])) } };
      case "rpc":
        return params["method"] === "echo" ? { rpc: { data: params["data"] } } : { error: { code: 104, message: "method not found" } };
      default:
        return { error: { code: 107, message: "bad request" } };
    }
  }

  const server = await socketServer((socket) => {
    const client = `c${++clients}`;
    socket.on("message", (frame) => {
      const answers = frame
        .toString()
        .split("\n")
        .flatMap((line) => {
          const { id, ...command } = JSON.parse(line) as { readonly id?: number };
          const [entry] = Object.entries(command) as [string, Params][];
          if (entry === undefined || id === undefined) return [];
          heard.push(entry);
          return [JSON.stringify({ id, ...answer(socket, client, ...entry) })];
        });
      if (answers.length > 0) socket.send(answers.join("\n"));
    });
    socket.on("close", () => {
      for (const stream of streams.values()) stream.members.delete(socket);
    });
  });
  return {
    ...server,
    heard,
    publish,
    forget: (name) => {
      const stream = streamOf(name);
      stream.epoch = `e${++epochs}`;
      stream.history.length = stream.offset = 0;
    },
    expel: (name, code) => {
      push(name, { unsubscribe: { code, reason: "moved" } });
      streamOf(name).members.clear();
    },
  };
}
