import { EventEmitter } from "node:events";
import { basic, bearer, certificate } from "@clientwright/runtime";
import { type MqttBusOptions, mqttBus } from "@clientwright/runtime/mqtt";
import { publish, type RealtimeDefinition, type RealtimeOptions, subscribe } from "@clientwright/runtime/realtime";
import { describe, expect, it } from "@jest/globals";
import type { IClientOptions, MqttClient } from "mqtt";
import { fitsFilter } from "../../../../runtime/brokers/mqtt/topic.js";
import { settle } from "../../../support/clock.js";
import { clientOf, encode } from "./bus-of.js";

/** As much of the package's client as the link uses. */
class FakeMqtt extends EventEmitter {
  readonly log: (readonly unknown[])[] = [];
  readonly stream = { write: (bytes: Uint8Array) => this.log.push(["bytes", [...bytes]]), destroy: () => this.log.push(["destroyed"]) };
  failure: (Error & { code?: number }) | null = null;
  /** Acknowledges nothing. */
  static silent = false;
  handleMessage: (packet: unknown, callback: () => void) => void = () => undefined;

  readonly url: string;
  readonly options: IClientOptions;

  constructor(url: string, options: IClientOptions) {
    super();
    this.url = url;
    this.options = options;
  }

  async subscribeAsync(topic: string, options: object): Promise<void> {
    this.log.push(["subscribe", topic, options]);
    if (this.failure !== null) throw this.failure;
  }

  publish(topic: string, body: string | Buffer, options: object, done: (error?: Error) => void): void {
    this.log.push(["publish", topic, `${body}`, options]);
    if (FakeMqtt.silent) return;
    queueMicrotask(() => (this.failure === null ? done() : done(this.failure)));
  }

  unsubscribe(topic: string): void {
    this.log.push(["unsubscribe", topic]);
  }

  async endAsync(_: boolean, options: object): Promise<void> {
    this.log.push(["end", options]);
  }

  end(_: boolean, done?: () => void): void {
    done?.();
  }

  reschedulePing(): void {}
  sendPing(): void {
    this.log.push(["ping"]);
  }

  /** A PUBLISH packet comes in, as the package handles it. */
  arrive(topic: string, payload: unknown, more: object = {}): { taken: boolean } {
    const packet = { cmd: "publish", qos: 1, messageId: 258, ...more };
    const state = { taken: false };
    this.emit("packetreceive", packet);
    this.emit("message", topic, encode(payload), packet);
    this.handleMessage(packet, () => {
      state.taken = true;
    });
    return state;
  }
}

function fake(bus: MqttBusOptions = {}, options: RealtimeOptions = {}, own: Partial<RealtimeDefinition> = {}) {
  const clients: FakeMqtt[] = [];
  const connect = (url: string, given: IClientOptions): MqttClient => {
    const made = new FakeMqtt(url, given);
    clients.push(made);
    return made as unknown as MqttClient; // as much of it as the link uses
  };
  return { clients, ...clientOf("mqtt://ann:p@broker", mqttBus({ connect, ...bus }), options, own) };
}

const operation = (bindings: Readonly<Record<string, unknown>> = {}, message: Readonly<Record<string, unknown>> = {}) => ({
  id: "orders",
  channel: { id: "orders", address: "{region}/orders", params: ["region"], messages: { order: { bindings: { mqtt: message } } } },
  bindings: { mqtt: bindings },
});
const failing = (code: number): Error => Object.assign(new Error("no"), { code });

