import { EventEmitter } from "node:events";
import { publish, subscribe } from "@clientwright/runtime/realtime";
import { type RedisBusOptions, type RedisClient, type RedisClientOptions, redisBus } from "@clientwright/runtime/redis";
import { describe, expect, it } from "@jest/globals";
import { settle } from "../../../support/clock.js";
import { clientOf, encode } from "./bus-of.js";

type Reply = unknown;

/** As much of the package's client as the link uses; the test answers commands. */
class FakeRedis extends EventEmitter {
  isOpen = false;
  readonly server: FakeServer;
  readonly options: RedisClientOptions;

  constructor(server: FakeServer, options: RedisClientOptions) {
    super();
    this.server = server;
    this.options = options;
  }
  async connect(): Promise<void> {
    if (this.server.refuses !== null) throw this.server.refuses;
    this.isOpen = true;
  }
  duplicate(): FakeRedis {
    return new FakeRedis(this.server, this.options);
  }
  async close(): Promise<void> {
    this.destroy();
  }
  destroy(): void {
    this.isOpen = false;
  }
  publish(channel: string, body: string): Promise<Reply> {
    return this.sendCommand(["PUBLISH", channel, body]);
  }
  async subscribe(channel: string, listener: (body: Buffer, from: Buffer) => void): Promise<void> {
    await this.sendCommand(["SUBSCRIBE", channel]);
    this.server.listeners.push(listener);
  }
  async pSubscribe(channel: string, listener: (body: Buffer, from: Buffer) => void): Promise<void> {
    await this.sendCommand(["PSUBSCRIBE", channel]);
    this.server.listeners.push(listener);
  }
  async unsubscribe(channel: string): Promise<void> {
    await this.sendCommand(["UNSUBSCRIBE", channel]);
  }
  async pUnsubscribe(channel: string): Promise<void> {
    await this.sendCommand(["PUNSUBSCRIBE", channel]);
  }
  sendCommand(command: readonly string[]): Promise<Reply> {
    this.server.log.push(command.join(" "));
    const answer = this.server.answer(command);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }
}

interface FakeServer {
  readonly log: string[];
  readonly clients: FakeRedis[];
  readonly listeners: ((body: Buffer, from: Buffer) => void)[];
  refuses: Error | null;
  answer: (command: readonly string[]) => Reply;
}

function fake(bus: RedisBusOptions = {}, url = "redis://ann:p@broker:7000/3") {
  const server: FakeServer = { log: [], clients: [], listeners: [], refuses: null, answer: () => null };
  const create = (options: RedisClientOptions): RedisClient => {
    const made = new FakeRedis(server, options);
    server.clients.push(made);
    return made as unknown as RedisClient; // as much of it as the link uses
  };
  return { server, ...clientOf(url, redisBus({ create, ...bus })) };
}

const operation = { id: "orders", channel: { id: "orders", address: "orders[x]:{region}", params: ["region"], messages: { order: {} } } };
const entry = (id: string, fields: Record<string, string>) => [
  Buffer.from(id),
  Object.entries(fields)
    .flat()
    .map((text) => Buffer.from(text)),
];

describe("connecting to Redis", () => {
  it("login, database and address come from the URL; the package doesn't reconnect by itself", async () => {
    const { client, server } = fake();
    await client.connect();
    expect(server.clients[0]?.options).toMatchObject({
      username: "ann",
      password: "p",
      database: 3,
      socket: { host: "broker", port: 7000, reconnectStrategy: false },
    });
    server.clients[0]?.emit("error", new Error("reset"));
    expect(client.connection.state).toBe("waiting");
    expect(await client.close()).toEqual([]);
  });

  it("rediss is TLS", async () => {
    const { client, server } = fake({}, "rediss://broker");
    await client.connect();
    expect(server.clients[0]?.options.socket).toMatchObject({ tls: true, port: 6379 });
  });

  it.each([
    ["WRONGPASS invalid username-password pair", "auth"],
    ["NOPROTO unsupported protocol version", "input"],
  ])("%s: %s, for good", async (words, kind) => {
    const { client, server } = fake();
    server.refuses = new Error(words);
    await expect(client.connect()).rejects.toMatchObject({ kind });
    expect(client.connection.state).toBe("failed");
  });
});

describe("published messages", () => {
  it("go out once, and come by channel or pattern, whose other text is literal", async () => {
    const { client, server } = fake();
    server.answer = ([name]) => (name === "PUBLISH" ? 2 : null);
    expect(await publish(client, operation, { region: "e*u", payload: 1 })).toMatchObject({ value: { receivers: 2 } });
    const seen: unknown[] = [];
    for (const region of ["eu", "*"]) {
      const subscription = subscribe<unknown>(client, operation, { region });
      subscription.subscribe((payload, { address }) => seen.push([payload, address]));
      await subscription.ready();
      server.listeners.at(-1)?.(encode(5), Buffer.from("orders[x]:eu"));
      subscription.close();
    }
    expect(seen).toEqual([
      [5, "orders[x]:eu"],
      [5, "orders[x]:eu"],
    ]);
    expect(server.log).toEqual([
      "PUBLISH orders[x]:e*u 1",
      "SUBSCRIBE orders[x]:eu",
      "UNSUBSCRIBE orders[x]:eu",
      "PSUBSCRIBE orders\\[x\\]:*",
      "PUNSUBSCRIBE orders\\[x\\]:*",
    ]);
  });

  it.each([
    ["NOPERM no permissions", "auth"],
    ["MOVED 1 b:1", "realtime"],
  ])("%s: an error of kind %s, of that command alone", async (words, kind) => {
    const { client, server } = fake();
    server.answer = () => new Error(words);
    await expect(publish(client, operation, { region: "eu", payload: 1 })).rejects.toMatchObject({ kind });
    await expect(subscribe<unknown>(client, operation, { region: "eu" }).ready()).rejects.toMatchObject({ kind });
    expect(client.connection.state).toBe("open");
  });
});

