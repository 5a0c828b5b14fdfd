import { writeFileSync } from "node:fs";
import { basic } from "@clientwright/runtime";
import { type MqttBusOptions, mqttBus } from "@clientwright/runtime/mqtt";
import { type ChannelOperation, createRealtime, publish, type RealtimeClient, type RealtimeOptions, subscribe } from "@clientwright/runtime/realtime";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { BrokerProcess } from "./broker-process.js";
import { shopDefinition } from "./broker-session.js";
import { startMosquitto } from "./brokers.js";
import { freePort } from "./live-server.js";
import { missing } from "./missing.js";
import { mosquitto } from "./servers.js";

const definition = shopDefinition("mqtt", { auth: { user: { type: "basic" } } });
const operation = (id: string, bindings: Readonly<Record<string, unknown>> = {}): ChannelOperation => ({
  id,
  channel: { id, address: `rules/${id}`, messages: { order: {} } },
  bindings: { mqtt: { qos: 1, ...bindings } },
});
const until = async (isSo: () => boolean, most = 10_000): Promise<void> => {
  for (let turn = 0; turn < most / 25 && !isSo(); turn++) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(isSo()).toBe(true);
};

const absent = missing(mosquitto);
(absent === null ? describe : describe.skip)(`mosquitto's rules${absent === null ? "" : `: ${absent}`}`, () => {
  let broker: BrokerProcess;
  let sockets: number;
  const open: RealtimeClient[] = [];
  const connect = (bus: MqttBusOptions = {}, options: RealtimeOptions = {}): RealtimeClient => {
    const auth = { user: basic({ username: "ann", password: "secret" }) };
    const made = createRealtime(definition, {
      url: `mqtt://127.0.0.1:${broker.port}`,
      auth,
      reconnect: { delay: 50, maxDelay: 200 },
      bus: mqttBus(bus),
      ...options,
    });
    open.push(made);
    return made;
  };
  /** What comes to a subscription that is there. */
  const hear = async (client: RealtimeClient, one: ChannelOperation): Promise<unknown[]> => {
    const seen: unknown[] = [];
    const subscription = subscribe<unknown>(client, one);
    subscription.subscribe((payload) => seen.push(payload));
    await subscription.ready();
    return seen;
  };
  beforeAll(async () => {
    sockets = await freePort();
    broker = await startMosquitto(
      ({ folder }) => {
        writeFileSync(`${folder}/acl`, "user ann\ntopic readwrite rules/#\ntopic deny rules/forbidden\ntopic readwrite clientwright/#\n");
        return [
          "persistence false",
          `acl_file ${folder}/acl`,
          "max_packet_size 2000",
          "max_inflight_messages 3",
          `listener ${sockets} 127.0.0.1`,
          "protocol websockets",
        ];
      },
      ["ann:secret"],
    );
  });
  afterAll(() => broker?.stop());
  afterEach(() => Promise.all(open.splice(0).map((client) => client.close())));

  it.each([1, 2])("publishing what is not allowed, QoS %d, is an AuthError, and other messages go on", async (qos) => {
    const client = connect();
    await expect(publish(client, operation("forbidden", { qos }), { payload: 1 })).rejects.toMatchObject({ kind: "auth" });
    expect(await publish(client, operation("allowed", { qos }), { payload: 1 })).toMatchObject({ status: "acknowledged" });
    expect(client.connection.state).toBe("open");
  });

  it("a message that is longer than the broker takes is refused, and the connection stays", async () => {
    const client = connect();
    await client.connect();
    const states: string[] = [];
    client.connection.on(({ state }) => states.push(state));
    await expect(publish(client, operation("long"), { payload: "x".repeat(3_000) })).rejects.toMatchObject({ name: "BrokerError", code: 149 });
    await publish(client, operation("long"), { payload: "x".repeat(1_500) });
    expect(states).toEqual([]);
  });

  it.each([1, 2])("100 messages at once, QoS %d, keep to the broker's receive maximum", async (qos) => {
    const client = connect();
    const seen = await hear(client, operation("many", { qos }));
    const receipts = await Promise.all(Array.from({ length: 100 }, (_, payload) => publish(client, operation("many", { qos }), { payload })));
    await until(() => seen.length === 100);
    expect([receipts.every(({ status }) => status === "acknowledged"), seen]).toEqual([true, Array.from({ length: 100 }, (_, id) => id)]);
  });

  it("a group shares its messages: each goes to one", async () => {
    const [first, second] = [await hear(connect({ group: "g" }), operation("shared")), await hear(connect({ group: "g" }), operation("shared"))];
    const sender = connect();
    for (let payload = 0; payload < 20; payload++) await publish(sender, operation("shared"), { payload });
    await until(() => first.length + second.length === 20);
    expect([new Set([...first, ...second]).size, first.length > 0, second.length > 0]).toEqual([20, true, true]);
  });

  it("a kept session gets what was published while its client was away", async () => {
    const kept: MqttBusOptions = { clientId: "kept", clean: false };
    const away = connect(kept);
    await hear(away, operation("kept"));
    await away.close();
    const sender = connect();
    for (const payload of [1, 2, 3]) await publish(sender, operation("kept"), { payload });
    const seen = await hear(connect(kept), operation("kept"));
    await until(() => seen.length === 3);
    expect(seen).toEqual([1, 2, 3]);
  });

  it("a session ends after its expiry", async () => {
    const kept: MqttBusOptions = { clientId: "short", clean: false, sessionExpiry: 1 };
    const away = connect(kept);
    await hear(away, operation("short"));
    await away.close();
    await publish(connect(), operation("short"), { payload: 1 });
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const seen = await hear(connect(kept), operation("short"));
    await publish(connect(), operation("short"), { payload: 2 });
    await until(() => seen.length > 0);
    expect(seen).toEqual([2]);
  });

  it("the will comes when a client is cut, and not when it closes", async () => {
    const seen = await hear(connect(), operation("will"));
    const will = (payload: string) => connect({ clientId: `will-${payload}`, will: { topic: "rules/will", payload, qos: 1 } });
    const polite = will('"closed"');
    await polite.connect();
    await polite.close();
    await will('"cut"').connect();
    // Whoever comes with the same id cuts the first one off.
    await connect({ clientId: 'will-"cut"' }).connect();
    await until(() => seen.length > 0);
    expect(seen).toEqual(["cut"]);
  });

  it("two clients of one id don't throw each other out for ever: it is told", async () => {
    const twins = [connect({ clientId: "twin" }), connect({ clientId: "twin" })];
    const reasons: (string | null)[] = [];
    for (const twin of twins) {
      await twin.connect();
      twin.connection.on(({ reason }) => reasons.push(reason?.remedy ?? null));
    }
    await until(() => reasons.some((remedy) => remedy?.includes("same client id")), 60_000);
    // Whoever is alone then stays.
    await twins[0]?.close();
    await twins[1]?.connection.until("open");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(twins.map(({ connection }) => connection.state)).toEqual(["closed", "open"]);
  });

  it("topic aliases, where the package is told to use them", async () => {
    const client = connect({ client: { autoAssignTopicAlias: true, properties: { topicAliasMaximum: 5 } } });
    const seen = await hear(client, operation("alias"));
    for (const payload of [1, 2, 3]) await publish(client, operation("alias", { qos: 0 }), { payload });
    await until(() => seen.length === 3);
    expect(seen).toEqual([1, 2, 3]);
  });

  it("speaks over WebSockets", async () => {
    const client = connect({}, { url: `ws://127.0.0.1:${sockets}` });
    const seen = await hear(client, operation("sockets"));
    await publish(client, operation("sockets"), { payload: 7 });
    await until(() => seen.length === 1);
    expect(seen).toEqual([7]);
  });

  it("what is under way to a subscription that is left keeps nothing from the others", async () => {
    const client = connect();
    const [busy, other] = [operation("busy"), operation("other")];
    const seen = await hear(client, other);
    const left = subscribe<number>(client, busy);
    left.subscribe((payload) => {
      if (payload === 10) left.close();
    });
    await left.ready();
    const publisher = connect();
    await publisher.connect();
    await Promise.all(Array.from({ length: 50 }, (_, payload) => publish(publisher, busy, { payload })));
    for (let payload = 0; payload < 10; payload++) await publish(publisher, other, { payload });
    await until(() => seen.length === 10);
  });

  it.each(["break", "close", "unsubscribe"])("%s leaves no subscription at the broker", async (how) => {
    const client = connect({ clientId: `left-${how}`, clean: false });
    const one = operation(`left-${how}`);
    const subscription = subscribe<unknown>(client, one);
    const stop = how === "unsubscribe" ? subscription.subscribe(() => undefined) : () => subscription.close();
    await subscription.ready();
    await publish(client, one, { payload: 1 });
    if (how === "break") for await (const _ of subscription) break;
    else stop();
    await client.close();
    await publish(connect(), one, { payload: 2 });
    const again = connect({ clientId: `left-${how}`, clean: false });
    const seen = await hear(again, one);
    await publish(again, one, { payload: 3 });
    await until(() => seen.includes(3));
    expect(seen).toEqual([3]);
  });
});