describe("connecting to an MQTT broker", () => {
  it("takes options from the server's bindings, and a login from the URL", async () => {
    const lastWill = { topic: "gone", message: "bye", qos: 1, retain: true };
    const bindings = { mqtt: { clientId: "till-4", cleanSession: false, keepAlive: 10, lastWill, sessionExpiryInterval: 7, maximumPacketSize: 1_000 } };
    const { client, clients } = fake({}, {}, { servers: { a: { url: "secure-mqtt://ann:p@broker/x", protocol: "secure-mqtt", bindings } } });
    void client.connect();
    await settle();
    const { url, options } = clients[0] as FakeMqtt;
    expect([url, options]).toMatchObject([
      "mqtts://broker/x",
      {
        clientId: "till-4",
        clean: false,
        keepalive: 10,
        username: "ann",
        password: "p",
        protocolVersion: 5,
        reconnectPeriod: 0,
        will: { topic: "gone", payload: Buffer.from("bye"), qos: 1, retain: true },
        properties: { sessionExpiryInterval: 7, receiveMaximum: 16, maximumPacketSize: 1_000 },
      },
    ]);
  });

  it.each([
    ["a token is the password", { auth: bearer("t") }, { username: "c", password: "t" }],
    ["user and password", { auth: basic({ username: "u", password: "p" }) }, { username: "u", password: "p" }],
    ["a login in the URL goes to the last @", { url: "mqtt://ann@corp:p@ss@broker" }, { username: "ann@corp", password: "p@ss" }],
    ["a certificate", { auth: certificate({ cert: "C", key: "K", passphrase: "x", ca: "A" }) }, { cert: "C", key: "K", passphrase: "x", ca: ["A"] }],
  ])("%s", async (_, options, want) => {
    const { client, clients } = fake({ clientId: "c" }, { url: "mqtt://broker", ...options });
    void client.connect();
    await settle();
    expect(clients[0]?.options).toMatchObject(want);
  });

  it("contradictions are told when the client is made", () => {
    expect(() => fake({ clean: false })).toThrow("needs a client id");
    expect(() => fake({ group: "g", version: "3.1.1" })).toThrow("no shared subscriptions");
  });

  it.each([
    [135, "auth", "failed"],
    [132, "input", "failed"],
    [133, "input", "failed"],
    [136, "connection", "waiting"],
  ])("CONNACK %d: %s", async (code, kind, state) => {
    const { client, clients } = fake();
    void client.connect();
    await settle();
    clients[0]?.emit("error", failing(code));
    await settle();
    expect([client.connection.state, client.connection.reason?.kind]).toEqual([state, kind]);
    await client.close();
  });
});

async function opened(bus: MqttBusOptions = {}, sessionPresent = false) {
  const made = fake(bus);
  const connected = made.client.connect();
  await settle();
  const [mqtt] = made.clients as [FakeMqtt];
  mqtt.emit("connect", { sessionPresent });
  await connected;
  return { ...made, mqtt };
}

