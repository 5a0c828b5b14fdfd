import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { basic } from "@clientwright/runtime";
import { type MqttBusOptions, mqttBus } from "@clientwright/runtime/mqtt";
import { type ChannelOperation, publish, type RealtimeOptions, subscribe } from "@clientwright/runtime/realtime";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type BrokerProcess, isOpen, startBroker } from "./broker-process.js";
import { collect, flood, quote, type Shop, shop, shopDefinition } from "./broker-session.js";
import { missing } from "./missing.js";
import { mosquitto } from "./servers.js";

const channel = { id: "orders", address: "clientwright/{run}/{region}/orders", params: ["run", "region"], messages: { order: {} } };
const operation = (qos: number, id = "orders"): ChannelOperation => ({ id, channel, bindings: { mqtt: { qos } } });
const channelsOf = (qos: number) => ({ receive: operation(qos, "receive"), send: operation(qos, "send") });
const definition = shopDefinition("mqtt", { auth: { user: { type: "basic" } } });
const run = crypto.randomUUID();

const absent = missing(mosquitto);
(absent === null ? describe : describe.skip)(`mosquitto${absent === null ? "" : `: ${absent}`}`, () => {
  let own: BrokerProcess;
  let url: string;
  const open: Shop[] = [];
  const connect = (qos: number, options: RealtimeOptions = {}, bus: MqttBusOptions = {}): Shop => {
    const made = shop(definition, channelsOf(qos), { url, auth: "open", variables: { run }, bus: mqttBus(bus), ...options });
    open.push(made);
    return made;
  };
  beforeAll(async () => {
    own = await startBroker("mosquitto", ({ folder, port }) => {
      const config = [
        `listener ${port} 127.0.0.1`,
        "allow_anonymous true",
        "persistence true",
        `persistence_location ${folder}/`,
        "autosave_interval 1",
        "autosave_on_changes true",
        `password_file ${folder}/passwords`,
        "user root",
      ];
      writeFileSync(join(folder, "mosquitto.conf"), `${config.join("\n")}\n`);
      // ann, secret: of mosquitto_passwd.
      writeFileSync(join(folder, "passwords"), "ann:secret\n");
      return { command: "/bin/sh", args: ["-c", `mosquitto_passwd -U ${folder}/passwords; exec /usr/sbin/mosquitto -c ${folder}/mosquitto.conf`] };
    });
    url = (await isOpen(1883)) ? "mqtt://127.0.0.1:1883" : `mqtt://127.0.0.1:${own.port}`;
  });
  afterAll(() => own?.stop());
  afterEach(() => Promise.all(open.splice(0).map(({ client }) => client.close())));

  it.each([
    ["3.1.1", 0],
    ["3.1.1", 1],
    ["3.1.1", 2],
    ["5", 0],
    ["5", 1],
    ["5", 2],
  ] as const)("MQTT %s carries orders with QoS %d", async (version, qos) => {
    const { client, orders, publish } = connect(qos, {}, { version });
    const subscription = orders();
    await subscription.ready();
    const receipt = await publish({ id: 1, item: "tea" });
    for await (const order of subscription) {
      expect(order).toEqual({ id: 1, item: "tea" });
      break;
    }
    expect(receipt.status).toBe(qos === 0 ? "sent" : "acknowledged");
    expect(client.connection.state).toBe("open");
  });

  it("headers, a name for the answer and a wildcard for every region travel in MQTT 5", async () => {
    const { client, orders } = connect(1);
    const everywhere = orders({ region: "+" });
    await everywhere.ready();
    await publish(client, operation(1), { region: "us", payload: { id: 2, item: "mate" }, headers: { trace: "t1", retries: 2 } });
    for await (const message of everywhere.messages()) {
      expect(message).toMatchObject({ payload: { id: 2, item: "mate" }, headers: { trace: "t1", retries: "2" }, address: `clientwright/${run}/us/orders` });
      break;
    }
  });

  it("asks and gets its answer at its own inbox, told by the correlation data", async () => {
    const { client } = connect(1);
    const quotes = { ...channel, id: "quotes", address: "clientwright/{run}/quotes", params: ["run"] };
    const answers = { id: "answers", address: null, messages: { price: {} } };
    const requests = subscribe<{ id: number }>(client, { id: "serve", channel: quotes });
    requests.subscribe(() => undefined);
    const reply = async (): Promise<void> => {
      for await (const request of requests.messages()) {
        const to = { id: "answer", channel: { ...answers, address: request.replyTo ?? "" } };
        await client.bus.publish(
          { channel: to.channel, operation: to, address: request.replyTo ?? "", params: {} },
          {
            payload: { price: request.payload.id * 10 },
            name: null,
            contentType: "application/json",
            headers: null,
            correlationId: request.correlationId,
            replyTo: null,
            id: null,
          },
        );
        break;
      }
    };
    await requests.ready();
    const replied = reply();
    const ask = { id: "quote", channel: quotes, reply: { channel: answers } };
    expect(await quote(client, ask, { id: 7, item: "tea" })).toEqual({ price: 70 });
    await replied;
  });

  it("a retained message comes to who subscribes later; one that expired doesn't", async () => {
    const { client } = connect(1);
    const kept = (id: string, bindings: object): ChannelOperation => ({
      id,
      channel: { ...channel, address: `clientwright/{run}/${id}`, params: ["run"] },
      bindings: { mqtt: { qos: 1, retain: true, ...bindings } },
    });
    await publish(client, kept("kept", {}), { payload: 1 });
    await publish(client, kept("expired", { messageExpiryInterval: 1 }), { payload: 2 });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const seen: unknown[] = [];
    for (const id of ["kept", "expired"]) {
      const subscription = subscribe<unknown>(client, kept(id, {}));
      subscription.subscribe((payload) => seen.push(payload));
      await subscription.ready();
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(seen).toEqual([1]);
  });

  it("a wrong password is an AuthError at once, for whoever publishes and whoever listens", async () => {
    const {
      client,
      orders,
      publish: send,
    } = connect(1, { url: `mqtt://127.0.0.1:${own.port}`, auth: { user: basic({ username: "ann", password: "wrong" }) } });
    const sent = send({ id: 1, item: "tea" });
    await expect(orders().ready()).rejects.toMatchObject({ kind: "auth", message: expect.stringContaining("refused the login") as unknown });
    await expect(sent).rejects.toMatchObject({ kind: "auth", sent: "no" });
    expect(client.connection.state).toBe("failed");
    const right = connect(1, { url: `mqtt://127.0.0.1:${own.port}`, auth: { user: basic({ username: "ann", password: "secret" }) } });
    await right.client.connect();
  });

  it("nothing acknowledged is lost when the broker is killed and comes back", async () => {
    const at = { url: `mqtt://127.0.0.1:${own.port}` };
    const sender = connect(1, at);
    const receiver = connect(1, at, { clientId: `receiver-${run}`, clean: false });
    const subscription = receiver.orders();
    await subscription.ready();
    const states: string[] = [];
    receiver.client.connection.on(({ state }) => states.push(state));
    // Mosquitto writes its sessions down once a second.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const acknowledged: number[] = [];
    const restart = async (): Promise<void> => {
      await own.kill();
      await own.start();
    };
    const sending = (async () => {
      for (let id = 0; id < 600; id++) {
        await sender.publish({ id, item: "tea" });
        acknowledged.push(id);
        if (id === 300) void restart();
      }
    })();
    const ids = await collect(subscription, 600);
    await sending;
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
    expect(states).toContain("waiting");
  });

  it("100,000 messages leave nothing behind", async () => {
    await flood(connect(1), connect(1), 100_000);
  });
});
