import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { centrifugeFraming } from "@clientwright/runtime/centrifuge";
import { ask, type ChannelOperation, createRealtime, publish, type RealtimeClient, subscribe } from "@clientwright/runtime/realtime";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import WebSocket from "ws";
import { type CentrifugeServer, centrifugeServer } from "../support/centrifuge-server.js";
import { eventually } from "../support/socket-server.js";
import type { LiveServer } from "./live-server.js";
import { missing, npmFolder } from "./missing.js";

/*
 * Centrifugo can't be installed here, so our framing is tested against a server written from its documentation. That this server is right is
 * shown by npm centrifuge, the client of Centrifugo's makers, unmodified: it and ours speak through the server with each other.
 */

const entry = join(npmFolder("centrifuge"), "node_modules/centrifuge/build/index.mjs");
const theirs: LiveServer = { name: "centrifuge", packages: [], npm: { centrifuge: "5.8.0" }, binaries: [entry], ready: "", start: () => [] };

/** The part of npm centrifuge that is used here. */
interface TheirSubscription {
  on(event: string, listener: (told: never) => void): TheirSubscription;
  subscribe(): void;
  unsubscribe(): void;
  ready(): Promise<void>;
  publish(data: unknown): Promise<unknown>;
  presence(): Promise<{ readonly clients: object }>;
}
interface TheirClient {
  on(event: string, listener: (told: never) => void): TheirClient;
  newSubscription(channel: string, options?: object): TheirSubscription;
  rpc(method: string, data: unknown): Promise<{ readonly data: unknown }>;
  connect(): void;
  disconnect(): void;
}

const absent = missing(theirs);
(absent === null ? describe : describe.skip)(`npm centrifuge against our server${absent === null ? "" : `: ${absent}`}`, () => {
  let Centrifuge: new (url: string, options: object) => TheirClient;
  let server: CentrifugeServer;
  let their: TheirClient;
  let our: RealtimeClient | null = null;
  beforeAll(async () => {
    ({ Centrifuge } = (await import(pathToFileURL(entry).href)) as { readonly Centrifuge: typeof Centrifuge });
  });
  afterEach(async () => {
    their.disconnect();
    await our?.close();
    our = null;
    await server.close();
  });

  const connect = (options: object = {}): void => {
    their = new Centrifuge(server.url, { websocket: WebSocket, minReconnectDelay: 5, maxReconnectDelay: 20, ...options });
    their.connect();
  };
  const join_ = async (channel: string, options: object = {}): Promise<{ readonly subscription: TheirSubscription; readonly heard: unknown[] }> => {
    const heard: unknown[] = [];
    const subscription = their.newSubscription(channel, options);
    subscription.on("publication", ({ data }: { readonly data: unknown }) => void heard.push(data));
    subscription.subscribe();
    await subscription.ready();
    return { subscription, heard };
  };
  const ours = (address: string): ChannelOperation => ({ id: address, channel: { id: address, address, messages: { Update: {} } } });

  it("and our client hear each other, ask and see who is there", async () => {
    server = await centrifugeServer();
    connect();
    our = createRealtime(
      { name: "live", version: "1", environments: {}, servers: {} },
      { url: server.url, framing: centrifugeFraming(), transport: wsTransport() },
    );
    const got: unknown[] = [];
    const mine = subscribe(our, ours("room"));
    mine.subscribe((payload: unknown) => void got.push(payload));
    await mine.ready();
    const { subscription, heard } = await join_("room");
    await subscription.publish({ from: "theirs" });
    await publish(our, ours("room"), { payload: { from: "ours" } });
    await eventually(() => got.length === 2 && heard.length === 2);
    expect(got).toEqual([{ from: "theirs" }, { from: "ours" }]);
    expect(heard).toEqual(got);
    expect(await their.rpc("echo", [1])).toMatchObject({ data: [1] });
    expect(await ask(our, ours("echo"), { payload: [1] })).toEqual([1]);
    expect(Object.keys((await subscription.presence()).clients)).toHaveLength(2);
  });

  it("recovers over a cut, and is told where that is not possible", async () => {
    server = await centrifugeServer();
    connect();
    const { subscription, heard } = await join_("news", { recoverable: true });
    const again: unknown[] = [];
    subscription.on(
      "subscribed",
      ({ wasRecovering, recovered }: { readonly wasRecovering: boolean; readonly recovered: boolean }) => void again.push({ wasRecovering, recovered }),
    );
    server.publish("news", 1);
    await eventually(() => heard.length === 1);
    server.cut();
    server.publish("news", 2);
    await eventually(() => heard.length === 2);
    server.forget("news");
    server.cut();
    await eventually(() => again.length === 2);
    expect(again).toEqual([
      { wasRecovering: true, recovered: true },
      { wasRecovering: true, recovered: false },
    ]);
    expect(heard).toEqual([1, 2]);
  });

  it("renews its tokens, of the connection and of a channel", async () => {
    server = await centrifugeServer({ ttl: 1, channelTtl: 1, isGood: (token) => token.startsWith("t") });
    let count = 0;
    connect({ token: "t0", getToken: async () => `t${++count}` });
    await join_("private:a", { token: "c0", getToken: async () => `c${++count}` });
    await eventually(() => ["refresh", "sub_refresh"].every((name) => server.heard.some(([command]) => command === name)));
  });

  it("hears a channel that the server subscribes it to, and recovers it", async () => {
    server = await centrifugeServer({ serves: ["news"] });
    const heard: unknown[] = [];
    connect();
    their.on("publication", ({ channel, data }: { readonly channel: string; readonly data: unknown }) => void heard.push([channel, data]));
    await eventually(() => server.heard.some(([name]) => name === "connect"));
    server.publish("news", 1);
    await eventually(() => heard.length === 1);
    server.cut();
    server.publish("news", 2);
    await eventually(() => heard.length === 2);
    expect(heard).toEqual([
      ["news", 1],
      ["news", 2],
    ]);
  });

  it("takes the server's codes as ours does: 2500 is taken up again, 3501 is over", async () => {
    server = await centrifugeServer();
    connect();
    await join_("room");
    server.expel("room", 2500);
    await eventually(() => server.heard.filter(([name]) => name === "subscribe").length === 2);
    const over = new Promise<number>((resolve) => their.on("disconnected", ({ code }: { readonly code: number }) => resolve(code)));
    for (const socket of server.sockets) socket.close(3501, "bad request");
    expect(await over).toBe(3501);
  });
});