describe("an MQTT connection", () => {
  it("publishes with what bindings and message say", async () => {
    const { client, mqtt } = await opened();
    const one = operation(
      { qos: 2, retain: true, messageExpiryInterval: 60 },
      { payloadFormatIndicator: 1, contentType: "application/x+json", responseTopic: "answers" },
    );
    const receipt = await publish(client, one, { region: "eu", payload: { a: 1 }, headers: { n: 2, none: null } });
    expect(receipt.status).toBe("acknowledged");
    const properties = {
      contentType: "application/x+json",
      payloadFormatIndicator: true,
      messageExpiryInterval: 60,
      responseTopic: "answers",
      userProperties: { n: "2" },
    };
    expect(mqtt.log).toEqual([["publish", "eu/orders", '{"a":1}', { qos: 2, retain: true, properties }]]);
  });

  it("what would be sent wrong is not sent", async () => {
    const { client } = await opened({ version: "3.1.1" });
    await expect(publish(client, operation(), { region: "a/b", payload: 1 })).rejects.toMatchObject({ kind: "input" });
    await expect(publish(client, operation(), { region: "a", payload: 1, headers: { a: 1 } })).rejects.toMatchObject({ kind: "input" });
    await expect(subscribe<unknown>(client, operation(), { region: "a+" }).ready()).rejects.toMatchObject({ kind: "input" });
  });

  it("acknowledges QoS 1 when the listener is through; QoS 0 needs nothing", async () => {
    const { client, mqtt } = await opened();
    const seen: unknown[] = [];
    const subscription = subscribe<unknown>(client, operation(), { region: "+" });
    let through: () => void = () => undefined;
    subscription.subscribe((payload): void | Promise<void> => {
      seen.push(payload);
      return new Promise<void>((resolve) => {
        through = resolve;
      });
    });
    await subscription.ready();
    expect(mqtt.arrive("eu/orders", 1, { properties: { correlationData: Buffer.from("c"), responseTopic: "r", userProperties: { h: "1" } } }).taken).toBe(true);
    expect(mqtt.log).toEqual([["subscribe", "+/orders", { qos: 1 }]]);
    through();
    await settle();
    expect([seen, mqtt.log.at(-1)]).toEqual([[1], ["bytes", [0x40, 2, 1, 2]]]);
    mqtt.arrive("eu/orders", 2, { qos: 0 });
    subscription.close();
    expect(mqtt.log.slice(2)).toEqual([["unsubscribe", "+/orders"]]);
  });

  it("what a kept session holds waits for whoever subscribes", async () => {
    const { client, mqtt } = await opened({ group: "g" }, true);
    mqtt.arrive("eu/orders", 1);
    const subscription = subscribe<unknown>(client, operation(), { region: "eu" });
    const seen: unknown[] = [];
    subscription.subscribe((payload) => seen.push(payload));
    await subscription.ready();
    expect([seen, mqtt.log]).toEqual([
      [1],
      [
        ["subscribe", "$share/g/eu/orders", { qos: 1 }],
        ["bytes", [0x40, 2, 1, 2]],
      ],
    ]);
  });

  it("what still comes after the last has left is acknowledged: the broker doesn't wait for it", async () => {
    const { client, mqtt } = await opened({ group: "g" }, true);
    const subscription = subscribe<unknown>(client, operation(), { region: "eu" });
    await subscription.ready();
    subscription.close();
    mqtt.arrive("eu/orders", 1);
    await settle();
    expect(mqtt.log.slice(1)).toEqual([
      ["unsubscribe", "$share/g/eu/orders"],
      ["bytes", [0x40, 2, 1, 2]],
    ]);
    mqtt.arrive("us/orders", 2);
    await settle();
    expect(mqtt.log).toHaveLength(3);
  });

  it("without a kept session nothing waits for whoever subscribes", async () => {
    const { mqtt } = await opened();
    mqtt.arrive("eu/orders", 1);
    await settle();
    expect(mqtt.log).toEqual([["bytes", [0x40, 2, 1, 2]]]);
  });

  it("one who leaves before the broker has confirmed does not end the subscription of the next", async () => {
    const { client, mqtt } = await opened();
    const first = subscribe<unknown>(client, operation(), { region: "eu" });
    first.subscribe(() => undefined);
    first.close();
    const seen: unknown[] = [];
    const second = subscribe<unknown>(client, operation(), { region: "eu" });
    second.subscribe((payload) => seen.push(payload));
    await second.ready();
    await settle();
    mqtt.arrive("eu/orders", 1);
    expect([seen, mqtt.log.filter(([what]) => what === "unsubscribe")]).toEqual([[1], []]);
    second.close();
    expect(mqtt.log.filter(([what]) => what === "unsubscribe")).toHaveLength(1);
  });

  it("a full buffer stops reading, with pings, until a publish waits or there is room", async () => {
    const { client, mqtt, clock } = await opened({ qos: 0 });
    const subscription = subscribe<number>(client, operation({ qos: 0 }), { region: "eu" }, { buffer: 1 });
    await subscription.ready();
    const held = mqtt.arrive("eu/orders", 1, { qos: 0 });
    expect(held.taken).toBe(false);
    await clock.advance(20_000);
    expect(mqtt.log.at(-1)).toEqual(["ping"]);
    await publish(client, operation({ qos: 1 }), { region: "eu", payload: 1 });
    expect(held.taken).toBe(true);
    const again = mqtt.arrive("eu/orders", 2, { qos: 0 });
    expect(again.taken).toBe(false);
    const loop = subscription[Symbol.asyncIterator]();
    await loop.next();
    await loop.next();
    expect(again.taken).toBe(true);
  });

  it.each([
    [135, "auth"],
    [151, "realtime"],
  ])("a refusal with reason code %d is an error of kind %s, the connection stays", async (code, kind) => {
    const { client, mqtt } = await opened();
    mqtt.failure = failing(code);
    await expect(publish(client, operation(), { region: "eu", payload: 1 })).rejects.toMatchObject({ kind });
    await expect(subscribe<unknown>(client, operation(), { region: "eu" }).ready()).rejects.toMatchObject({ kind });
    expect(client.connection.state).toBe("open");
  });

  it("a lost one is made anew, without a clean start; another client of the same id ends it", async () => {
    const { client, clients, clock, mqtt } = await opened();
    mqtt.emit("error", new Error("reset"));
    mqtt.emit("close");
    expect([client.connection.state, client.connection.reason?.message]).toEqual(["waiting", "The connection to the broker at mqtt://broker failed: reset"]);
    await clock.advance(500);
    expect(clients[1]?.options.clean).toBe(false);
    clients[1]?.emit("connect", { sessionPresent: true });
    await settle();
    clients[1]?.emit("disconnect", { reasonCode: 142 });
    clients[1]?.emit("close");
    expect([client.connection.state, client.connection.reason?.kind]).toEqual(["failed", "input"]);
  });

  const cut = async ({ client, clients, clock }: Pick<Awaited<ReturnType<typeof opened>>, "client" | "clients" | "clock">): Promise<void> => {
    clients.at(-1)?.emit("close");
    while (client.connection.state === "waiting") await clock.advance(100);
    clients.at(-1)?.emit("connect", { sessionPresent: true });
    await settle();
  };

  it("one that the broker cuts again and again, soon after it was opened and without a word, is tried after growing waits, and says what may be wrong", async () => {
    const made = await opened();
    const { client, clock } = made;
    const waits: number[] = [];
    for (let time = 0; time < 7; time++) {
      const before = clock.now();
      await cut(made);
      waits.push(clock.now() - before);
    }
    expect(waits.slice(1).every((wait, index) => wait >= (waits[index] ?? 0))).toBe(true);
    made.clients.at(-1)?.emit("close");
    expect([client.connection.state, client.connection.reason?.remedy]).toEqual(["waiting", expect.stringContaining("same client id")]);
  });

  it("a message that was on its way in five such cuts is given up", async () => {
    const made = await opened();
    FakeMqtt.silent = true;
    const outcome = publish(made.client, operation(), { region: "eu", payload: 1 }).catch((error: unknown) => error);
    for (let time = 0; time < 5; time++) {
      await settle();
      await cut(made);
    }
    FakeMqtt.silent = false;
    expect(await outcome).toMatchObject({ kind: "realtime", sent: "unknown" });
    expect(made.client.connection.state).toBe("open");
  });

  it("one that lasted begins that count anew", async () => {
    const made = await opened();
    for (let time = 0; time < 7; time++) {
      if (time === 3) await made.clock.advance(6_000);
      await cut(made);
    }
    made.clients.at(-1)?.emit("close");
    expect([made.client.connection.state, made.client.connection.reason?.remedy]).toEqual(["waiting", null]);
  });

  it("what is done with in one turn is acknowledged in one write, also when the client closes", async () => {
    const { client, mqtt } = await opened();
    const subscription = subscribe<unknown>(client, operation(), { region: "eu" });
    subscription.subscribe(() => undefined);
    await subscription.ready();
    mqtt.arrive("eu/orders", 1);
    mqtt.arrive("eu/orders", 2, { messageId: 3 });
    await client.close();
    expect(mqtt.log.slice(1)).toEqual([
      ["bytes", [0x40, 2, 1, 2, 0x40, 2, 0, 3]],
      ["end", { properties: { sessionExpiryInterval: 0 } }],
    ]);
  });

  it("a message that the broker said it can't take is refused; the connection stays", async () => {
    const { client, clients } = fake();
    const connected = client.connect();
    await settle();
    clients[0]?.emit("connect", { sessionPresent: false, properties: { maximumPacketSize: 30, receiveMaximum: 1 } });
    await connected;
    const send = (payload: string) => publish(client, operation(), { region: "eu", payload });
    await expect(send("x".repeat(30))).rejects.toMatchObject({ name: "BrokerError", code: 149 });
    const receipts = [send("a"), send("b")];
    await settle();
    expect(await Promise.all(receipts)).toHaveLength(2);
    expect([client.connection.state, clients[0]?.log.length]).toEqual(["open", 2]);
  });

  it("closing ends a session that nobody can come back to", async () => {
    const { client, mqtt } = await opened();
    await client.close();
    expect(mqtt.log).toEqual([["end", { properties: { sessionExpiryInterval: 0 } }]]);
  });
});

describe("MQTT 5.0, section 4.7: filters", () => {
  it.each([
    ["a/b", "a/b", true],
    ["a/b", "a/+", true],
    ["a/b/c", "a/#", true],
    ["a", "a/#", true],
    ["a/b", "a", false],
    ["a", "a/b", false],
    ["$SYS/x", "#", false],
    ["$SYS/x", "$SYS/#", true],
    ["a/b", "$share/g/a/+", true],
  ])("%s fits %s: %s", (topic, filter, want) => expect(fitsFilter(topic, filter)).toBe(want));
});