describe("streams", () => {
  it("entries are given no faster than they are acknowledged, what is left is taken over, and failures stay", async () => {
    const { client, server, clock } = fake({ streams: { group: "g", consumer: "me", prefetch: 2, claimAfter: 1_000, maxLength: 9 } });
    const fresh: unknown[][] = [
      [entry("2-0", { payload: "2", contentType: "application/json", headers: '{"a":1}', correlationId: "c", replyTo: "r" }), entry("3-0", { total: "7" })],
    ];
    server.answer = (command) => {
      const [name] = command;
      if (name === "XADD") return "9-0";
      if (name === "XAUTOCLAIM") return [Buffer.from("0-0"), [null, entry("4-0", { payload: "4" })], []];
      if (name !== "XREADGROUP") return null;
      if (!command.includes(">")) return command.at(-1) === "0" ? [[Buffer.from("k"), [entry("1-0", { payload: "1", headers: "{broken" })]]] : null;
      const next = fresh.shift();
      return next === undefined ? new Promise(() => undefined) : new Map([["k", next]]);
    };
    expect(await publish(client, operation, { region: "eu", payload: 1, headers: { a: 1 } })).toEqual({ status: "acknowledged", id: "9-0", value: null });
    const seen: unknown[] = [];
    const subscription = subscribe<unknown>(client, operation, { region: "eu" });
    await subscription.ready();
    for await (const { payload, id, headers } of subscription.messages()) {
      seen.push([id, payload, headers]);
      if (seen.length === 3) await clock.advance(1_000);
      if (seen.length === 4) break;
    }
    expect(seen).toEqual([
      ["1-0", 1, {}],
      ["2-0", 2, { a: 1 }],
      ["3-0", { total: "7" }, {}],
      ["4-0", 4, {}],
    ]);
    await settle();
    expect(server.log.filter((line) => /^(XADD|XGROUP|XACK|XCLAIM)/.test(line))).toEqual([
      'XADD orders[x]:eu MAXLEN ~ 9 * payload 1 contentType application/json headers {"a":1} name order',
      "XGROUP CREATE orders[x]:eu g 0 MKSTREAM",
      "XACK orders[x]:eu g 1-0",
      "XACK orders[x]:eu g 2-0",
      "XACK orders[x]:eu g 3-0",
      "XCLAIM orders[x]:eu g me 0 4-0 IDLE 1000 JUSTID",
    ]);
  });

  it("a client's own group ends with its subscription; patterns are refused; a stream that fails ends it", async () => {
    const { client, server } = fake({ streams: {} });
    let fail: (error: Error) => void = () => undefined;
    server.answer = (command) =>
      command.includes(">")
        ? new Promise((_, reject) => {
            fail = reject;
          })
        : null;
    await expect(subscribe<unknown>(client, operation, { region: "*" }).ready()).rejects.toMatchObject({ kind: "input" });
    await client.connect();
    const first = subscribe<unknown>(client, operation, { region: "eu" });
    await first.ready();
    first.close();
    await settle();
    expect(server.log.at(-1)).toMatch(/^XGROUP DESTROY orders\[x\]:eu clientwright-/);
    const second = subscribe<unknown>(client, operation, { region: "eu" });
    const told = new Promise((resolve) => second.on("error", resolve));
    await second.ready();
    await settle();
    fail(new Error("NOGROUP No such key"));
    expect(await told).toMatchObject({ name: "BrokerError", code: "NOGROUP" });
  });

  it("one who leaves before the stream is read does not end the group of the next", async () => {
    const { client, server } = fake({ streams: {} });
    server.answer = (command) => (command.includes(">") ? new Promise(() => undefined) : null);
    await client.connect();
    const [first, next] = [subscribe<unknown>(client, operation, { region: "eu" }), subscribe<unknown>(client, operation, { region: "eu" })];
    first.subscribe(() => undefined);
    first.close();
    await next.ready();
    await settle();
    const ended = () => server.log.filter((command) => command.startsWith("XGROUP DESTROY"));
    expect(ended()).toEqual([]);
    next.close();
    await settle();
    expect(ended()).toHaveLength(1);
  });

  it.each(["closed", "lost"])("leave no timer behind when the client is %s", async (how) => {
    const { client, server, clock } = fake({ streams: {} });
    server.answer = (command) => (command.includes(">") ? new Promise(() => undefined) : null);
    await client.connect();
    await subscribe<unknown>(client, operation, { region: "eu" }).ready();
    if (how === "lost") server.clients[0]?.emit("error", new Error("reset"));
    const retry = clock.pending().length;
    await client.close();
    expect([retry, clock.pending()]).toEqual([1, []]);
  });
});
