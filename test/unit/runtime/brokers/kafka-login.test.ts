import { basic, bearer } from "@clientwright/runtime";
import { kafkaBus } from "@clientwright/runtime/kafka";
import { createRealtime, publish, type RealtimeClient, type RealtimeDefinition, type RealtimeOptions } from "@clientwright/runtime/realtime";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type KafkaServer, type KafkaServerOptions, startKafkaServer } from "../../../support/kafka/kafka-server.js";

const logins = { users: { ann: "secret" }, tokens: ["good"] };
const operation = { id: "orders", channel: { id: "orders", address: "orders", messages: { order: {} } } };
const ended: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(ended.splice(0).map((end) => end())));

async function start(options: KafkaServerOptions): Promise<KafkaServer> {
  const server = await startKafkaServer(options);
  ended.push(server.close);
  return server;
}

function connect({ port }: KafkaServer, own: Partial<RealtimeDefinition>, auth: RealtimeOptions["auth"]): RealtimeClient {
  const definition = { name: "shop", version: "1", environments: {}, servers: { a: { url: `kafka://127.0.0.1:${port}`, protocol: "kafka" } }, ...own };
  const client = createRealtime(definition, { auth, reconnect: { delay: 20, maxDelay: 50 }, bus: kafkaBus() } as RealtimeOptions);
  ended.unshift(() => client.close());
  return client;
}

const byUser = (mechanism?: "scramSha256" | "scramSha512"): Partial<RealtimeDefinition> => ({
  auth: { user: { type: "basic", ...(mechanism !== undefined && { mechanism }) } },
  security: ["user"],
});
const byToken: Partial<RealtimeDefinition> = { auth: { token: { type: "bearer" } }, security: ["token"] };
const ann = (password: string): RealtimeOptions["auth"] => ({ user: basic({ username: "ann", password }) });
const token = (value: string): RealtimeOptions["auth"] => ({ token: bearer(value) });

type Login = readonly [mechanism: string, own: Partial<RealtimeDefinition>, right: RealtimeOptions["auth"], wrong: RealtimeOptions["auth"]];
const all: readonly Login[] = [
  ["PLAIN", byUser(), ann("secret"), ann("wrong")],
  ["SCRAM-SHA-256", byUser("scramSha256"), ann("secret"), ann("wrong")],
  ["SCRAM-SHA-512", byUser("scramSha512"), ann("secret"), ann("wrong")],
  ["OAUTHBEARER", byToken, token("good"), token("bad")],
];

describe.each(all)("logging in to Kafka by %s", (mechanism, own, right, wrong) => {
  it("the right credential publishes", async () => {
    const server = await start({ mechanisms: [mechanism], logins });
    expect(await publish(connect(server, own, right), operation, { payload: { id: 7 } })).toMatchObject({ status: "acknowledged" });
    expect(server.batches.map(({ topic, records }) => [topic, records.includes('{"id":7}')])).toEqual([["orders", true]]);
  });

  it("a wrong one is one AuthError, at once and with nothing tried again", async () => {
    const server = await start({ mechanisms: [mechanism], logins });
    const client = connect(server, own, wrong);
    await expect(publish(client, operation, { payload: { id: 7 } })).rejects.toMatchObject({
      kind: "auth",
      sent: "no",
      message: expect.stringMatching(/refused the login: .*invalid credentials/) as unknown,
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([client.connection.state, server.connections, server.batches]).toEqual(["failed", 1, []]);
  });

  it("a connection that breaks in the middle of the login is made anew", async () => {
    const server = await start({ mechanisms: [mechanism], logins, falls: 2 });
    expect(await publish(connect(server, own, right), operation, { payload: { id: 7 } })).toMatchObject({ status: "acknowledged" });
    expect(server.connections).toBeGreaterThan(2);
  });

  it("a server that doesn't take the mechanism is told as what it is", async () => {
    const server = await start({ mechanisms: [mechanism === "PLAIN" ? "GSSAPI" : "PLAIN"], logins });
    const client = connect(server, own, right);
    await expect(client.connect()).rejects.toMatchObject({ kind: "auth", message: expect.stringContaining("SASL mechanism") as unknown });
    expect(server.connections).toBe(1);
  });

  it("a server that takes no logins says so", async () => {
    const server = await start({});
    await expect(connect(server, own, right).connect()).rejects.toMatchObject({ kind: "auth", message: expect.stringContaining("SASL state") as unknown });
    expect(server.connections).toBe(1);
  });
});

it.each(all.filter(([mechanism]) => mechanism.startsWith("SCRAM")))(
  "%s: a server that can't prove that it knows the password is not trusted",
  async (mechanism, own, right) => {
    const server = await start({ mechanisms: [mechanism], logins: { ...logins, isImpostor: true } });
    await expect(connect(server, own, right).connect()).rejects.toMatchObject({ kind: "auth", message: expect.stringContaining("signature") as unknown });
  },
);
