import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { basic, type ClientCertificate, certificate } from "@clientwright/runtime";
import { type KafkaBusOptions, kafkaBus } from "@clientwright/runtime/kafka";
import { createRealtime, publish, type RealtimeClient, type RealtimeDefinition, type RealtimeOptions } from "@clientwright/runtime/realtime";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type Authority, makeAuthority } from "../../../live/certificates.js";
import { type KafkaServer, type KafkaServerOptions, startKafkaServer } from "../../../support/kafka/kafka-server.js";

const operation = { id: "orders", channel: { id: "orders", address: "orders", messages: { order: {} } } };
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

(hasOpenssl ? describe : describe.skip)("Kafka behind TLS", () => {
  let authority: Authority;
  const ended: (() => Promise<unknown>)[] = [];
  beforeAll(() => {
    authority = makeAuthority();
  });
  afterEach(() => Promise.all(ended.splice(0).map((end) => end())));
  afterAll(() => authority?.remove());

  const read = (file: string): string => readFileSync(join(authority.folder, file), "utf8");
  async function start(options: KafkaServerOptions = {}): Promise<KafkaServer> {
    const server = await startKafkaServer({ ...options, tls: { cert: read("server.pem"), key: read("server.key"), ca: read("ca.pem"), ...options.tls } });
    ended.push(server.close);
    return server;
  }
  const wanting = { tls: { requestCert: true, rejectUnauthorized: true } };

  function connect({ port }: KafkaServer, auth: RealtimeOptions["auth"], ssl?: NonNullable<KafkaBusOptions["client"]>["ssl"]): RealtimeClient {
    const definition: RealtimeDefinition = {
      name: "shop",
      version: "1",
      environments: {},
      servers: { a: { url: `kafka-secure://127.0.0.1:${port}`, protocol: "kafka-secure" } },
    };
    const bus = kafkaBus(ssl === undefined ? {} : { client: { ssl } });
    const client = createRealtime(definition, { auth, reconnect: { delay: 20, maxDelay: 50 }, bus } as RealtimeOptions);
    ended.unshift(() => client.close());
    return client;
  }
  const asAnn = (own: Partial<ClientCertificate> = {}, passphrase?: string): RealtimeOptions["auth"] =>
    certificate({ ...authority.client("ann", passphrase), ...own });

  it("a certificate of an unknown authority is refused at once, in words that say what to pass", async () => {
    const server = await start();
    const client = connect(server, "open");
    await expect(publish(client, operation, { payload: 1 })).rejects.toMatchObject({ message: expect.stringContaining("is not trusted") as unknown });
    expect([client.connection.state, client.connection.reason]).toMatchObject(["failed", { kind: "input", remedy: expect.stringContaining("ca") as unknown }]);
  });

  it("its authority makes it trusted, with a user who logs in", async () => {
    const server = await start({ mechanisms: ["PLAIN"], logins: { users: { ann: "secret" } } });
    const client = connect(server, basic({ username: "ann", password: "secret" }), { ca: [read("ca.pem")] });
    expect(await publish(client, operation, { payload: 1 })).toMatchObject({ status: "acknowledged" });
    const wrong = connect(server, basic({ username: "ann", password: "wrong" }), { ca: [read("ca.pem")] });
    await expect(wrong.connect()).rejects.toMatchObject({ kind: "auth", message: expect.stringContaining("invalid credentials") as unknown });
  });

  it.each([
    ["as it is", undefined],
    ["whose key a passphrase locks", "open sesame"],
  ])("a client's certificate %s is taken", async (_, passphrase) => {
    const server = await start(wanting);
    expect(await publish(connect(server, asAnn({}, passphrase)), operation, { payload: 1 })).toMatchObject({ status: "acknowledged" });
  });

  it("a client's certificate leaves the package's own options for TLS in force", async () => {
    const server = await start(wanting);
    const { cert, key } = authority.client("ann");
    const client = connect(server, certificate({ cert, key }), { ca: [read("ca.pem")] });
    expect(await publish(client, operation, { payload: 1 })).toMatchObject({ status: "acknowledged" });
  });

  it("no certificate where one is wanted is a refused login", async () => {
    const client = connect(await start(wanting), "open", { ca: [read("ca.pem")] });
    await expect(client.connect()).rejects.toMatchObject({ kind: "auth", message: expect.stringMatching(/refused the login: .*certificate/) as unknown });
  });

  it("a key that the passphrase doesn't open is told at once", async () => {
    const client = connect(await start(wanting), asAnn({ passphrase: "wrong" }, "open sesame"));
    await expect(client.connect()).rejects.toMatchObject({ kind: "input", message: expect.stringContaining("can't be used") as unknown });
  });
});
