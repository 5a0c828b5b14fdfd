import { basic, bearer, certificate } from "@clientwright/runtime";
import { type NatsBusOptions, natsBus } from "@clientwright/runtime/nats";
import { type ChannelOperation, publish, type RealtimeOptions, subscribe } from "@clientwright/runtime/realtime";
import { describe, expect, it } from "@jest/globals";
import { headers, type MsgHdrs, type NatsConnection, type NodeConnectionOptions } from "@nats-io/transport-node";
import { settle } from "../../../support/clock.js";
import { clientOf, encode } from "./bus-of.js";

interface Subscribed {
  readonly subject: string;
  readonly queue: string | undefined;
  readonly callback: (error: Error | null, message: unknown) => void;
}

function fake(bus: NatsBusOptions = {}, options: RealtimeOptions = {}) {
  const targets: NodeConnectionOptions[] = [];
  const log: unknown[] = [];
  const subscribed: Subscribed[] = [];
  let end: (error: Error | undefined) => void = () => undefined;
  const connect = async (target: NodeConnectionOptions): Promise<NatsConnection> => {
    targets.push(target);
    const over = new Promise<Error | undefined>((resolve) => {
      end = resolve;
    });
    const connection = {
      closed: () => over,
      flush: async () => undefined,
      drain: async () => log.push("drain"),
      close: async () => log.push("close"),
      isClosed: () => false,
      publish: (subject: string, body: string, more: { reply?: string; headers: MsgHdrs }) =>
        log.push([subject, body, more.reply, Object.fromEntries(more.headers.keys().map((name) => [name, more.headers.get(name)]))]),
      subscribe: (subject: string, more: { queue?: string; callback: Subscribed["callback"] }) => {
        subscribed.push({ subject, queue: more.queue, callback: more.callback });
        return { unsubscribe: () => log.push(`unsubscribe ${subject}`) };
      },
    };
    return connection as unknown as NatsConnection; // as much of it as the link uses
  };
  return { targets, log, subscribed, end: (error?: Error) => end(error), ...clientOf("nats://broker:4222", natsBus({ connect, ...bus }), options) };
}

const operation = (bindings: Readonly<Record<string, unknown>> = {}): ChannelOperation => ({
  id: "orders",
  channel: { id: "orders", address: "orders.{region}", params: ["region"], messages: { order: {} } },
  bindings: { nats: bindings },
});

describe("NATS without a stream", () => {
  it.each<[string, RealtimeOptions, object]>([
    ["user and password", { auth: basic({ username: "u", password: "p" }) }, { servers: "broker:4222", user: "u", pass: "p", reconnect: false }],
    ["a token", { auth: bearer("t") }, { token: "t" }],
    ["a certificate", { auth: certificate({ cert: "C", key: "K", ca: ["A", "B"] }) }, { tls: { cert: "C", key: "K", ca: "A\nB" } }],
  ])("connects with %s", async (_, options, want) => {
    const { client, targets } = fake({}, options);
    await client.connect();
    expect(targets[0]).toMatchObject(want);
  });

  it.each([
    ["AuthorizationError", "auth", "failed"],
    ["ConnectionError", "connection", "waiting"],
  ])("%s: %s", async (name, kind, state) => {
    const { client } = fake({ connect: () => Promise.reject(Object.assign(new Error("no"), { name })) });
    void client.connect();
    await settle();
    expect([client.connection.reason?.kind, client.connection.state]).toEqual([kind, state]);
    await client.close();
  });

  it("publishes with headers, and listens with queue groups", async () => {
    const { client, log, subscribed } = fake();
    expect(await publish(client, operation(), { region: "eu", payload: 1, headers: { a: 2 } })).toMatchObject({ status: "sent" });
    const subscription = subscribe<unknown>(client, operation({ queue: "workers" }), { region: "*" });
    const seen: unknown[] = [];
    subscription.subscribe((payload, { headers: told, correlationId, replyTo, address }) => seen.push([payload, told, correlationId, replyTo, address]));
    await subscription.ready();
    const told = headers();
    told.set("a", "2");
    told.set("Correlation-Id", "c");
    subscribed[0]?.callback(null, { subject: "orders.eu", data: encode(5), reply: "r", headers: told });
    subscription.close();
    expect([log, subscribed[0]?.subject, subscribed[0]?.queue, seen]).toEqual([
      [["orders.eu", "1", undefined, { a: "2", "content-type": "application/json" }], "unsubscribe orders.*"],
      "orders.*",
      "workers",
      [[5, { a: "2" }, "c", "r", "orders.eu"]],
    ]);
    expect(await client.close()).toEqual([]);
    expect(log.at(-1)).toBe("drain");
  });

  it("what would be sent wrong is not sent; what may not be listened to ends alone", async () => {
    const { client, subscribed } = fake();
    await expect(publish(client, operation(), { region: "a.b", payload: 1 })).rejects.toMatchObject({ kind: "input" });
    await expect(subscribe<unknown>(client, operation(), { region: "a*" }).ready()).rejects.toMatchObject({ kind: "input" });
    await client.connect();
    const subscription = subscribe<unknown>(client, operation(), { region: "eu" });
    const told = new Promise((resolve) => subscription.on("error", resolve));
    await subscription.ready();
    subscribed[0]?.callback(new Error("permissions violation"), null);
    expect(await told).toMatchObject({ kind: "auth" });
    expect(client.connection.state).toBe("open");
  });

  it("a lost connection is made anew, and the gap is told", async () => {
    const { client, subscribed, clock, end } = fake();
    const subscription = subscribe<unknown>(client, operation(), { region: "eu" });
    const gaps: string[] = [];
    subscription.on("discontinuity", ({ reason }) => gaps.push(reason));
    await subscription.ready();
    end(new Error("reset"));
    await settle();
    expect(client.connection.state).toBe("waiting");
    await clock.advance(500);
    expect([gaps, subscribed.length]).toEqual([["not-resumed"], 2]);
  });
});
