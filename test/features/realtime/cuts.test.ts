import { type FramingDefinition, publish, subscribe } from "@clientwright/runtime/realtime";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { WebSocket } from "ws";
import { random } from "../../fuzz/random.js";
import { type SocketServer, socketServer } from "../../support/socket-server.js";
import { closeAll, envelope, type Order, onOrders, sendOrder, shop } from "./shop.js";

let server: SocketServer;
afterEach(() => closeAll(server));

/** The usual envelope; each channel resumes by its own position, and the server always replays. */
const resuming: FramingDefinition = {
  ...envelope,
  resumes: true,
  send: { ...(envelope["send"] as object), subscribe: { op: "subscribe", channel: "{channel}", since: "{resume}" } },
};

interface Entry {
  readonly id: string;
  readonly data: Order;
}

/**
 * Keeps a log for each channel and replays it from where the subscriber was, a little more than asked. It takes published messages once by
 * their id. `cut` decides, at each frame in either direction, whether the connection breaks there.
 */
class ResumingServer {
  readonly logs = new Map<string, Entry[]>();
  readonly #cut: () => boolean;
  readonly #feeds = new Map<WebSocket, Map<string, number>>();
  cuts = 0;

  constructor(cut: () => boolean) {
    this.#cut = cut;
  }

  readonly accept = (socket: WebSocket): void => {
    this.#feeds.set(socket, new Map());
    socket.on("close", () => this.#feeds.delete(socket));
    socket.on("message", (data) => this.#take(socket, JSON.parse(data.toString())));
  };

  log(channel: string): Entry[] {
    const known = this.logs.get(channel) ?? [];
    this.logs.set(channel, known);
    return known;
  }

  append(channel: string, entry: Entry): void {
    this.log(channel).push(entry);
    for (const socket of this.#feeds.keys()) this.#pump(socket);
  }

  #take(socket: WebSocket, frame: { op: string; channel: string; since: number | null; id: string; data: Order }): void {
    if (this.#broke(socket)) return;
    if (frame.op === "hello") this.#say(socket, { op: "ready" });
    if (frame.op === "subscribe") {
      this.#feeds.get(socket)?.set(frame.channel, Math.max(0, (frame.since ?? 0) - 3));
      this.#say(socket, { op: "subscribed", channel: frame.channel });
      this.#pump(socket);
    }
    if (frame.op === "publish") {
      if (!this.log(frame.channel).some(({ id }) => id === frame.id)) this.append(frame.channel, frame);
      if (!this.#broke(socket)) this.#say(socket, { op: "ack", id: frame.id });
    }
  }

  #pump(socket: WebSocket): void {
    for (const [channel, from] of this.#feeds.get(socket) ?? []) {
      const log = this.log(channel);
      for (let at = from; at < log.length; at++) {
        if (this.#broke(socket)) return;
        this.#say(socket, { op: "message", channel, seq: at + 1, ...log[at] });
        this.#feeds.get(socket)?.set(channel, at + 1);
      }
    }
  }

  #broke(socket: WebSocket): boolean {
    if (socket.readyState !== socket.OPEN) return true;
    if (!this.#cut()) return false;
    this.cuts++;
    socket.terminate();
    return true;
  }

  #say(socket: WebSocket, frame: object): void {
    socket.send(JSON.stringify(frame));
  }
}

describe("200 random cuts in one session", () => {
  it("lose nothing, repeat nothing, and keep the order of 20,000 received messages on two channels", async () => {
    const chance = random(7);
    const shopServer: ResumingServer = new ResumingServer(() => shopServer.cuts < 200 && chance.once(90));
    server = await socketServer(shopServer.accept);
    const client = shop({ url: server.url, envelope: resuming });
    const got: Record<string, number[]> = { eu: [], us: [] };
    const gaps: unknown[] = [];
    const loops = ["eu", "us"].map(async (region) => {
      const created = subscribe<Order>(client, onOrders, { region });
      created.on("discontinuity", (gap) => gaps.push(gap));
      for await (const { id } of created) if ((got[region] as number[]).push(id) === 10_000) break;
    });
    for (let id = 0; id < 10_000; id++) {
      for (const region of ["eu", "us"]) shopServer.append(`orders/${region}`, { id: `${region}-${id}`, data: { id } });
      if (id % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(loops);
    const all = Array.from({ length: 10_000 }, (_, id) => id);
    expect(got["eu"]).toEqual(all);
    expect(got["us"]).toEqual(all);
    expect(gaps).toEqual([]);
    expect(shopServer.cuts).toBe(200);
  }, 60_000);

  it("lose nothing, repeat nothing, and keep the order of published messages", async () => {
    const chance = random(11);
    const shopServer: ResumingServer = new ResumingServer(() => shopServer.cuts < 200 && chance.once(30));
    server = await socketServer(shopServer.accept);
    const client = shop({ url: server.url, envelope: resuming, queue: { count: 2_000 } });
    const receipts: Promise<unknown>[] = [];
    for (let id = 0; id < 5_000; id++) {
      receipts.push(publish(client, sendOrder, { region: "eu", id }));
      if (id % 20 === 0) await Promise.race([receipts.at(-20) ?? null, new Promise((resolve) => setImmediate(resolve))]);
      if (receipts.length % 1_000 === 0) await Promise.all(receipts);
    }
    await Promise.all(receipts);
    expect(shopServer.log("orders/eu").map(({ data }) => data.id)).toEqual(Array.from({ length: 5_000 }, (_, id) => id));
    expect(shopServer.cuts).toBe(200);
    expect(await client.close()).toEqual([]);
  }, 60_000);
});
